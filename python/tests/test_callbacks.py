"""Snapshots during training, and the callbacks of trainers, against trainers of the same shape."""

from __future__ import annotations

import os
import sys
import threading
import time
import types

import numpy as np
import pytest

import heavytail
from heavytail import HeavytailError, HeavytailWarning, _safetensors
from heavytail.callbacks import Snapshots

from support import read_safetensors, weights


def test_a_snapshot_has_the_weights_of_its_moment(tmp_path):
    source = weights()
    before = {name: array.copy() for name, array in source.items()}
    snapshots = Snapshots(tmp_path / "new")
    path = snapshots.take(source, 7)
    source["fc.weight"] += 1
    snapshots.wait()
    assert path == tmp_path / "new" / "step-00000007.safetensors"
    tensors, _ = read_safetensors(path.read_bytes())
    for name, array in before.items():
        np.testing.assert_array_equal(tensors[name], array)
    assert os.listdir(path.parent) == [path.name]
    assert len(heavytail.analyze(path).layers) == 2


def test_taking_returns_while_the_disk_is_slow_and_the_next_one_is_left_out(tmp_path, monkeypatch):
    release = threading.Event()
    write = _safetensors.write
    monkeypatch.setattr(_safetensors, "write", lambda *words: (release.wait(30), write(*words))[1])
    snapshots = Snapshots(tmp_path)
    started = time.monotonic()
    assert snapshots.take(weights(), 1) is not None
    assert snapshots.take(weights(), 2) is None
    assert time.monotonic() - started < 5
    release.set()
    snapshots.wait()
    assert snapshots.skipped == 1
    assert [path.name for path in snapshots.written] == ["step-00000001.safetensors"]


def test_the_memory_of_the_copy_is_kept(tmp_path):
    snapshots = Snapshots(tmp_path)
    for step in range(3):
        snapshots.take(weights(step), step)
        snapshots.wait()
        buffers = {id(snapshots._buffer)} if step == 0 else buffers | {id(snapshots._buffer)}
    assert len(buffers) == 1
    for step, path in enumerate(snapshots.written):
        np.testing.assert_array_equal(read_safetensors(path.read_bytes())[0]["fc.bias"], weights(step)["fc.bias"])


def test_tied_weights_stay_tied(tmp_path):
    array = np.ones((20, 20), np.float32)
    snapshots = Snapshots(tmp_path)
    path = snapshots.take({"a.weight": array, "b.weight": array}, 1)
    snapshots.wait()
    assert read_safetensors(path.read_bytes())[1] == {"b.weight": "a.weight"}


@pytest.mark.parametrize("step", [-1, "x", 1.5, None])
def test_a_step_is_a_whole_number_from_zero_on(tmp_path, step):
    with pytest.raises(HeavytailError, match="`step` is .*\nhint: give the number of the step"):
        Snapshots(tmp_path).take(weights(), step)
    snapshots = Snapshots(tmp_path)
    assert snapshots.take(weights(), np.int64(0)).name == "step-00000000.safetensors"
    snapshots.wait()


def test_a_disk_that_refuses_is_an_error_at_the_next_call(tmp_path):
    (tmp_path / "file").write_text("")
    snapshots = Snapshots(tmp_path / "file" / "folder")
    snapshots.take(weights(), 1)
    with pytest.raises(HeavytailError, match="a snapshot could not be written"):
        snapshots.wait()


@pytest.fixture
def huggingface(monkeypatch):
    """The callback, with the base class of transformers or, where that is missing, one with its methods."""
    try:
        import transformers  # noqa: F401
    except ImportError:
        made = types.ModuleType("transformers")
        made.TrainerCallback = type("TrainerCallback", (), {})
        monkeypatch.setitem(sys.modules, "transformers", made)
    monkeypatch.delitem(sys.modules, "heavytail.callbacks.huggingface", raising=False)
    import heavytail.callbacks.huggingface as module

    return module.HeavytailCallback


def train(callback, model, folder, steps, saves=(), zero=True):
    """What the Trainer calls."""
    args = types.SimpleNamespace(output_dir=str(folder))
    state = types.SimpleNamespace(global_step=0, is_world_process_zero=zero)
    control = types.SimpleNamespace()
    callback.on_train_begin(args, state, control, model=model)
    for step in range(1, steps + 1):
        state.global_step = step
        callback.on_step_end(args, state, control, model=model)
        if step in saves:
            callback.on_save(args, state, control, model=model)
        if callback.snapshots is not None and callback.snapshots._thread is not None:
            callback.snapshots._thread.join()
    callback.on_train_end(args, state, control, model=model)


def test_the_callback_of_hugging_face_writes_at_saves_or_at_steps(huggingface, tmp_path):
    train(huggingface(), weights(), tmp_path, 6, saves=(2, 6))
    assert sorted(os.listdir(tmp_path / "heavytail")) == ["step-00000002.safetensors", "step-00000006.safetensors"]
    train(huggingface(tmp_path / "mine", steps=3), weights(), tmp_path, 7, saves=(1,))
    assert sorted(os.listdir(tmp_path / "mine")) == ["step-00000003.safetensors", "step-00000006.safetensors"]


def test_only_the_first_process_writes(huggingface, tmp_path):
    train(huggingface(), weights(), tmp_path, 2, saves=(2,), zero=False)
    assert not (tmp_path / "heavytail").exists()


def test_weights_that_cannot_be_copied_stop_no_training(huggingface, torch, tmp_path):
    callback = huggingface()
    with pytest.warns(HeavytailWarning, match="no more snapshots of weights: `a` .* `meta`") as warned:
        train(callback, {"a": torch.empty(2, 2, device="meta")}, tmp_path, 4, saves=(1, 2, 3))
    assert len(warned) == 1


def test_a_model_that_is_sharded_by_fsdp_is_not_waited_for(huggingface, torch, tmp_path):
    class FullyShardedDataParallel(torch.nn.Module):
        def state_dict(self):
            raise AssertionError("all processes would have to call it")

    callback = huggingface()
    with pytest.warns(HeavytailWarning, match="no more snapshots of weights: .* is sharded by FSDP"):
        train(callback, FullyShardedDataParallel(), tmp_path, 3, saves=(1, 2))
    with pytest.warns(HeavytailWarning, match="is sharded by FSDP"):
        train(huggingface(), torch.nn.Sequential(FullyShardedDataParallel()), tmp_path, 1, saves=(1,))


@pytest.mark.parametrize("package", ["pytorch_lightning", "lightning"])
def test_the_callback_of_lightning_writes_at_epochs_or_at_steps(package, monkeypatch, tmp_path):
    made = types.ModuleType("pytorch_lightning" if package == "pytorch_lightning" else "lightning.pytorch")
    made.Callback = type("Callback", (), {})
    monkeypatch.setitem(sys.modules, made.__name__, made)
    if package == "lightning":
        monkeypatch.setitem(sys.modules, "lightning", types.ModuleType("lightning"))
        monkeypatch.delitem(sys.modules, "pytorch_lightning", raising=False)
    monkeypatch.delitem(sys.modules, "heavytail.callbacks.lightning", raising=False)
    from heavytail.callbacks.lightning import HeavytailCallback

    for steps, names in ((None, [4, 8]), (3, [3, 6])):
        trainer = types.SimpleNamespace(
            global_step=0, is_global_zero=True, default_root_dir=str(tmp_path / f"{steps}")
        )
        callback, model = HeavytailCallback(steps=steps), weights()
        callback.on_train_start(trainer, model)
        for batch in range(1, 9):
            trainer.global_step = batch
            callback.on_train_batch_end(trainer, model, None, None, batch)
            callback.snapshots._thread and callback.snapshots._thread.join()
            if batch % 4 == 0:
                callback.on_train_epoch_end(trainer, model)
                callback.snapshots._thread and callback.snapshots._thread.join()
        callback.on_train_end(trainer, model)
        folder = tmp_path / f"{steps}" / "heavytail"
        assert sorted(os.listdir(folder)) == [f"step-{step:08d}.safetensors" for step in names]
