"""WeightWatcher's distances between two layers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tables import Row
from ._layers import WatchedLayer, bias_of, slices_of

METHODS = ("raw", "euclidean", "cka")

#: Below this the norm of the denominator gets so much added.
_LEAST_NORM = 1e-6


def distance(first: WatchedLayer, second: WatchedLayer, method: str) -> Row:
    """A row of ``distances()``; weights of different shapes have the distance −1."""
    one, two = first.matrix, second.matrix
    row: Row = {"method": method, "layer_id": first.layer_id, "name": first.name}
    row["delta_W"], row["delta_b"] = _of_weights(one, two, method), 0.0
    shape = one.shape if method == "raw" else slices_of(one)[0].shape
    row.update(M=min(shape), N=max(shape), b_shape="unknown", longname=first.longname)
    biases = bias_of(first), bias_of(second)
    if method == "raw" and biases[0] is not None and biases[1] is not None and len(biases[0]) == len(biases[1]):
        row["delta_b"] = float(np.linalg.norm(biases[0] - biases[1]))
        row["b_shape"] = biases[0].shape
    return row


def _of_weights(one: "np.ndarray[Any, Any]", two: "np.ndarray[Any, Any]", method: str) -> float:
    if one.shape != two.shape:
        return -1.0
    if method == "raw":
        return float(np.linalg.norm(one - two))
    of_slices = _cka if method == "cka" else _euclidean
    return float(np.mean([of_slices(a, b) for a, b in zip(slices_of(one), slices_of(two))]))


def _euclidean(one: "np.ndarray[Any, Any]", two: "np.ndarray[Any, Any]") -> float:
    return float(np.linalg.norm(one - two))


def _cka(one: "np.ndarray[Any, Any]", two: "np.ndarray[Any, Any]") -> float:
    norm = np.sqrt(np.linalg.norm(one.T @ one) * np.linalg.norm(two @ two.T))
    return float(np.linalg.norm(one.T @ two) / (norm if norm >= _LEAST_NORM else norm + _LEAST_NORM))
