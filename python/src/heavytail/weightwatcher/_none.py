"""What is said where an analysis has no layer."""

from __future__ import annotations

import os
import warnings
from typing import Any, List

from .._errors import HeavytailError, HeavytailWarning, UnsupportedTensorError
from .._tensors import tensors_of
from ._layers import Selection, WatchedLayer, select


def has_tensors(model: Any) -> bool:
    """Whether a model in memory has a tensor at all."""
    try:
        return bool(tensors_of(model))
    except UnsupportedTensorError:
        return True
    except HeavytailError:
        return False


def warn_of_none(model: Any, watched: List[WatchedLayer], wanted: Selection) -> None:
    """Warns that a data frame has no row, and why."""
    if not watched:
        said = f"the model has no layer to analyze: {reason(model)}"
    elif not select(watched, wanted):
        names = ", ".join(f"{layer.layer_id} {layer.longname}" for layer in watched[:8])
        more = " …" if len(watched) > 8 else ""
        said = f"layers={wanted!r} names no layer of the model; layers are {names}{more}"
    else:
        said = "no layer is within the limits of min_evals, max_evals and max_N"
    warnings.warn(said, HeavytailWarning, stacklevel=3)


def reason(model: Any) -> str:
    """Why WeightWatcher sees no layer in a model."""
    if isinstance(model, (str, os.PathLike)):
        return "the file has no matrix and no kernel of a convolution"
    if hasattr(model, "named_modules"):
        return "no module has weights of two or four dimensions"
    return "no key ends in `.weight` and has an array of two or four dimensions"
