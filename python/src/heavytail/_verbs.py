"""What the package does with one model or several, each on its own: analyze and describe."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Callable, List, Optional, Sequence, Tuple

from . import _tool
from ._drawing import Drawing
from ._errors import HeavytailError, HeavytailWarning
from ._lines import Lines
from ._report import Report
from ._sources import Sources, checked, list_of, temporary_folder
from ._spectra import Spectra
from ._tables import Row, Table


def analyze(
    model: Any,
    *,
    name: Optional[str] = None,
    names: Optional[Sequence[str]] = None,
    spectra: bool = True,
    on_layer: Optional[Callable[[Row], None]] = None,
    **options: Any,
) -> Report:
    """Analyzes weights.

    ``model`` is the path of a file or a folder, a glob, a module of torch, a state dict, a dictionary of arrays, or a
    list of these. ``name`` is what a model in memory is called in the report; ``names`` are those of a list, one for
    each. ``on_layer`` is called with each layer when it is done. Without ``spectra`` no eigenvalues are kept. All else
    is an option of ``heavytail analyze``: ``layers=["fc*"]``, ``measure=["intervals"]``, ``randomize=True``,
    ``compat="weightwatcher"``, ``threads=4``.

    Raises HeavytailError, with the tool's words, where no model could be read. Where a part could not be, that is in
    ``report.errors``, and a HeavytailWarning says so.
    """
    words = checked(options)
    sources = list_of(model)
    with Sources(sources, _names(name, names, len(sources))) as given, temporary_folder() as folder:
        file = Path(folder) / "spectra.npz"
        lines = Lines(given.places)
        arguments = ["analyze", *words, "-f", "jsonl", "--no-progress"]
        arguments += ["--spectra", str(file)] if spectra else []
        with _tool.Run([*arguments, "--", *given.paths], given.pass_fds, given.own_words) as run:
            for line in run.lines():
                row = lines.add(line)
                if row is not None and on_layer is not None:
                    on_layer(row)
            code = run.finish()
            lines.end()
            if not lines.models or code not in (0, 1, 2):
                raise run.error(code)
            messages = run.messages
        read = Spectra.read(file.read_bytes()) if spectra and file.is_file() else {}
        for report in lines.models:
            report.spectra = read.get(report.path, Spectra({})) if spectra else None
            report.path = given.own_words(report.path)
        for row in [*lines.errors]:
            row["path"] = given.own_words(row["path"])
            row["note"] = given.own_words(row["note"]) if row.get("note") else row.get("note")
    _warn(code, messages)
    result = Report(lines.models, Table(lines.errors), messages)
    result._draw = Drawing(sources, given, options)
    return result


def _names(name: Any, names: Optional[Sequence[str]], count: int) -> Optional[Sequence[str]]:
    if name is None:
        return names
    if not isinstance(name, str):
        raise HeavytailError(
            f"`name` is one name, and {name!r} is not", 'names of several models are names=["a", "b"], one for each'
        )
    if names is not None:
        raise HeavytailError("`name` and `names` are both given", "give one of them")
    return [name] * count


def _warn(code: int, messages: Sequence[Tuple[str, str]]) -> None:
    if code == 2:
        said = [text for word, text in messages if word == "error"]
        warnings.warn("; ".join(said) or "a part of the request failed", HeavytailWarning, stacklevel=3)


def describe(model: Any, **options: Any) -> Table:
    """The tensors of a model and what an analysis would do with each; of a file only headers are read."""
    with Sources(list_of(model)) as given:
        arguments = ["describe", *checked(options), "-f", "jsonl", "--no-progress", "--", *given.paths]
        rows: List[Row] = []
        with _tool.Run(arguments, given.pass_fds, given.own_words) as run:
            for line in run.lines():
                record = _tool.record_of(line)
                if record.pop("kind", None) == "tensor":
                    places = given.places.get(record["model"], {})
                    record["layer_id"] = places.get(record["longname"], record["layer_id"])
                    rows.append(dict(record, model=given.own_words(record["model"])))
            code = run.finish()
            if code not in (0, 2) or not rows:
                raise run.error(code)
            messages = run.messages
    _warn(code, messages)
    return Table(sorted(rows, key=lambda row: row["layer_id"]) if len(given.paths) == 1 else rows)
