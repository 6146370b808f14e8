"""The eigenvalues of layers, as the tool writes them."""

from __future__ import annotations

import io
import json
import math
from typing import Any, Dict, List, Mapping, Optional, Sequence

import numpy as np

from ._tables import Row


class Spectra:
    """The eigenvalues of the layers of one model, unscaled, slice by slice."""

    def __init__(self, slices: Mapping[str, Sequence["np.ndarray[Any, Any]"]]) -> None:
        self._slices = dict(slices)

    def __contains__(self, name: str) -> bool:
        return name in self._slices

    def count(self, name: str) -> int:
        """How many slices a layer has."""
        return len(self._slices[name])

    def of(self, name: str, slice: Optional[int] = None) -> "np.ndarray[Any, Any]":
        """The eigenvalues of WᵀW, ascending: of all slices together, or of one."""
        slices = self._slices[name]
        if slice is not None:
            return slices[slice]
        return np.sort(np.concatenate(slices)) if len(slices) > 1 else slices[0]

    @staticmethod
    def read(data: bytes) -> Dict[str, "Spectra"]:
        """The file of ``--spectra``, by the path of the model."""
        models: Dict[str, Dict[str, List["np.ndarray[Any, Any]"]]] = {}
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            if "layers.json" not in arrays.files:
                return {}
            for entry in json.loads(arrays["layers.json"]):
                layers = models.setdefault(entry["model"], {})
                layers.setdefault(entry["name"], []).append(np.asarray(arrays[entry["key"]], dtype=np.float64))
        return {path: Spectra(layers) for path, layers in models.items()}


def scale_of(row: Row, spectra: Spectra) -> float:
    """What the convention multiplies eigenvalues by: a power of two or a ratio of small numbers, the same for all."""
    top = row.get("lambda_max")
    stored = float(spectra.of(row["name"])[-1])
    return 1.0 if not top or not stored or not math.isfinite(stored) else top / stored
