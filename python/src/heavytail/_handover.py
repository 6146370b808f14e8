"""A model in memory → a path that the tool can read, and nothing left behind.

On Linux the file is anonymous memory (memfd): it has no name on any file system, only this process and the tool can
open it, and it is gone when both have ended, however they end. The path is a link to it in a folder of its own.
Elsewhere it is a temporary file that only this user can read.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from . import _safetensors
from ._tensors import model_name, tensors_of


class HandOver:
    """The file of a model in memory, as long as the ``with`` block lasts."""

    def __init__(self, source: Any, name: Optional[str] = None) -> None:
        self.name = name or model_name(source)
        self.shown = f"{self.name} in memory"
        self._source = source
        self._descriptor: Optional[int] = None
        self._folder: Optional[str] = None
        self.path = ""
        self.fingerprint = 0
        #: The places of the tensors in the model, by name; empty where they are those in the file.
        self.places: Dict[str, int] = {}

    def __enter__(self) -> "HandOver":
        try:
            self._write()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    @property
    def pass_fds(self) -> Tuple[int, ...]:
        """The descriptors that the tool needs."""
        return () if self._descriptor is None else (self._descriptor,)

    def own_words(self, text: str) -> str:
        """A message of the tool with the model in place of the path."""
        return text.replace(self.path, self.shown) if self.path else text

    def close(self) -> None:
        """Gives the memory back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _write(self) -> None:
        tensors = tensors_of(self._source)
        kept, _ = _safetensors.plan(tensors)
        if kept != tensors[: len(kept)]:
            # Second names are at the end of the file.
            self.places = {tensor.name: place for place, tensor in enumerate(tensors)}
        self._folder = tempfile.mkdtemp(prefix="heavytail-")
        path = Path(self._folder) / f"{_file_name(self.name)}.safetensors"
        self.path = str(path)
        if sys.platform == "linux" and hasattr(os, "memfd_create"):
            # The name is the end of the link: by it the tool tells two models in memory apart.
            self._descriptor = _above_standard(os.memfd_create(path.parent.name, os.MFD_CLOEXEC))
            self.fingerprint = _safetensors.write(tensors, self._descriptor)
            path.symlink_to(f"/proc/self/fd/{self._descriptor}")
        else:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            descriptor = os.open(path, flags, 0o600)
            try:
                self.fingerprint = _safetensors.write(tensors, descriptor)
            finally:
                os.close(descriptor)
        self._write_config(path.parent)

    def _write_config(self, folder: Path) -> None:
        """The configuration of a model of Hugging Face: it says how many heads a fused projection has."""
        to_json = getattr(getattr(self._source, "config", None), "to_json_string", None)
        if callable(to_json):
            (folder / "config.json").write_text(str(to_json()), encoding="utf-8")


def _above_standard(descriptor: int) -> int:
    """Where Python's standard streams are closed, a new file takes the number of one, and a child has its own there."""
    import fcntl

    if descriptor > 2:
        return descriptor
    try:
        return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 3)
    finally:
        os.close(descriptor)


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)[:100] or "model"
