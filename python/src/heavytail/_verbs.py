"""What the package does: analyze, describe, trend, rank, compare. Options are the tool's, in Python's spelling."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from . import _tool
from ._errors import HeavytailError, HeavytailWarning
from ._figures import Plot
from ._handover import HandOver
from ._report import Lines, ModelReport, Report, Spectra
from ._tables import Row, Table, rows_of, write_csv
from ._tensors import is_in_memory, model_name

def options_of(options: Dict[str, Any]) -> List[str]:
    """Options of the tool: ``min_evals=20`` is ``--min-evals 20``, a list repeats its option, ``True`` is a flag.

    Values are joined to their options, so that one that begins with a dash, such as ``sort="-alpha"``, is a value.
    """
    words: List[str] = []
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(flag)
        elif name in ("measure", "columns", "metrics") and not isinstance(value, str):
            words.append(f"{flag}={','.join(map(str, value))}")
        elif isinstance(value, (list, tuple, set, frozenset)):
            words.extend(f"{flag}={os.fspath(one) if isinstance(one, os.PathLike) else one}" for one in value)
        else:
            words.append(f"{flag}={os.fspath(value) if isinstance(value, os.PathLike) else value}")
    return words


_RESERVED = ("format", "json", "output", "spectra", "quiet", "verbose", "color")


def _checked(options: Dict[str, Any]) -> List[str]:
    for name in _RESERVED:
        if name in options:
            raise TypeError(f"`{name}` is not an option here: the result is a Python object")
    return options_of(options)


class _Sources:
    """Paths and models in memory → paths for the tool, within a ``with`` block."""

    def __init__(self, sources: Sequence[Any], names: Optional[Sequence[str]] = None) -> None:
        self._sources = list(sources)
        self._names = names
        self._stack = contextlib.ExitStack()
        self.paths: List[str] = []
        self.handed: List[HandOver] = []

    def __enter__(self) -> "_Sources":
        try:
            for index, source in enumerate(self._sources):
                if is_in_memory(source):
                    name = None if self._names is None else self._names[index]
                    handed = self._stack.enter_context(HandOver(source, name))
                    self.handed.append(handed)
                    self.paths.append(handed.path)
                else:
                    self.paths.append(_path(source))
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        self._stack.close()

    @property
    def places(self) -> Dict[str, Dict[str, int]]:
        return {handed.path: handed.places for handed in self.handed if handed.places}

    @property
    def pass_fds(self) -> Tuple[int, ...]:
        return tuple(descriptor for handed in self.handed for descriptor in handed.pass_fds)

    def own_words(self, text: str) -> str:
        for handed in self.handed:
            text = handed.own_words(text)
        return text


def _path(source: Any) -> str:
    if not isinstance(source, (str, os.PathLike)):
        raise HeavytailError(
            f"an object of type {type(source).__module__}.{type(source).__qualname__} is no model",
            "give a path, a module, a state dict, or a dictionary of arrays by name",
        )
    text = os.fspath(source)
    path = text.decode() if isinstance(text, bytes) else text
    # `-` would read paths from standard input, and a dash in front would be an option.
    return f"./{path}" if path.startswith("-") else path


def _list(source: Any) -> List[Any]:
    return list(source) if isinstance(source, (list, tuple)) else [source]


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="heavytail-")


def analyze(
    model: Any,
    *,
    name: Optional[str] = None,
    spectra: bool = True,
    on_layer: Optional[Callable[[Row], None]] = None,
    **options: Any,
) -> Report:
    """Analyzes weights.

    ``model`` is the path of a file or a folder, a glob, a module of torch, a state dict, a dictionary of arrays, or a
    list of these. ``name`` is what a model in memory is called in the report. ``on_layer`` is called with each layer
    when it is done. Without ``spectra`` no eigenvalues are kept. All else is an option of ``heavytail analyze``:
    ``layers=["fc*"]``, ``measure=["intervals"]``, ``randomize=True``, ``compat="weightwatcher"``, ``threads=4``.

    Raises HeavytailError, with the tool's words, where no model could be read. Where a part could not be, that is in
    ``report.errors``, and a HeavytailWarning says so.
    """
    words = _checked(options)
    sources = _list(model)
    with _Sources(sources, None if name is None else [name] * len(sources)) as given, _folder() as folder:
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
            report.spectra = read.get(report.path) if spectra else None
            report.path = given.own_words(report.path)
        for row in [*lines.errors]:
            row["path"] = given.own_words(row["path"])
            row["note"] = given.own_words(row["note"]) if row.get("note") else row.get("note")
    _warn(code, messages)
    result = Report(lines.models, Table(lines.errors), messages)
    result._draw = _Drawing(sources, given, options)
    return result


def _warn(code: int, messages: Sequence[Tuple[str, str]]) -> None:
    if code == 2:
        said = [text for word, text in messages if word == "error"]
        warnings.warn("; ".join(said) or "a part of the request failed", HeavytailWarning, stacklevel=3)


class _Drawing:
    """Draws a layer of a report, with the options of its analysis."""

    _OPTIONS = (
        "min_evals", "max_evals", "rnn", "rules", "convention", "compat", "matrices", "image", "farms", "window",
        "windows", "inverse", "memory", "threads", "precision", "cache",
    )  # fmt: skip

    def __init__(self, sources: Sequence[Any], given: _Sources, options: Dict[str, Any]) -> None:
        self._sources = list(sources)
        self._shown = {handed.shown: handed for handed in given.handed}
        self._options = {name: value for name, value in options.items() if name in self._OPTIONS}

    def __call__(self, model: ModelReport, row: Row, kind: str, format: str, size: Optional[str]) -> Plot:
        if format not in ("svg", "png"):
            raise HeavytailError(f"`{format}` is no format of a figure", "formats are svg and png")
        earlier = self._shown.get(model.path)
        source = earlier._source if earlier is not None else model.path
        name = None if earlier is None else [earlier.name]
        with _Sources([source], name) as given, _folder() as folder:
            if earlier is not None and given.handed[0].fingerprint != earlier.fingerprint:
                raise HeavytailError(f"{model.path} has changed since it was analyzed", "analyze it again")
            file = Path(folder) / f"figure.{format}"
            options = dict(self._options, kind=kind, size=size, slice=row.get("slice"), layer=_literal(row["name"]))
            _tool.run_text(
                ["plot", *options_of(options), "-o", str(file), "--no-progress", "--", *given.paths],
                given.pass_fds,
                given.own_words,
            )
            return Plot(file.read_bytes(), format, f"{kind} of {row['name']}")


def _literal(name: str) -> str:
    """A glob that only this name matches: of what globs mean, `*` and `?`, each is any letter here."""
    return name.replace("*", "?")


def describe(model: Any, **options: Any) -> Table:
    """The tensors of a model and what an analysis would do with each; of a file only headers are read."""
    with _Sources(_list(model)) as given:
        arguments = ["describe", *_checked(options), "-f", "jsonl", "--no-progress", "--", *given.paths]
        rows: List[Row] = []
        with _tool.Run(arguments, given.pass_fds, given.own_words) as run:
            for line in run.lines():
                record = json.loads(line)
                if record.pop("kind") == "tensor":
                    places = given.places.get(record["model"], {})
                    record["layer_id"] = places.get(record["longname"], record["layer_id"])
                    rows.append(dict(record, model=given.own_words(record["model"])))
            code = run.finish()
            if code not in (0, 2) or not rows:
                raise run.error(code)
            messages = run.messages
    _warn(code, messages)
    return Table(sorted(rows, key=lambda row: row["layer_id"]) if len(given.paths) == 1 else rows)


class Document:
    """A result of the tool as its JSON has it: ``document["layers"]``, and ``rows`` as a table."""

    def __init__(self, content: Dict[str, Any], rows: Table, messages: Sequence[Tuple[str, str]]) -> None:
        self.content = content
        self.rows = rows
        self.messages = list(messages)

    def __getitem__(self, key: str) -> Any:
        return self.content[key]

    def __contains__(self, key: object) -> bool:
        return key in self.content

    def keys(self) -> List[str]:
        """The names of its parts."""
        return list(self.content)

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame."""
        return self.rows.to_pandas()

    def to_polars(self) -> Any:
        """The rows as a polars DataFrame."""
        return self.rows.to_polars()

    def _repr_html_(self) -> str:
        return self.rows._repr_html_()

    def __repr__(self) -> str:
        return f"<{', '.join(self.content)}; {len(self.rows)} rows>"


def _document(words: List[str], sources: Sequence[Any], names: Optional[Sequence[str]], rows: Callable[[Any], List[Row]]) -> Document:
    with _Sources(sources, names) as given:
        arguments = [*words, "-f", "json", "--no-progress", *(["--", *given.paths] if sources else [])]
        content, messages = _tool.run_json(arguments, given.pass_fds, given.own_words)
        content = _renamed(content, given)
    errors = content.get("errors") or []
    if errors:
        warnings.warn("; ".join(str(error["message"]) for error in errors), HeavytailWarning, stacklevel=3)
    return Document(content, Table(rows(content)), messages)


def _renamed(value: Any, given: _Sources) -> Any:
    """The content with the names of models in memory in place of their paths."""
    if not given.handed:
        return value
    if isinstance(value, dict):
        return {name: _renamed(one, given) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, given) for one in value]
    return given.own_words(value) if isinstance(value, str) else value


def trend(table: Any = None, **options: Any) -> Document:
    """Do the metrics of many models track their test accuracy?

    ``table`` is a data frame of pandas or polars, a list of dictionaries, or the path of a CSV or Parquet file, with
    the columns ``model``, a score, and optionally ``family`` and metrics. Without it, ``corpus="vgg"`` takes published
    figures. ``rows`` has a row for each family and metric. Options are those of ``heavytail trend``.
    """
    words = ["trend", *_checked(options)]
    if table is None or isinstance(table, (str, os.PathLike)):
        return _document(words, [] if table is None else [table], None, _trend_rows)
    with _folder() as folder:
        file = Path(folder) / "table.csv"
        _write_table(table, file)
        document = _document(words, [str(file)], None, _trend_rows)
    if document.content.get("source") == str(file):
        document.content["source"] = "a table in memory"
    return document


def _write_table(table: Any, file: Path) -> None:
    """Paths of weight files are relative to the table: those of a table in memory, to the current folder."""
    columns, rows = rows_of(table)
    if "model" in columns:
        at = columns.index("model")
        for row in rows:
            if isinstance(row[at], (str, os.PathLike)) and os.path.exists(row[at]):
                row[at] = os.path.abspath(row[at])
    with open(file, "w", encoding="utf-8", newline="") as destination:
        write_csv({name: [row[k] for row in rows] for k, name in enumerate(columns)}, destination)


def _trend_rows(content: Any) -> List[Row]:
    return [{"family": family["family"], **_flat(metric)} for family in content["families"] for metric in family["metrics"]]


def rank(models: Any, *, names: Optional[Sequence[str]] = None, **options: Any) -> Document:
    """Which of these networks will test best? ``rows`` are the models, the best first.

    ``models`` are paths, folders, globs, or models in memory, which ``names`` may name. ``reference`` is the path of a
    table, the name of a corpus, or a data frame. Other options are those of ``heavytail rank``.
    """
    reference = options.pop("reference", None)
    with _folder() as folder:
        if reference is not None and not isinstance(reference, (str, os.PathLike)):
            file = Path(folder) / "reference.csv"
            _write_table(reference, file)
            reference = str(file)
        words = ["rank", *_checked(options)] + ([] if reference is None else [f"--reference={os.fspath(reference)}"])
        return _document(words, *_named(models, names), lambda content: [_flat(row) for row in content["models"]])


def compare(base: Any, *others: Any, names: Optional[Sequence[str]] = None, **options: Any) -> Document:
    """What changed? Compares models with the first one, layer by layer; ``rows`` has a row for each pair of layers.

    Models are paths or models in memory. Options are those of ``heavytail compare``: ``delta=True`` also analyzes
    W − W_base.
    """
    words = ["compare", *_checked(options)]
    return _document(words, *_named([base, *others], names), _comparison_rows)


def _comparison_rows(content: Any) -> List[Row]:
    return [{"model": model["path"], **_flat(layer)} for model in content["models"] for layer in model["layers"]]


def _named(models: Any, names: Optional[Sequence[str]]) -> Tuple[List[Any], Optional[List[str]]]:
    """Models and their names; of two in memory that have one class, the later gets a number."""
    sources = _list(models)
    if names is not None:
        if len(names) != len(sources):
            raise HeavytailError(f"{len(names)} names for {len(sources)} models")
        return sources, list(names)
    found: List[str] = []
    for source in sources:
        name = model_name(source) if is_in_memory(source) else ""
        count = sum(other == name or other.startswith(f"{name} ") for other in found) if name else 0
        found.append(f"{name} {count + 1}" if count else name)
    return sources, found


def _flat(row: Row) -> Row:
    """A row with the fields of objects in it: ``base: {alpha}`` is ``base_alpha``."""
    flat: Row = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat.update({f"{name}_{inner}": one for inner, one in value.items()})
        else:
            flat[name] = value
    return flat
