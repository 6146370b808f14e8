"""Which of several models is asked for, by its place or its name."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Sequence, Union

import numpy as np

from ._errors import HeavytailError


def count_of(count: int, word: str) -> str:
    """A count with its noun."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def is_whole(value: Any) -> bool:
    """Whether it is a whole number."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, (bool, np.bool_))


def names_of(models: Sequence[Any]) -> str:
    """The paths of models, for a message."""
    return ", ".join(f"`{model.path}`" for model in models[:4]) + (" …" if len(models) > 4 else "")


def chosen(models: Sequence[Any], model: Union[int, str]) -> Any:
    """The model of a place in the list or of a name: its path, or the name of a model in memory or of a file."""
    if is_whole(model):
        if -len(models) <= int(model) < len(models):
            return models[int(model)]
        raise HeavytailError(
            f"the report has {count_of(len(models), 'model')}, and no model {model}", f"models are {names_of(models)}"
        )
    name = str(model)
    ways = (
        lambda one: one.path == name,
        lambda one: one.path == f"{name} in memory",
        lambda one: name in (PurePath(one.path).name, PurePath(one.path).stem),
    )
    found = next((matching for way in ways for matching in [[one for one in models if way(one)]] if matching), [])
    if len(found) == 1:
        return found[0]
    how_many = "no model is" if not found else f"{len(found)} models are"
    raise HeavytailError(f"{how_many} named {name!r}", f"models are {names_of(found or models)}")
