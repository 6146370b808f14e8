#!/usr/bin/env python3
"""Time and memory from a model of torch in memory to a data frame, beside WeightWatcher, each in a process of its own.

    HEAVYTAIL_BIN=… /usr/bin/python3 python/bench/side_by_side.py [--models ../shared/models] [--rounds 3]

`heavytail` is the data frame of `heavytail.weightwatcher`, whose values are WeightWatcher's; `analyze` is that of
`heavytail.analyze(model)`; `weightwatcher` is there where it is installed. The rest make no data frame: they are parts
of what WeightWatcher 0.7.5.5 computes, and so take less than it.

- `floor`: `numpy.linalg.svd(W, compute_uv=False)` in float64 of the same matrices, once, and with randomize once more
  of their entries in another order.
- `as often`: as often as WeightWatcher does with randomize: two permutations of a layer, six where it has fewer than
  100 eigenvalues.
- `densities`: `as often`, and for each permuted layer the 195 kernel densities of the grid on which it searches the law
  of Marchenko and Pastur. It needs scikit-learn.

All run with OpenBLAS as that chooses itself, whatever the environment says. `s` is the least wall time of the rounds,
`CPU s` the CPU time of that run with its children. `MB` is the most memory above that of the process with the model
loaded; of heavytail it is the sum of Python's, the tool's and the handed bytes. `handover` is one gigabyte of weights:
the CPU time until the tool could read it, over that of writing the same bytes into the same kind of memory.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import platform
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

Run = Dict[str, float]
Work = Callable[[Any, bool], int]

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]

CASES = ("resnet20", "resnet56", "2048", "4096")

#: Settings that name a CPU which is not this one.
_FORCED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def model_of(case: str, models: Path) -> Any:
    import torch

    if case.startswith("resnet"):
        (file,) = (models / f"cifar10-akamaster-{case}").glob("*.th")
        state = torch.load(file, map_location="cpu")["state_dict"]
        return {name[len("module.") :]: value for name, value in state.items()}
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(int(case), int(case), bias=False))


def frame_of(package: Any) -> Work:
    return lambda model, randomize: len(package.WeightWatcher(model=model).analyze(randomize=randomize))


def analysis() -> Work:
    import heavytail

    return lambda model, randomize: len(heavytail.analyze(model, randomize=randomize).to_pandas())


def decompositions(who: str) -> Work:
    import numpy as np

    from heavytail.weightwatcher._layers import layers_of, slices_of

    def squares(matrix: Any) -> Any:
        return np.linalg.svd(matrix.astype(np.float64), compute_uv=False) ** 2

    def decompose(model: Any, randomize: bool) -> int:
        layers = layers_of(model, 0)
        for layer in layers:
            slices = slices_of(layer.matrix)
            small = len(slices) * min(slices[0].shape) < 100
            permutations = 0 if not randomize else 1 if who == "floor" else 6 if small else 2
            drawn = []
            for matrix in slices:
                squares(matrix)
                for _ in range(permutations):
                    drawn.append(squares(np.random.permutation(matrix.ravel()).reshape(matrix.shape)))
            if who == "densities":
                # The last permutation is for distances alone.
                search(np.concatenate(drawn[: len(drawn) - len(drawn) // permutations]))
        return len(layers)

    return decompose


def search(eigenvalues: Any) -> None:
    """The densities of a grid search, each made anew."""
    import numpy as np
    from sklearn.neighbors import KernelDensity  # type: ignore[import]

    values = eigenvalues / eigenvalues.mean()
    points = np.linspace(0, values.max() + 0.5, 1000)[:, None]
    for _ in range(195):
        KernelDensity(kernel="linear", bandwidth=0.1).fit(values[:, None]).score_samples(points)


def worker_of(who: str) -> Work:
    if who == "heavytail":
        import heavytail.weightwatcher as package
    elif who == "weightwatcher":
        import weightwatcher as package  # type: ignore[import,no-redef]
    else:
        return analysis() if who == "analyze" else decompositions(who)
    return frame_of(package)


def memory_kb(field: str, process: str = "self") -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    return 0


class Child:
    """The most memory of a child, while the block lasts. What wait() tells has that of the process which forked it."""

    def __enter__(self) -> "Child":
        self.most, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        own = os.readlink("/proc/self/exe")
        while not self._ended.wait(0.002):
            for task in os.listdir("/proc/self/task"):
                with contextlib.suppress(OSError):  # a thread or a child has ended
                    for process in Path(f"/proc/self/task/{task}/children").read_text().split():
                        if os.readlink(f"/proc/{process}/exe") != own:
                            self.most = max(self.most, memory_kb("VmHWM", process))


def run_one(who: str, case: str, randomize: bool, models: Path) -> None:
    model = model_of(case, models)
    import pandas  # noqa: F401 - all need it, and its start is not theirs

    work = worker_of(who)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    with Child() as child:
        before, started, times = memory_kb("VmRSS"), time.perf_counter(), os.times()
        rows = work(model, randomize)
        wall, ended = time.perf_counter() - started, os.times()
    kilobytes = memory_kb("VmHWM") - before + child.most
    if child.most:
        kilobytes += handed_bytes(model) // 1024
    cpu = max(sum(ended[:4]) - sum(times[:4]), 0.01)  # the clock's tick
    print(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "mb": kilobytes / 1024}))


def handed_bytes(model: Any) -> int:
    from heavytail.weightwatcher._layers import layers_of

    return sum(layer.matrix.nbytes for layer in layers_of(model, 0))


def run_handover(rounds: int) -> None:
    import numpy as np

    from heavytail._handover import HandOver

    weights = {f"{k}.weight": np.ones((4096, 4096), np.float32) for k in range(16)}
    ratios = []
    for _ in range(rounds + 1):
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
    # The first round touches memory that the machine has not given yet.
    found = sorted(ratios[1:])
    ratio, handed, plain = found[len(found) // 2]
    size = sum(array.nbytes for array in weights.values()) / 1e9
    worst = found[-1][0]
    print(f"handover of {size:.2f} GB: {handed:.3f} CPU s; bytes {plain:.3f} s; ratio {ratio:.2f}, worst {worst:.2f}")


def measure(who: str, case: str, randomize: bool, arguments: argparse.Namespace) -> Run:
    """The run of least wall time."""
    command = [sys.executable, __file__, "--models", str(arguments.models), "--one", who, case, str(randomize)]
    environment = {name: value for name, value in os.environ.items() if name not in _FORCED}
    environment["HEAVYTAIL_CACHE"] = "none"  # A round must not find what the one before has computed.
    runs: List[Run] = []
    for _ in range(arguments.rounds):
        output = subprocess.check_output(command, text=True, env=environment)
        runs.append(json.loads(output.splitlines()[-1]))
    return min(runs, key=lambda run: run["wall"])


def machine() -> str:
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return f"{names[0].partition(':')[2].strip() if names else platform.processor()}, {os.cpu_count()} CPUs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, default=HERE.parents[2] / "shared" / "models")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", nargs="*", default=CASES)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        who, case, randomize = arguments.one
        return run_one(who, case, randomize == "True", arguments.models.resolve())
    print(f"{machine()}; load {os.getloadavg()[0]:.1f} at the start")
    run_handover(arguments.rounds)
    installed = [name for name in ("weightwatcher", "sklearn") if importlib.util.find_spec(name) is not None]
    if "weightwatcher" not in installed:
        print("WeightWatcher is not installed: the parts of it take less than it does")
    print(f"\n{'case':9}{'randomize':10}{'who':14}{'s':>8}{'CPU s':>8}{'MB':>6}   heavytail's s, CPU s and MB over it")
    for case in arguments.cases:
        for randomize in (False, True):
            peers = ["weightwatcher"] if "weightwatcher" in installed else []
            peers += ["floor"] + (["as often"] if randomize else [])
            peers += ["densities"] if randomize and "sklearn" in installed else []
            ours = report(case, randomize, "heavytail", None, arguments)
            for who in ("analyze", *peers):
                report(case, randomize, who, ours, arguments)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def report(case: str, randomize: bool, who: str, ours: Optional[Run], arguments: argparse.Namespace) -> Run:
    found = measure(who, case, randomize, arguments)
    line = f"{case:9}{randomize!s:10}{who:14}{found['wall']:8.3f}{found['cpu']:8.2f}{found['mb']:6.0f}"
    if ours is not None:
        line += "   " + " ".join(f"{ours[name] / found[name]:8.2f}" for name in ("wall", "cpu", "mb"))
    print(line, flush=True)
    return found


if __name__ == "__main__":
    main()
