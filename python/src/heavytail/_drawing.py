"""Figures of a report's layers, drawn by the tool."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, Optional, Sequence

from . import _tool
from ._errors import HeavytailError
from ._figures import Plot
from ._report import ModelReport
from ._sources import Sources, options_of, temporary_folder
from ._tables import Row


class Drawing:
    """Draws a layer of a report, with the options of its analysis."""

    _OPTIONS = (
        "min_evals", "max_evals", "rnn", "rules", "convention", "compat", "matrices", "image", "farms", "window",
        "windows", "inverse", "memory", "threads", "precision", "cache",
    )  # fmt: skip

    def __init__(self, sources: Sequence[Any], given: Sources, options: Dict[str, Any]) -> None:
        self._sources = list(sources)
        self._shown = {handed.shown: handed for handed in given.handed}
        self._options = {name: _kept(value) for name, value in options.items() if name in self._OPTIONS}
        #: Paths are relative to where the analysis was, even if the current folder is another one since.
        self._folder = os.getcwd() if len(given.handed) < len(given.paths) else ""

    def __call__(self, model: ModelReport, row: Row, kind: str, format: str, size: Optional[str]) -> Plot:
        if format not in ("svg", "png"):
            raise HeavytailError(f"`{format}` is not a format of figures", "formats are svg and png")
        earlier = self._shown.get(model.path)
        source = earlier._source if earlier is not None else os.path.join(self._folder, model.path)
        name = None if earlier is None else [earlier.name]
        with Sources([source], name) as given, temporary_folder() as folder:
            if earlier is not None and given.handed[0].fingerprint != earlier.fingerprint:
                raise HeavytailError(f"{model.path} has changed since it was analyzed", "analyze it again")
            file = Path(folder) / f"figure.{format}"
            options = dict(self._options, kind=kind, size=size, slice=row.get("slice"), layer=_literal(row["name"]))
            _tool.run_text(
                ["plot", *options_of(options), "-o", str(file), "--no-progress", "--", *given.paths],
                given.pass_fds,
                given.own_words,
            )
            return Plot(file.read_bytes(), format, f"{kind} of {row['name']}", not (size or "").endswith("px"))


def _kept(value: Any) -> Any:
    """An option; of a file, such as that of rules, its absolute path."""
    if isinstance(value, (list, tuple)):
        return [_kept(one) for one in value]
    return os.path.abspath(value) if isinstance(value, (str, os.PathLike)) and os.path.isfile(value) else value


def _literal(name: str) -> str:
    """A glob that only this name matches: of what globs mean, `*` and `?`, each is any letter here."""
    return name.replace("*", "?")
