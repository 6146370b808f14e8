"""What a call is given → what the tool is given: options as words, models as paths."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ._errors import HeavytailError
from ._handover import HandOver
from ._tensors import described, is_in_memory, model_name, way_out


def options_of(options: Dict[str, Any]) -> List[str]:
    """Options of the tool: ``min_evals=20`` is ``--min-evals 20``, a list repeats its option, ``True`` is a flag.

    Values are joined to their options, so that one that begins with a dash, such as ``sort="-alpha"``, is a value.
    """
    words: List[str] = []
    for name, value in options.items():
        if name in ("layers", "layer"):
            value = _layers(value)
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(flag)
        elif name in ("measure", "columns", "metrics") and not isinstance(value, str):
            words.append(f"{flag}={','.join(map(str, value))}")
        elif isinstance(value, (list, tuple, set, frozenset)):
            words.extend(f"{flag}={os.fspath(one) if isinstance(one, os.PathLike) else one}" for one in value)
        else:
            words.append(f"{flag}={os.fspath(value) if isinstance(value, os.PathLike) else value}")
    return words


def _layers(value: Any) -> Any:
    """Layers as the tool names them: a number is the ``layer_id`` of one."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_layers(one) for one in value]
    return f"#{value}" if hasattr(value, "__index__") and not isinstance(value, bool) else value


#: Options that change what the tool prints, which this package reads.
_RESERVED = ("format", "json", "output", "spectra", "quiet", "verbose", "color", "summary_only", "no_progress", "help")


def checked(options: Dict[str, Any]) -> List[str]:
    if "columns" in options:
        raise TypeError(
            "`columns` is not an option here: the result has every column, and `measure` adds those that cost more"
        )
    for name in _RESERVED:
        if name in options:
            raise TypeError(f"`{name}` is not an option here: the result is a Python object")
    words = options_of(options)
    for word in words:
        _check_text(word, "an option")
    return words


def _check_text(text: str, what: str) -> None:
    """No program can be given a zero character: the system ends a word there."""
    if "\0" in text:
        raise HeavytailError(f"{what} has a zero character: {text!r}", "leave the character out")


class Sources:
    """Paths and models in memory → paths for the tool, within a ``with`` block.

    ``names`` are those of the models in memory. Of two that have one name, the later gets a number.
    """

    def __init__(self, sources: Sequence[Any], names: Optional[Sequence[str]] = None) -> None:
        if names is not None and (isinstance(names, str) or not all(isinstance(name, str) for name in names)):
            raise HeavytailError(f"`names` is {names!r}", 'give a list with the name of each model: names=["a", "b"]')
        if names is not None and len(names) != len(sources):
            raise HeavytailError(f"there are {len(names)} names for {len(sources)} models")
        self._sources = list(sources)
        self._names = names
        self._stack = contextlib.ExitStack()
        self.paths: List[str] = []
        self.handed: List[HandOver] = []

    def __enter__(self) -> "Sources":
        try:
            for index, source in enumerate(self._sources):
                if is_in_memory(source):
                    name = self._unique(model_name(source) if self._names is None else self._names[index])
                    handed = self._stack.enter_context(HandOver(source, name))
                    self.handed.append(handed)
                    self.paths.append(handed.path)
                else:
                    self.paths.append(_path(source))
        except BaseException:
            self._stack.close()
            raise
        return self

    def _unique(self, name: str) -> str:
        used = {handed.name for handed in self.handed}
        number, unique = 1, name
        while unique in used:
            number += 1
            unique = f"{name} {number}"
        return unique

    def __exit__(self, *_: Any) -> None:
        self._stack.close()

    @property
    def places(self) -> Dict[str, Dict[str, int]]:
        return {handed.path: handed.places for handed in self.handed if handed.places}

    @property
    def pass_fds(self) -> Tuple[int, ...]:
        return tuple(descriptor for handed in self.handed for descriptor in handed.pass_fds)

    def own_words(self, text: str) -> str:
        for handed in self.handed:
            text = handed.own_words(text)
        return text


def _path(source: Any) -> str:
    if not isinstance(source, (str, os.PathLike)):
        raise HeavytailError(f"{described(source)} is not a model", way_out(source))
    text = os.fspath(source)
    path = text.decode() if isinstance(text, bytes) else text
    _check_text(path, "the path")
    # `-` would read paths from standard input, and a dash in front would be an option.
    return f"./{path}" if path.startswith("-") else path


def list_of(source: Any) -> List[Any]:
    """The models of a list, or of whatever gives them one by one, such as ``folder.glob("*.pt")``."""
    # An open file also gives its lines one by one.
    one_by_one = hasattr(source, "__next__") and not hasattr(source, "read") and not isinstance(source, type)
    if not isinstance(source, (list, tuple, set, frozenset)) and not one_by_one:
        return [source]
    sources = list(source)
    if not sources:
        raise HeavytailError("there is no model: the list is empty", "give a path, a model, or a list of these")
    return sources


def temporary_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="heavytail-")
