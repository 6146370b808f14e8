"""What an analysis found: models with their layers, and one report of them all."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from ._choice import chosen, count_of, is_whole, names_of
from ._errors import HeavytailError
from ._figures import Plot, density
from ._spectra import Spectra, scale_of
from ._tables import Row, Table, table_html, table_text

Layer = Union[int, str]

#: A model of a report: its place, its name, or None for the one that has the layer.
Model = Union[None, int, str]

#: Columns of the table in a notebook.
SHOWN = ("name", "layer_type", "M", "N", "alpha", "sigma", "D", "stable_rank", "entropy", "num_traps", "label")

#: A notebook shows so many figures of a model.
MOST_FIGURES = 40


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
    spectra: Optional[Spectra] = None

    def __repr__(self) -> str:
        counts, means = _lines(self)
        table = table_text(self.layers, _columns(self)) if len(self.layers) else ""
        return "\n".join(line for line in (f"{self.path} ({self.format})", counts, means, table) if line)

    def _repr_html_(self) -> str:
        return _model_html(self)

    def row(self, layer: Layer) -> Row:
        """The row of a layer, by its name, the name of its tensor, or its ``layer_id``."""
        found = self._found(layer)
        if not found:
            names = ", ".join(str(row["name"]) for row in self.layers[:8])
            more = " …" if len(self.layers) > 8 else ""
            raise KeyError(f"no layer is named {layer!r}; the layers are {names}{more}")
        return found[0]

    def has(self, layer: Layer) -> bool:
        """Whether it has a layer of this name or number."""
        return bool(self._found(layer))

    def _found(self, layer: Layer) -> List[Row]:
        return [
            row
            for row in self.layers
            if layer in (row["name"], row["longname"]) or (is_whole(layer) and row["layer_id"] == layer)
        ]


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
        self, layer: Layer, *, slice: Optional[int] = None, scaled: bool = False, model: Model = None
    ) -> "np.ndarray[Any, Any]":
        """The eigenvalues of a layer, ascending.

        They are those of WᵀW as it is stored, of all slices of a convolution together, or of the one that ``slice``
        names. ``scaled`` multiplies them as the convention does, so that ``xmin`` and ``lambda_max`` of the row are
        among them. ``model`` says which of several models: its place in ``models``, or its name.
        """
        report = self._of(layer, model)
        row = report.row(layer)
        if report.spectra is None:
            raise HeavytailError("the spectra were not kept", "analyze with spectra=True")
        if row["name"] not in report.spectra:
            raise HeavytailError(f"`{row['name']}` has no eigenvalues: {row['status']}", row.get("note"))
        count = report.spectra.count(row["name"])
        if slice is not None and not (is_whole(slice) and -count <= slice < count):
            has = f"`{row['name']}` has {count_of(count, 'slice')}"
            raise HeavytailError(f"{has}, and no slice {slice!r}", f"the last one is {count - 1}")
        values = report.spectra.of(row["name"], slice)
        return values * scale_of(row, report.spectra) if scaled else values

    def plot(
        self,
        layer: Layer,
        kind: str = "esd",
        *,
        format: str = "svg",
        size: Optional[str] = None,
        model: Model = None,
    ) -> Plot:
        """A figure of a layer, drawn by the tool; ``kind`` is one of those of ``heavytail plot``.

        A model in memory is handed over anew; if it has been trained on since, that is an error. ``model`` says which
        of several models: its place in ``models``, or its name.
        """
        report = self._of(layer, model)
        return self._draw(report, report.row(layer), kind, format, size)

    def _of(self, layer: Layer, model: Model) -> ModelReport:
        """The model that is asked for; without ``model``, the one that has the layer."""
        if model is not None:
            return chosen(self.models, model)
        having = [one for one in self.models if one.has(layer)]
        if len(having) > 1:
            raise HeavytailError(
                f"{len(having)} models have the layer {layer!r}: {names_of(having)}",
                f'say which: model={self.models.index(having[0])}, or model="{having[0].path}"',
            )
        if having or len(self.models) == 1:
            return (having or self.models)[0]
        count = len(self.models)
        raise KeyError(f"no layer of {count} models is named {layer!r}; the models are {names_of(self.models)}")

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
    skipped = f"; {count_of(len(model.skipped), 'tensor')} skipped" if len(model.skipped) else ""
    return f"{count_of(len(model.layers), 'layer')}: {counts or 'none'}{skipped}", f"means: {means}" if means else ""


def _columns(model: ModelReport) -> List[str]:
    return [name for name in SHOWN if name in model.layers.columns]


def _model_html(model: ModelReport) -> str:
    figures: Dict[int, str] = {}
    if model.spectra is not None:
        for index, row in enumerate(model.layers[:MOST_FIGURES]):
            if row["name"] in model.spectra:
                values = model.spectra.of(row["name"], row.get("slice")) * scale_of(row, model.spectra)
                figures[index] = density(values, row.get("xmin"))
    lines = "<br>".join(html.escape(line) for line in _lines(model) if line)
    head = f"<p><b>{html.escape(model.path)}</b> ({html.escape(model.format)})<br>{lines}</p>"
    return head + table_html(model.layers, _columns(model), figures or None)
