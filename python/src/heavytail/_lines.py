"""The lines of ``analyze -f jsonl`` → reports of models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import List, Mapping, Optional

from . import _tool
from ._report import ModelReport
from ._tables import Row, Table

#: Fields of a line that are not of its row.
_OF_LINE = ("kind", "model")


def _renumber(row: Row, places: Mapping[str, int]) -> None:
    if row.get("longname") in places:
        row["layer_id"] = places[row["longname"]]


@dataclass
class Lines:
    """Takes the lines, one by one as they come.

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
        record: Row = _tool.record_of(line)
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
