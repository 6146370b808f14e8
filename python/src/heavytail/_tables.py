"""Rows with named columns, and the way from and to data frames. Frames are made when they are asked for."""

from __future__ import annotations

import csv
import html
import math
from collections.abc import Mapping, Sequence
from typing import Any, Dict, Iterable, Iterator, List, Optional, TextIO, Tuple, Union, overload

from ._errors import HeavytailError
from ._tensors import described

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
            if not self._rows and not self.columns:
                return []
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
        f"{described(frame)} is not a table",
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
    sides = ["right" if any(is_number(row.get(name)) for row in shown) else "left" for name in columns]
    head = "".join(
        f'<th style="text-align:{side}">{html.escape(name)}</th>' for name, side in zip(columns, sides)
    ) + ("<th></th>" if figures else "")
    lines = []
    for index, row in enumerate(shown[:MOST_SHOWN_ROWS]):
        cells = "".join(_cell_html(row.get(name)) for name in columns)
        figure = f"<td>{figures.get(index, '')}</td>" if figures else ""
        lines.append(f"<tr>{cells}{figure}</tr>")
    more = f"<p>and {left} more rows</p>" if left > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}"


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def cell_text(value: Any) -> str:
    """A value as a table shows it: numbers to four digits."""
    if value is None:
        return ""
    return f"{value:#.4g}".rstrip(".") if isinstance(value, float) else str(value)


def _cell_html(value: Any, tag: str = "td") -> str:
    side = "right" if is_number(value) else "left"
    return f'<{tag} style="text-align:{side}">{html.escape(cell_text(value))}</{tag}>'


def table_text(rows: Iterable[Row], columns: Sequence[str]) -> str:
    """A table for a terminal."""
    shown = list(rows)
    cells = [[cell_text(row.get(name)) for name in columns] for row in shown[:MOST_SHOWN_ROWS]]
    widths = [max(map(len, column)) for column in zip(columns, *cells)]
    right = [any(is_number(row.get(name)) for row in shown) for name in columns]
    lines = [
        "  ".join(cell.rjust(width) if side else cell.ljust(width) for cell, width, side in zip(line, widths, right))
        for line in [list(columns), *cells]
    ]
    left = len(shown) - MOST_SHOWN_ROWS
    return "\n".join([line.rstrip() for line in lines] + ([f"and {left} more rows"] if left > 0 else []))
