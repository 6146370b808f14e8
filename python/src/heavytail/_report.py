"""What an analysis found: models with their layers, and one report of them all."""

from __future__ import annotations

import html
import io
import json
import math
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import numpy as np

from ._errors import HeavytailError
from ._figures import Plot, density
from ._tables import Row, Table, table_html, table_text

Layer = Union[int, str]

#: Columns of the table in a notebook.
SHOWN = ("name", "layer_type", "M", "N", "alpha", "sigma", "D", "stable_rank", "entropy", "num_traps", "label")

#: A notebook shows so many figures of a model.
MOST_FIGURES = 40

_OF_LINE = ("kind", "model")


@dataclass(repr=False)
class ModelReport:
    """One model: its layers, means and counts (``summary``), verdict, and the tensors that are not layers."""

    path: str
    format: str
    tool_version: str
    layers: Table
    skipped: Table
    vectors: Table
    summary: Row
    verdict: Row
    complete: bool
    spectra: Optional["Spectra"] = None

    def __repr__(self) -> str:
        counts, means = _lines(self)
        table = table_text(self.layers, _columns(self)) if len(self.layers) else ""
        return "\n".join(line for line in (f"{self.path} ({self.format})", counts, means, table) if line)

    def _repr_html_(self) -> str:
        return _model_html(self)

    def row(self, layer: Layer) -> Row:
        """The row of a layer, by its name, the name of its tensor, or its ``layer_id``."""
        found = [row for row in self.layers if layer in (row["name"], row["longname"]) or _is_id(layer, row)]
        if not found:
            names = ", ".join(str(row["name"]) for row in self.layers[:8])
            more = " …" if len(self.layers) > 8 else ""
            raise KeyError(f"no layer is named {layer!r}; the layers are {names}{more}")
        return found[0]


def _is_id(layer: Layer, row: Row) -> bool:
    return isinstance(layer, (int, np.integer)) and not isinstance(layer, bool) and row["layer_id"] == layer


class Spectra:
    """The eigenvalues of the layers of one model, unscaled, slice by slice."""

    def __init__(self, slices: Mapping[str, Sequence["np.ndarray[Any, Any]"]]) -> None:
        self._slices = dict(slices)

    def __contains__(self, name: str) -> bool:
        return name in self._slices

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


class Report:
    """The result of :func:`heavytail.analyze`.

    ``layers`` are the records of all layers, ``summary`` the counts and means of the model, ``models`` each model on
    its own. ``errors`` is what could not be read; the rest of the report does not contain it.
    """

    def __init__(self, models: Sequence[ModelReport], errors: Table, messages: Sequence[Tuple[str, str]]) -> None:
        self.models: Tuple[ModelReport, ...] = tuple(models)
        self.errors = errors
        self.messages = list(messages)
        self._draw: Any = None

    @property
    def layers(self) -> Table:
        """The layers of all models; with several models the first column is ``model``."""
        if len(self.models) == 1:
            return self.models[0].layers
        rows = [{"model": model.path, **row} for model in self.models for row in model.layers]
        return Table(rows, None if rows else ["model"])

    @property
    def skipped(self) -> Table:
        """The tensors that are not layers, and layers that were left out, each with its reason."""
        return Table([{"model": model.path, **row} for model in self.models for row in model.skipped])

    @property
    def summary(self) -> Row:
        """Counts and means over the layers of the one model."""
        return self._one("summaries").summary

    @property
    def summaries(self) -> Table:
        """The summary of each model."""
        return Table([{"model": model.path, **model.summary} for model in self.models])

    @property
    def verdict(self) -> Row:
        """What alpha and its uncertainty allow to say of the one model."""
        return self._one("models").verdict

    def to_pandas(self) -> Any:
        """The layers as a pandas DataFrame."""
        return self.layers.to_pandas()

    def to_polars(self) -> Any:
        """The layers as a polars DataFrame."""
        return self.layers.to_polars()

    def spectrum(
        self, layer: Layer, *, slice: Optional[int] = None, scaled: bool = False, model: int = 0
    ) -> "np.ndarray[Any, Any]":
        """The eigenvalues of a layer, ascending.

        They are those of WᵀW as it is stored, of all slices of a convolution together, or of the one that ``slice``
        names. ``scaled`` multiplies them as the convention does, so that ``xmin`` and ``lambda_max`` of the row are
        among them.
        """
        report = self.models[model]
        row = report.row(layer)
        if report.spectra is None:
            raise HeavytailError("the spectra were not kept", "analyze with spectra=True")
        if row["name"] not in report.spectra:
            raise HeavytailError(f"`{row['name']}` has no eigenvalues: {row['status']}", row.get("note"))
        values = report.spectra.of(row["name"], slice)
        return values * _scale(row, report.spectra) if scaled else values

    def plot(
        self,
        layer: Layer,
        kind: str = "esd",
        *,
        format: str = "svg",
        size: Optional[str] = None,
        model: int = 0,
    ) -> Plot:
        """A figure of a layer, drawn by the tool; ``kind`` is one of those of ``heavytail plot``.

        A model in memory is handed over anew; if it has been trained on since, that is an error.
        """
        return self._draw(self.models[model], self.models[model].row(layer), kind, format, size)

    def _one(self, instead: str) -> ModelReport:
        if len(self.models) != 1:
            raise HeavytailError(f"the report has {len(self.models)} models", f"use `.{instead}`")
        return self.models[0]

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.models)) or "<a report of no model>"

    def _repr_html_(self) -> str:
        parts = [model._repr_html_() for model in self.models]
        errors = table_html(self.errors, self.errors.columns) if len(self.errors) else ""
        return "".join(parts) + errors


def _scale(row: Row, spectra: Spectra) -> float:
    """What the convention multiplies eigenvalues by: a power of two or a ratio of small numbers, the same for all."""
    top = row.get("lambda_max")
    stored = float(spectra.of(row["name"])[-1])
    return 1.0 if not top or not stored or not math.isfinite(stored) else top / stored


def _count(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _lines(model: ModelReport) -> Tuple[str, str]:
    """Counts and means of a model, in words."""
    summary, verdict = model.summary, model.verdict
    means = ", ".join(
        f"{name} {summary[name]:.4g}"
        for name in ("alpha", "alpha_weighted", "log_norm", "stable_rank", "entropy")
        if isinstance(summary.get(name), (int, float))
    )
    counts = ", ".join(
        f"{verdict[name]} {name.replace('_', '-')}"
        for name in ("inside", "over_trained", "under_trained", "uncertain", "random_like", "without_alpha")
        if verdict.get(name)
    )
    skipped = f"; {_count(len(model.skipped), 'tensor')} skipped" if len(model.skipped) else ""
    return f"{_count(len(model.layers), 'layer')}: {counts or 'none'}{skipped}", f"means: {means}" if means else ""


def _columns(model: ModelReport) -> List[str]:
    return [name for name in SHOWN if name in model.layers.columns]


def _model_html(model: ModelReport) -> str:
    figures: Dict[int, str] = {}
    if model.spectra is not None:
        for index, row in enumerate(model.layers[:MOST_FIGURES]):
            if row["name"] in model.spectra:
                values = model.spectra.of(row["name"], row.get("slice")) * _scale(row, model.spectra)
                figures[index] = density(values, row.get("xmin"))
    lines = "<br>".join(html.escape(line) for line in _lines(model) if line)
    head = f"<p><b>{html.escape(model.path)}</b> ({html.escape(model.format)})<br>{lines}</p>"
    return head + table_html(model.layers, _columns(model), figures or None)


def _renumber(row: Row, places: Mapping[str, int]) -> None:
    if row.get("longname") in places:
        row["layer_id"] = places[row["longname"]]


@dataclass
class Lines:
    """The lines of ``analyze -f jsonl`` → models. Each line is taken as it comes.

    ``places`` are the places of tensors in a model in memory, by the path of its file, where they are others there.
    """

    places: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    models: List[ModelReport] = field(default_factory=list)
    errors: List[Row] = field(default_factory=list)
    _layers: List[Row] = field(default_factory=list)
    _skipped: List[Row] = field(default_factory=list)
    _vectors: List[Row] = field(default_factory=list)
    _head: Optional[Row] = None

    def add(self, line: bytes) -> Optional[Row]:
        """Takes a line; the row of a layer, where it is one."""
        record: Row = json.loads(line)
        kind = record.get("kind")
        row = {name: value for name, value in record.items() if name not in _OF_LINE}
        places = self.places.get(record.get("model", ""))
        if places:
            _renumber(row, places)
        if kind == "model":
            self._close()
            self._head = record
        elif kind == "layer":
            self._layers.append(row)
            return row
        elif kind == "skipped":
            self._skipped.append(row)
        elif kind == "vector":
            self._vectors.append(row)
        elif kind == "error":
            self._close()
            self.errors.append({"path": record["model"], **row})
        elif kind == "summary":
            self._close(row)
        return None

    def end(self) -> None:
        """Takes the end of the output."""
        self._close()

    def _close(self, summary: Optional[Row] = None) -> None:
        if self._head is None:
            return
        verdict: Row = summary.pop("verdict") if summary else {}
        if self.places.get(self._head["model"]):
            for rows in (self._layers, self._skipped, self._vectors):
                rows.sort(key=lambda row: row["layer_id"])
            ids = {row["name"]: row["layer_id"] for row in self._layers}
            for worst in verdict.get("worst", []):
                worst["layer_id"] = ids[worst["name"]]
        self.models.append(
            ModelReport(
                path=self._head["model"],
                format=self._head["format"],
                tool_version=self._head["tool_version"],
                layers=Table(self._layers),
                skipped=Table(self._skipped),
                vectors=Table(self._vectors),
                summary=summary or {},
                verdict=verdict,
                complete=summary is not None,
            )
        )
        self._head, self._layers, self._skipped, self._vectors = None, [], [], []
