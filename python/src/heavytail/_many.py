"""What the package does with many models together: trend, rank and compare. Options are the tool's."""

from __future__ import annotations

import html
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from . import _tool
from ._errors import HeavytailError, HeavytailWarning
from ._sources import Sources, checked, list_of, temporary_folder
from ._tables import Row, Table, rows_of, write_csv
from ._tensors import described, is_in_memory


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

    @property
    def sentences(self) -> List[str]:
        """What the tool says of it, in words."""
        said = [self.content.get("answer"), self.content.get("sentence")]
        found = [one for one in said if isinstance(one, str)]
        for model in self.content.get("models", []):
            found += [one for one in model.get("sentences") or [] if isinstance(one, str)]
        return found

    @property
    def notes(self) -> List[str]:
        """What the tool left out or took in a way that may surprise."""
        said = [*(self.content.get("warnings") or []), *(self.content.get("notes") or [])]
        return [str(one["message"]) if isinstance(one, dict) else str(one) for one in said]

    def _lines(self) -> List[str]:
        return [*self.sentences, *(f"note: {note}" for note in self.notes)]

    def _repr_html_(self) -> str:
        return "".join(f"<p>{html.escape(line)}</p>" for line in self._lines()) + self.rows._repr_html_()

    def __repr__(self) -> str:
        return "\n".join([*self._lines(), f"<{len(self.rows)} rows; parts: {', '.join(self.content)}>"])


def _document(
    words: List[str], sources: Sequence[Any], names: Optional[Sequence[str]], rows: Callable[[Any], List[Row]]
) -> Document:
    with Sources(sources, names) as given:
        arguments = [*words, "-f", "json", "--no-progress", *(["--", *given.paths] if sources else [])]
        content, messages = _tool.run_json(arguments, given.pass_fds, given.own_words)
        content = _renamed(content, given)
    errors = content.get("errors") or []
    if errors:
        warnings.warn("; ".join(str(error["message"]) for error in errors), HeavytailWarning, stacklevel=3)
    return Document(content, Table(rows(content)), messages)


def _renamed(value: Any, given: Sources) -> Any:
    """The content with the names of models in memory in place of their paths."""
    if not given.handed:
        return value
    if isinstance(value, dict):
        return {name: _renamed(one, given) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, given) for one in value]
    return given.own_words(value) if isinstance(value, str) else value


_IN_MEMORY = "a table in memory"


def trend(table: Any = None, **options: Any) -> Document:
    """Do the metrics of many models track their test accuracy?

    ``table`` is a data frame of pandas or polars, a list of dictionaries, or the path of a CSV or Parquet file, with
    the columns ``model``, a score, and optionally ``family`` and metrics. Without it, ``corpus="nature2021"`` takes
    published figures. ``rows`` has a row for each family and metric. Options are those of ``heavytail trend``.
    """
    words = ["trend", *checked(options)]
    if table is None or isinstance(table, (str, os.PathLike)):
        return _document(words, [] if table is None else [table], None, _trend_rows)
    with temporary_folder() as folder:
        file = Path(folder) / "table.csv"
        _write_table(table, file)
        document = _document(words, [str(file)], None, _trend_rows)
    if document.content.get("source") == str(file):
        document.content["source"] = _IN_MEMORY
    document.messages = [(word, text.replace(f"`{file}`", _IN_MEMORY)) for word, text in document.messages]
    return document


def _write_table(table: Any, file: Path) -> None:
    """Paths of weight files are relative to the table: those of a table in memory, to the current folder."""
    columns, rows = rows_of(table)
    _refuse_models(columns, rows)
    if "model" in columns:
        at = columns.index("model")
        for row in rows:
            if isinstance(row[at], (str, os.PathLike)) and os.path.exists(row[at]):
                row[at] = os.path.abspath(row[at])
    with open(file, "w", encoding="utf-8", newline="") as destination:
        write_csv({name: [row[k] for row in rows] for k, name in enumerate(columns)}, destination)


def _refuse_models(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A cell of a table is a number or a text; a model or a tensor would be written as what Python prints of it."""
    for number, row in enumerate(rows, 1):
        for name, value in zip(columns, row):
            if is_in_memory(value) or (hasattr(value, "shape") and len(value.shape) > 0):
                raise HeavytailError(
                    f"row {number} of the table has {described(value)} in its column `{name}`: "
                    "models in memory are not taken in a table",
                    "save each model to a file, and put its path into the table",
                )


def _trend_rows(content: Any) -> List[Row]:
    return [
        {"family": family["family"], **_flat(metric)}
        for family in content["families"]
        for metric in family["metrics"]
    ]


def rank(models: Any, *, names: Optional[Sequence[str]] = None, **options: Any) -> Document:
    """Which of these networks will test best? ``rows`` are the models, the best first.

    ``models`` are paths, folders, globs, or models in memory, which ``names`` may name. ``reference`` is the path of a
    table, the name of a corpus, or a data frame. Other options are those of ``heavytail rank``.
    """
    reference = options.pop("reference", None)
    with temporary_folder() as folder:
        if reference is not None and not isinstance(reference, (str, os.PathLike)):
            file = Path(folder) / "reference.csv"
            _write_table(reference, file)
            reference = str(file)
        words = ["rank", *checked(options)] + ([] if reference is None else [f"--reference={os.fspath(reference)}"])
        try:
            return _document(words, list_of(models), names, lambda content: [_flat(row) for row in content["models"]])
        except HeavytailError as error:
            _refuse_dictionary(models, error)
            raise


def _refuse_dictionary(models: Any, error: HeavytailError) -> None:
    """A dictionary is one model: where it was meant as several models by name, the error says what to give."""
    if not isinstance(models, Mapping) or not models:
        return
    if all(is_in_memory(value) or isinstance(value, (str, os.PathLike)) for value in models.values()):
        named = ", ".join(f'"{name}"' for name in list(models)[:3])
        more = ", …" if len(models) > 3 else ""
        raise HeavytailError(
            "`rank` takes a dictionary for one model, and this one seems to hold several",
            f"give a list of models and their names: rank([…], names=[{named}{more}])",
        ) from error


def compare(base: Any, *others: Any, names: Optional[Sequence[str]] = None, **options: Any) -> Document:
    """What changed? Compares models with the first one, layer by layer; ``rows`` has a row for each pair of layers.

    Models are paths or models in memory. Options are those of ``heavytail compare``: ``delta=True`` also analyzes
    W − W_base.
    """
    words = ["compare", *checked(options)]
    return _document(words, [base, *others], names, _comparison_rows)


def _comparison_rows(content: Any) -> List[Row]:
    return [{"model": model["path"], **_flat(layer)} for model in content["models"] for layer in model["layers"]]


def _flat(row: Row) -> Row:
    """A row with the fields of objects in it: ``base: {alpha}`` is ``base_alpha``."""
    flat: Row = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat.update({f"{name}_{inner}": one for inner, one in value.items()})
        else:
            flat[name] = value
    return flat
