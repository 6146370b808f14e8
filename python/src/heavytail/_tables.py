"""Rows with named columns, and the way from and to data frames. Frames are made when they are asked for."""

from __future__ import annotations

import csv
import html
import math
from collections.abc import Mapping, Sequence
from typing import Any, Dict, Iterable, Iterator, List, Optional, TextIO, Tuple, Union, overload

from ._errors import HeavytailError

#: A notebook shows so many rows of a table, and no more.
MOST_SHOWN_ROWS = 60

Row = Dict[str, Any]


class Table(Sequence):  # type: ignore[type-arg]
    """Records, in order: ``table[0]`` is a row, ``table["alpha"]`` a column."""

    def __init__(self, rows: Iterable[Row], columns: Optional[Sequence[str]] = None) -> None:
        self._rows = list(rows)
        names: Dict[str, None] = dict.fromkeys(columns or ())
        if columns is None:
            for row in self._rows:
                names.update(dict.fromkeys(row))
        self.columns: Tuple[str, ...] = tuple(names)

    @overload
    def __getitem__(self, key: int) -> Row: ...

    @overload
    def __getitem__(self, key: slice) -> "Table": ...

    @overload
    def __getitem__(self, key: str) -> List[Any]: ...

    def __getitem__(self, key: Union[int, slice, str]) -> Any:
        if isinstance(key, str):
            if key not in self.columns:
                raise KeyError(f"no column is named {key!r}; the columns are {', '.join(self.columns)}")
            return [row.get(key) for row in self._rows]
        if isinstance(key, slice):
            return Table(self._rows[key], self.columns)
        return self._rows[key]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows: {', '.join(self.columns[:8])}{' …' if len(self.columns) > 8 else ''}>"

    def to_pandas(self) -> Any:
        """A pandas DataFrame: missing numbers are NaN."""
        pandas = _import("pandas")
        return pandas.DataFrame({name: self[name] for name in self.columns}, columns=list(self.columns))

    def to_polars(self) -> Any:
        """A polars DataFrame: missing values are null."""
        polars = _import("polars")
        return polars.DataFrame({name: self[name] for name in self.columns}, strict=False)

    def _repr_html_(self) -> str:
        return table_html(self, self.columns)


def _import(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError as error:
        raise HeavytailError(
            f"{name} is not installed", f"install {name}, or use the records: a table is a sequence of dictionaries"
        ) from error


def rows_of(frame: Any) -> Tuple[List[str], List[List[Any]]]:
    """The columns and rows of a data frame of pandas or polars, of records, or of a dictionary of columns."""
    if isinstance(frame, Table):
        return list(frame.columns), [[row.get(name) for name in frame.columns] for row in frame]
    if hasattr(frame, "iter_rows") and hasattr(frame, "columns"):  # polars
        return list(frame.columns), [list(row) for row in frame.iter_rows()]
    if hasattr(frame, "itertuples") and hasattr(frame, "columns"):  # pandas
        return [str(name) for name in frame.columns], [list(row) for row in frame.itertuples(index=False, name=None)]
    if isinstance(frame, Mapping):
        columns = {str(name): list(values) for name, values in frame.items()}
        if len({len(values) for values in columns.values()}) > 1:
            raise HeavytailError("the columns of the dictionary have different lengths")
        return list(columns), [list(row) for row in zip(*columns.values())]
    if isinstance(frame, Sequence) and not isinstance(frame, (str, bytes)):
        if all(isinstance(row, Mapping) for row in frame):
            table = Table([{str(name): value for name, value in row.items()} for row in frame])
            return rows_of(table)
    raise HeavytailError(
        f"an object of type {type(frame).__module__}.{type(frame).__qualname__} is not a table",
        "give a data frame of pandas or polars, a list of dictionaries, or the path of a CSV or Parquet file",
    )


def write_csv(frame: Any, destination: TextIO) -> None:
    """Writes a table as the tool reads it."""
    columns, rows = rows_of(frame)
    writer = csv.writer(destination, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("<NA>", "NaT"):
        return ""
    return repr(float(value)) if hasattr(value, "__float__") and not isinstance(value, (int, str)) else value


def table_html(rows: Iterable[Row], columns: Sequence[str], figures: Optional[Mapping[int, str]] = None) -> str:
    """A table for a notebook. ``figures`` is what stands in a last column, by the number of the row."""
    shown = list(rows)
    left = len(shown) - MOST_SHOWN_ROWS
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns) + ("<th></th>" if figures else "")
    lines = []
    for index, row in enumerate(shown[:MOST_SHOWN_ROWS]):
        cells = "".join(_cell_html(row.get(name)) for name in columns)
        figure = f"<td>{figures.get(index, '')}</td>" if figures else ""
        lines.append(f"<tr>{cells}{figure}</tr>")
    more = f"<p>and {left} more rows</p>" if left > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}"


def _cell_html(value: Any) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, float):
        return f'<td style="text-align:right">{value:.4g}</td>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td style="text-align:right">{value}</td>'
    return f'<td style="text-align:left">{html.escape(str(value))}</td>'
