"""Copies of weights, written in the background."""

from __future__ import annotations

import contextlib
import os
import threading
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any, List, Optional, Union

import numpy as np

from .. import _safetensors
from .._choice import is_whole
from .._errors import HeavytailError, HeavytailWarning
from .._tensors import TensorInMemory, tensors_of


class Snapshots:
    """Writes the weights of a model to ``folder/step-00000100.safetensors`` and returns at once.

    ``take`` copies the weights, in memory that is kept for the next time, and a thread writes the copy: training goes
    on as soon as it is made. While a snapshot is still being written the next one is left out, and counted in
    ``skipped``. A file has its name only when it is whole.
    """

    def __init__(self, folder: Union[str, "os.PathLike[str]"]) -> None:
        self.folder = Path(folder)
        self.written: List[Path] = []
        self.skipped = 0
        self._buffer: "np.ndarray[Any, Any]" = np.empty(0, np.uint8)
        self._thread: Optional[threading.Thread] = None
        self._failure: Optional[BaseException] = None

    def take(self, model: Any, step: int) -> Optional[Path]:
        """Copies the weights of a module, a state dict or a dictionary of arrays.

        Returns the path that the snapshot will have, or None where the last one is still being written. An error of
        the last one is raised here.
        """
        if not is_whole(step) or step < 0:
            raise HeavytailError(f"`step` is {step!r}", "give the number of the step, a whole number from 0 on")
        self._raise()
        if self._thread is not None and self._thread.is_alive():
            self.skipped += 1
            return None
        copied = self._copy(tensors_of(model))
        path = self.folder / f"step-{step:08d}.safetensors"
        self._thread = threading.Thread(target=self._write, args=(copied, path), name="heavytail-snapshot")
        self._thread.start()
        return path

    def wait(self) -> None:
        """Waits until the last snapshot is written; raises its error."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._raise()

    def _copy(self, tensors: List[TensorInMemory]) -> List[TensorInMemory]:
        kept, _ = _safetensors.plan(tensors)
        total = sum(tensor.byte_count for tensor in kept)
        if self._buffer.nbytes < total:
            self._buffer = np.empty(total, np.uint8)
        copies, at = {}, 0
        for tensor in kept:
            place = self._buffer[at : at + tensor.byte_count]
            place[:] = np.frombuffer(tensor.read(), np.uint8)
            copies[tensor.name] = memoryview(place)
            at += tensor.byte_count
        empty = memoryview(b"")
        return [
            replace(tensor, read=lambda data=copies.get(tensor.name, empty): data)  # type: ignore[misc]
            for tensor in tensors
        ]

    def _write(self, tensors: List[TensorInMemory], path: Path) -> None:
        part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            descriptor = os.open(part, flags, 0o644)
            try:
                _safetensors.write(tensors, descriptor)
            finally:
                os.close(descriptor)
            os.replace(part, path)
            self.written.append(path)
        except BaseException as error:  # noqa: B902 - it is raised in the thread that trains
            self._failure = error
            with contextlib.suppress(OSError):
                part.unlink()

    def _raise(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise HeavytailError(f"a snapshot could not be written: {failure}") from failure


class Guarded:
    """Snapshots that never end a training run: the first error is a warning, and there are no more snapshots."""

    def __init__(self, snapshots: Snapshots) -> None:
        self.snapshots = snapshots
        self.stopped = False

    def take(self, model: Any, step: int) -> None:
        """As :meth:`Snapshots.take`."""
        self._try(lambda: self.snapshots.take(model, step))

    def wait(self) -> None:
        """As :meth:`Snapshots.wait`."""
        self._try(self.snapshots.wait)

    def _try(self, act: Any) -> None:
        if self.stopped:
            return
        try:
            act()
        except (HeavytailError, OSError, RuntimeError, MemoryError) as error:
            self.stopped = True
            warnings.warn(f"no more snapshots of weights: {error}", HeavytailWarning, stacklevel=4)
