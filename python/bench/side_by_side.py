#!/usr/bin/env python3
"""Time and memory from a model of torch in memory to a data frame, beside WeightWatcher, each in a process of its own.

    HEAVYTAIL_BIN=… /usr/bin/python3 python/bench/side_by_side.py [--models ../shared/models] [--rounds 3]

Where WeightWatcher is not installed, its place is taken by its decompositions alone: the same calls of
`scipy.linalg.svd` on the same matrices, one for the layer and, with randomize, those of its permutations. That is less
than WeightWatcher does: the fits and the densities come on top.
`handover` is one gigabyte of weights: the time until the tool could read it, over that of writing the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]

CASES = ("resnet20", "resnet56", "2048", "4096")


def model_of(case: str, models: Path):
    import torch

    if case.startswith("resnet"):
        (file,) = (models / f"cifar10-akamaster-{case}").glob("*.th")
        state = torch.load(file, map_location="cpu")["state_dict"]
        return {name[len("module.") :]: value for name, value in state.items()}
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(int(case), int(case), bias=False))


def heavytail_frame(model, randomize: bool) -> int:
    import heavytail.weightwatcher as ww

    return len(ww.WeightWatcher(model=model).analyze(randomize=randomize, mp_fit=randomize))


def weightwatcher_frame(model, randomize: bool) -> int:
    import weightwatcher as ww  # type: ignore[import]

    return len(ww.WeightWatcher(model=model).analyze(randomize=randomize, mp_fit=randomize))


def decompositions(model, randomize: bool) -> int:
    import numpy as np
    from scipy.linalg import svd

    from heavytail.weightwatcher._layers import layers_of, slices_of

    layers = layers_of(model, 0)
    for layer in layers:
        slices = slices_of(layer.matrix)
        count = len(slices) * min(slices[0].shape)
        for matrix in slices:
            repeats = 1 + (1 + (5 if count < 100 else 1) if randomize else 0)
            for turn in range(repeats):
                values = matrix if turn == 0 else np.random.permutation(matrix.ravel()).reshape(matrix.shape)
                svd(values.astype(float), compute_uv=False)
    return len(layers)


WHO = {"heavytail": heavytail_frame, "weightwatcher": weightwatcher_frame, "decompositions": decompositions}


def run_one(who: str, case: str, randomize: bool, models: Path) -> None:
    model = model_of(case, models)
    import pandas  # noqa: F401 - both need it, and its start is not theirs

    started, before = time.perf_counter(), os.times()
    rows = WHO[who](model, randomize)
    wall, after = time.perf_counter() - started, os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "own": own, "child": child}))


def run_handover(rounds: int) -> None:
    import numpy as np

    from heavytail._handover import HandOver

    weights = {f"{k}.weight": np.ones((4096, 4096), np.float32) for k in range(16)}
    ratios = []
    for _ in range(rounds):
        started = time.process_time()
        descriptor = os.memfd_create("plain")
        for array in weights.values():
            os.write(descriptor, memoryview(array.reshape(-1).view(np.uint8)))
        plain = time.process_time() - started
        os.close(descriptor)
        started = time.process_time()
        with HandOver(weights):
            handed = time.process_time() - started
        ratios.append((handed / plain, handed, plain))
    ratio, handed, plain = sorted(ratios)[len(ratios) // 2]
    size = sum(array.nbytes for array in weights.values()) / 1e9
    print(f"handover of {size:.2f} GB: {handed:.3f} s of CPU, written plainly {plain:.3f} s: {ratio:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, default=HERE.parents[2] / "shared" / "models")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", nargs="*", default=CASES)
    parser.add_argument("--one", nargs=3)
    arguments = parser.parse_args()
    if arguments.one:
        who, case, randomize = arguments.one
        return run_one(who, case, randomize == "True", arguments.models.resolve())
    run_handover(arguments.rounds)
    try:
        import weightwatcher  # type: ignore[import] # noqa: F401

        peer = "weightwatcher"
    except ImportError:
        peer = "decompositions"
        print("WeightWatcher is not installed: its decompositions alone stand in its place")
    print(f"{'case':10} {'randomize':9} {'who':14} {'wall s':>8} {'CPU s':>8} {'own MB':>7} {'child MB':>8}")
    for case in arguments.cases:
        for randomize in (False, True):
            best = {who: measure(who, case, randomize, arguments) for who in ("heavytail", peer)}
            for who, found in best.items():
                times = f"{found['wall']:8.2f} {found['cpu']:8.2f} {found['own']:7.0f} {found['child']:8.0f}"
                print(f"{case:10} {randomize!s:9} {who:14} {times}")
            print(f"{'':10} {'':9} ratio of CPU   {best[peer]['cpu'] / best['heavytail']['cpu']:8.2f}", flush=True)


def measure(who: str, case: str, randomize: bool, arguments: argparse.Namespace):
    command = [sys.executable, __file__, "--models", str(arguments.models), "--one", who, case, str(randomize)]
    runs = [json.loads(subprocess.check_output(command, text=True).splitlines()[-1]) for _ in range(arguments.rounds)]
    return min(runs, key=lambda run: run["cpu"])


if __name__ == "__main__":
    main()
