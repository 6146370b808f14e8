"""The class of WeightWatcher."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from .. import _verbs
from .._errors import HeavytailError, NotOfferedError
from .._report import Report
from .._tables import Row, Table
from . import _columns
from ._distances import METHODS, distance
from ._images import show
from ._none import has_tensors, reason, warn_of_none
from ._layers import Selection, WatchedLayer, differences, layers_of, one, select, slices_of, type_of
from ._not_offered import CALLS, OPTIONS, MissingCall, check

#: What WeightWatcher averages.
_SUMMARY = (
    "log_norm", "alpha", "alpha_weighted", "log_alpha_norm", "log_spectral_norm", "stable_rank", "mp_softrank",
)  # fmt: skip

#: The largest dimension that WeightWatcher analyzes, and the tool under --compat too.
_MAX_N = 50000


class WeightWatcher:
    """Analyzes a model as WeightWatcher does.

    ``model`` is a module of torch, a state dict, or the path of a file or a folder, which WeightWatcher would not
    take. ``base_model`` is subtracted from it, layer by layer.
    """

    def __init__(self, model: Any = None, framework: Any = None, base_model: Any = None, log_level: Any = None) -> None:
        self.model = model
        self.base_model = base_model
        self.details: Any = None
        self.report: Optional[Report] = None
        self._watched: List[WatchedLayer] = []
        if log_level is not None:
            logging.getLogger("heavytail").setLevel(log_level)

    def __getattr__(self, name: str) -> Any:
        if name in CALLS:
            raise MissingCall(f"heavytail.weightwatcher has no `{name}`", CALLS[name])
        raise AttributeError(f"WeightWatcher has no attribute {name!r}")

    def analyze(
        self,
        model: Any = None,
        layers: Selection = None,
        min_evals: int = 10,
        max_evals: int = 15000,
        min_size: Any = None,
        max_size: Any = None,
        max_N: int = _MAX_N,
        glorot_fix: bool = False,
        plot: bool = False,
        randomize: bool = False,
        savefig: Any = "ww-img",
        mp_fit: bool = False,
        detX: bool = False,
        ERG: bool = False,
        base_model: Any = None,
        start_ids: int = 0,
        tolerance: float = 1e-6,
        svd_method: str = "fast",
        pl_package: str = "ww",
        **options: Any,
    ) -> Any:
        """The details of all layers, as a pandas DataFrame with WeightWatcher's columns.

        ``plot`` writes the figures of the tool into the folder ``savefig``, and shows them in a notebook. ``ERG`` is the
        name of ``detX`` since 0.8, with its two columns more.
        """
        check(options, OPTIONS)
        self._set(model, base_model)
        measures = [name for name, asked in (("randomize", randomize), ("erg", detX or ERG)) if asked]
        asked = {"min_evals": min_evals, "max_evals": max_evals or None, "measure": measures or None}
        with tempfile.TemporaryDirectory(prefix="heavytail-") as folder:
            figures = {"plots": str(Path(folder) / "figures"), "plots_format": "png"} if plot else {}
            rows = self._rows(layers, start_ids, folder, dict(asked, **figures))
            rows = [row for row in rows if row["N"] <= max_N or max_N == _MAX_N]
            if plot:
                show(Path(folder) / "figures", savefig)
        if max_N > _MAX_N:
            self._refuse_wide(max_N)
        if not rows:
            warn_of_none(self.model, self._watched, layers)
        made = [_columns.details(row, mp_fit, randomize, detX or ERG, ERG) for row in rows]
        if tolerance != 1e-6:
            for row, source in zip(made, rows):
                row["weak_rank_loss"] = int(np.sum(self._spectrum(source, scaled=True) < tolerance))
        self.details = Table(made).to_pandas() if made else _empty()
        return self.details

    def describe(
        self,
        model: Any = None,
        layers: Selection = None,
        min_evals: int = 10,
        max_evals: int = 15000,
        min_size: Any = None,
        max_size: Any = None,
        max_N: int = _MAX_N,
        glorot_fix: bool = False,
        savefig: Any = "ww-img",
        base_model: Any = None,
        start_ids: int = 0,
        **options: Any,
    ) -> Any:
        """The layers that ``analyze`` would analyze, as a pandas DataFrame; of a file only headers are read."""
        check(options, OPTIONS)
        self._set(model, base_model)
        asked = {"min_evals": min_evals, "max_evals": max_evals or None}
        with tempfile.TemporaryDirectory(prefix="heavytail-") as folder:
            rows = self._rows(layers, start_ids, folder, asked, describe=True)
        made = [_columns.description(row) for row in rows if row["N"] <= max_N]
        if not made:
            warn_of_none(self.model, self._watched, layers)
        return Table(made).to_pandas() if made else _empty()

    def get_details(self) -> Any:
        """The details of the last analysis."""
        return self.details

    def get_summary(self, details: Any = None) -> Dict[str, float]:
        """The means over all rows; a failed fit counts as −1, as in WeightWatcher."""
        details = self.details if details is None else details
        columns = () if details is None else details.columns
        return {name: details[name].mean() for name in _SUMMARY if name in columns}

    def get_ESD(self, model: Any = None, layer: Any = None, random: bool = False, params: Any = None) -> Any:
        """The eigenvalues of a layer, ascending, not normalized: of a convolution twice those of ``analyze``."""
        if random:
            raise NotOfferedError("get_ESD(random=True) is not offered", OPTIONS["random"])
        if layer is None:
            raise HeavytailError("get_ESD needs a layer", "give its id or its name")
        self._set(model, None)
        with tempfile.TemporaryDirectory(prefix="heavytail-") as folder:
            rows = self._rows([layer], 0, folder, {"min_evals": 1, "max_evals": None})
            if not rows:
                raise HeavytailError(f"no layer has the id or the name {layer!r}", "`describe()` lists them")
            return self._spectrum(rows[0], scaled=False)

    def get_Weights(self, model: Any = None, layer: Any = None, params: Any = None) -> List["np.ndarray[Any, Any]"]:
        """The matrices of a layer of a model in memory."""
        return slices_of(one(self._layers(model, "get_Weights"), layer).matrix)

    def get_framework_layer(self, model: Any = None, layer: Any = None) -> Any:
        """The module of a layer."""
        return one(self._layers(model, "get_framework_layer"), layer).layer

    def distances(
        self,
        model_1: Any,
        model_2: Any,
        method: str = "raw",
        layers: Selection = None,
        start_ids: int = 0,
        pool: bool = True,
        channels: Any = None,
    ) -> Tuple[float, float, Any]:
        """The mean distance of weights, that of biases, and a data frame of both by layer.

        ``raw`` is the norm of the difference, ``euclidean`` its mean over the slices of a convolution, ``cka``
        WeightWatcher's similarity, which is not centered.
        """
        method = (method or "raw").lower()
        if method not in METHODS:
            raise HeavytailError(f"no distance is named {method!r}", f"distances are {', '.join(METHODS)}")
        if not pool or channels is not None:
            raise NotOfferedError("distances(pool=False, channels=…) is not offered", OPTIONS["pool"])
        first, second = (
            select(self._layers(model, "distances", start_ids), layers) for model in (model_1, model_2)
        )
        rows = [distance(a, b, method) for a, b in zip(first, second)]
        frame = Table(rows).to_pandas().set_index("layer_id") if rows else _empty()
        means = [float(np.mean([row[name] for row in rows])) for name in ("delta_W", "delta_b")]
        return means[0], means[1], frame

    def _set(self, model: Any, base_model: Any) -> None:
        self.model = self.model if model is None else model
        self.base_model = self.base_model if base_model is None else base_model
        if self.model is None:
            raise HeavytailError("there is not a model", "give it to WeightWatcher(model=…) or to the call")

    def _layers(self, model: Any, call: str, start_ids: int = 0) -> List[WatchedLayer]:
        model = self.model if model is None else model
        if isinstance(model, (str, os.PathLike)):
            raise NotOfferedError(
                f"{call} takes models in memory, not paths", "heavytail.compare(base, other) compares files"
            )
        layers = layers_of(model, start_ids)
        if not layers:
            raise HeavytailError(f"the model has no layer for {call}: {reason(model)}", "`describe()` lists layers")
        return layers

    def _rows(
        self, layers: Selection, start_ids: int, folder: str, options: Dict[str, Any], describe: bool = False
    ) -> List[Row]:
        """The rows of the tool, with WeightWatcher's ids and names; the report is kept for its spectra."""
        if isinstance(self.model, (str, os.PathLike)):
            return self._rows_of_path(layers, start_ids, options, describe)
        watched = self._watched = layers_of(self.model, start_ids)
        if not watched and self.base_model is None and has_tensors(self.model):
            # WeightWatcher sees nothing in it, and the tool may: arrays by names of their own, a tree of Flax.
            return self._rows_of_path(layers, start_ids, options, describe)
        if self.base_model is not None:
            watched = differences(watched, layers_of(self.base_model, start_ids))
        by_name = {f"{layer.layer_id}": layer for layer in select(watched, layers)}
        if not by_name:
            return []
        rules = Path(folder) / "rules.json"
        rules.write_text(json.dumps({"rules": _rules(by_name)}), encoding="utf-8")
        state = {f"{name}.weight": layer.weight for name, layer in by_name.items()}
        found = self._run(state, dict(options, rules=str(rules)), describe)
        return [_renamed(row, by_name[row["name"]]) for row in found if row["name"] in by_name]

    def _rows_of_path(
        self, layers: Selection, start_ids: int, options: Dict[str, Any], describe: bool
    ) -> List[Row]:
        if self.base_model is not None:
            raise NotOfferedError(
                "base_model of a path is not offered", "heavytail.compare(base, model, delta=True) analyzes W − W_base"
            )
        tensors = [row for row in _verbs.describe(self.model, compat="weightwatcher")]
        models = {row["model"] for row in tensors}
        if len(models) > 1:
            raise HeavytailError(
                f"`{os.fspath(self.model)}` has {len(models)} models, and WeightWatcher watches one",
                "give the path of one, or analyze all with heavytail.analyze(path).to_pandas()",
            )
        numbers = _numbers(tensors, start_ids)
        watched = {
            row["name"]: WatchedLayer(
                numbers[row["longname"]],
                row["name"],
                row["name"],
                type_of(row["layer_type"]),
                None,
            )
            for row in tensors
            if row["name"] is not None
        }
        self._watched = list(watched.values())
        wanted = {layer.longname for layer in select(self._watched, layers)}
        if layers:
            options = dict(options, layers=[f"#{row['layer_id']}" for row in tensors if row["name"] in wanted])
            if not options["layers"]:
                return []
        found = self._run(self.model, options, describe)
        return [_renamed(row, watched[row["name"]]) for row in found if row["name"] in wanted]

    def _run(self, source: Any, options: Dict[str, Any], describe: bool) -> List[Row]:
        if describe:
            rows = _verbs.describe(source, compat="weightwatcher", **options)
            return [row for row in rows if row["decision"] == "analyzed"]
        self.report = _verbs.analyze(source, compat="weightwatcher", **options)
        return [dict(row) for row in self.report.layers]

    def _spectrum(self, row: Row, scaled: bool) -> "np.ndarray[Any, Any]":
        assert self.report is not None
        return self.report.spectrum(row["tool_name"], scaled=scaled)

    def _refuse_wide(self, limit: int) -> None:
        wide = [layer for layer in self.report.skipped if layer["reason"] == "convention"] if self.report else []
        if wide:
            names = ", ".join(layer["longname"] for layer in wide)
            raise NotOfferedError(f"max_N above {_MAX_N} is not offered; left out: {names}", OPTIONS["max_N"])


def _numbers(tensors: Table, start_ids: int) -> Dict[str, int]:
    """The id of each tensor of a file: the keys of a state dict from 1, as WeightWatcher has them, the other tensors
    after these. Where nothing is such a key, their places in the file."""
    ends = [row["longname"] for row in tensors if row["longname"].endswith(".weight")]
    if not ends:
        return {row["longname"]: row["layer_id"] for row in tensors}
    others = [row["longname"] for row in tensors]
    return {name: number for number, name in enumerate(dict.fromkeys(ends + others), start_ids or 1)}


def _rules(layers: Dict[str, WatchedLayer]) -> List[Dict[str, Any]]:
    """What each weight is: WeightWatcher goes by the class of the module, not by names and shapes."""
    kinds = {2: ("dense", "oi"), 4: ("conv", "oikk")}
    return [
        {"name": f"watched-{name}", "match": f"{name}.weight", "kind": kind, "axes": axes}
        for name, layer in layers.items()
        for kind, axes in [kinds[len(layer.weight.shape)]]
    ]


def _renamed(row: Row, layer: WatchedLayer) -> Row:
    return dict(
        row,
        tool_name=row["name"],
        layer_id=layer.layer_id,
        name=layer.name,
        longname=layer.longname,
        layer_type=layer.layer_type,
    )


def _empty() -> Any:
    return Table([], []).to_pandas()
