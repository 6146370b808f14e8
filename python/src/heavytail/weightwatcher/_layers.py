"""Which layers WeightWatcher sees in a model, and how it names and numbers them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Iterator, List, Optional, Sequence, Union

import numpy as np

from .._errors import HeavytailError, NotOfferedError
from .._tensors import described, model_of

#: In the order in which WeightWatcher looks for them in the type of a module.
_KINDS = (("linear", "dense"), ("conv1d", "conv1d"), ("conv2d", "conv2d"), ("embedding", "embedding"), ("norm", "norm"))

_ANALYZED = ("dense", "conv1d", "conv2d", "embedding")


class LAYER_TYPE:
    """The words of ``layer_type`` as WeightWatcher names them: ``analyze(layers=[ww.LAYER_TYPE.CONV2D])``."""

    UNKNOWN = "unknown"
    DENSE = "dense"
    CONV1D = "conv1d"
    CONV2D = "conv2d"
    EMBEDDING = "embedding"
    NORM = "norm"


Selection = Union[None, int, str, Sequence[Union[int, str]]]


@dataclass(frozen=True)
class WatchedLayer:
    """A layer, as WeightWatcher numbers it. ``name`` is the class of a module, and of a state dict the key."""

    layer_id: int
    name: str
    longname: str
    layer_type: str
    weight: Any
    bias: Any = None
    layer: Any = None

    @property
    def matrix(self) -> "np.ndarray[Any, Any]":
        """Its weights as an array of F32, as WeightWatcher reads them."""
        return to_array(self.weight)


def layers_of(model: Any, start_ids: int) -> List[WatchedLayer]:
    """The layers of a module or a state dict: those that have weights of two or four dimensions."""
    layers = _of_module(model, start_ids) if hasattr(model, "named_modules") else _of_state(model, start_ids)
    return [layer for layer in layers if layer.layer_type in _ANALYZED]


def _of_module(model: Any, start_ids: int) -> Iterator[WatchedLayer]:
    for layer_id, (longname, layer) in enumerate(model.named_modules(), start_ids):
        kind = type(layer)
        words = f"{kind.__module__}.{kind.__qualname__}".lower()
        layer_type = next((name for word, name in _KINDS if word in words), "unknown")
        weight = getattr(layer, "weight", None)
        # Weights of three dimensions, Conv1d and Bilinear, end WeightWatcher with an error.
        if weight is not None and len(getattr(weight, "shape", ())) in (2, 4):
            yield WatchedLayer(
                layer_id, kind.__name__, longname, layer_type, weight, getattr(layer, "bias", None), layer
            )


def _of_state(model: Any, start_ids: int) -> Iterator[WatchedLayer]:
    if not isinstance(model, Mapping):
        raise HeavytailError(
            f"{described(model)} is not a model",
            "give a module of torch, a state dict, or the path of a file",
        )
    state = state_of(model)
    ends = [key for key in state if isinstance(key, str) and key.endswith(".weight")]
    for layer_id, key in enumerate(ends, start_ids or 1):
        weight, name = state[key], key[: -len(".weight")]
        dimensions = len(getattr(weight, "shape", ()))
        if dimensions in (2, 4):
            yield WatchedLayer(
                layer_id, name, name, "dense" if dimensions == 2 else "conv2d", weight, state.get(f"{name}.bias")
            )


def state_of(model: "Mapping[Any, Any]") -> "Mapping[Any, Any]":
    """The state dict in a checkpoint: the one under a key that ends in ``state_dict``, or is ``model``."""
    inner = model.get("state_dict")
    return inner if isinstance(inner, Mapping) else model_of(model)


def type_of(word: str) -> str:
    """WeightWatcher's word for the tool's: of what a file holds, WeightWatcher knows matrices and kernels alone."""
    return next((kind for kind in ("conv1d", "conv2d", "conv3d") if word.startswith(kind)), "dense")


def select(layers: List[WatchedLayer], wanted: Selection) -> List[WatchedLayer]:
    """The layers that ``layers=`` asks for: ids to keep or, below zero, to leave out; names; types."""
    words = [] if wanted is None else list(wanted) if isinstance(wanted, (list, tuple, set)) else [wanted]
    if not words:
        return layers
    ids = [int(word) for word in words if isinstance(word, (int, np.integer))]
    texts = [str(word) for word in words if not isinstance(word, (int, np.integer))]
    keep_ids, drop_ids = {i for i in ids if i >= 0}, {-i for i in ids if i < 0}
    keep, drop = {t for t in texts if not t.startswith("-")}, {t[1:] for t in texts if t.startswith("-")}

    def wants(layer: WatchedLayer) -> bool:
        words = {layer.name.lower(), layer.longname.lower(), layer.layer_type}
        if layer.layer_id in drop_ids or words & {t.lower() for t in drop}:
            return False
        return not (keep_ids or keep) or layer.layer_id in keep_ids or bool(words & {t.lower() for t in keep})

    return [layer for layer in layers if wants(layer)]


def one(layers: List[WatchedLayer], wanted: Any) -> WatchedLayer:
    """The layer of an id or a name."""
    found = [layer for layer in layers if wanted in (layer.layer_id, layer.longname)]
    found = found or [layer for layer in layers if wanted == layer.name]
    if not found:
        names = ", ".join(f"{layer.layer_id} {layer.longname}" for layer in layers[:8])
        more = " …" if len(layers) > 8 else ""
        raise HeavytailError(f"no layer has the id or the name {wanted!r}", f"layers are {names}{more}")
    return found[0]


def to_array(value: Any) -> "np.ndarray[Any, Any]":
    """Weights as F32 in NumPy."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return np.asarray(value.detach().to(device="cpu", dtype=torch.float32).numpy())
    return np.asarray(value, dtype=np.float32)


def slices_of(weights: "np.ndarray[Any, Any]") -> List["np.ndarray[Any, Any]"]:
    """The matrices of a layer: of a convolution one for each position of the kernel, taller than wide."""
    if weights.ndim == 2:
        return [weights]
    found = [weights[:, :, i, j] for i in range(weights.shape[2]) for j in range(weights.shape[3])]
    return [matrix.T if matrix.shape[0] < matrix.shape[1] else matrix for matrix in found]


def differences(left: List[WatchedLayer], right: List[WatchedLayer]) -> List[WatchedLayer]:
    """W − W_base of each layer, by its name."""
    by_name = {layer.longname: layer for layer in right}
    found = []
    for layer in left:
        base = by_name.get(layer.longname)
        if base is None or tuple(base.weight.shape) != tuple(layer.weight.shape):
            raise NotOfferedError(
                f"the base model has no layer `{layer.longname}` of shape {list(layer.weight.shape)}",
                "WeightWatcher analyzes the layer itself then; heavytail.compare(base, model, delta=True) says so",
            )
        found.append(
            WatchedLayer(
                layer.layer_id, layer.name, layer.longname, layer.layer_type, layer.matrix - base.matrix, layer.bias
            )
        )
    return found


def bias_of(layer: WatchedLayer) -> Optional["np.ndarray[Any, Any]"]:
    """Its bias; None where it has none."""
    return None if layer.bias is None or isinstance(layer.bias, bool) else to_array(layer.bias)
