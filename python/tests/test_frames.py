"""Tables: to pandas and polars and from them, and what trend, rank and compare make of them."""

from __future__ import annotations

import io
import sys
import types

import numpy as np
import pytest

import heavytail
from heavytail import HeavytailError, Table
from heavytail._tables import MOST_SHOWN_ROWS, rows_of, write_csv

from conftest import SAMPLES
from support import read_safetensors, weights

BATCHES = [8, 64, 512, 1024]
ACCURACIES = [0.89, 0.90, 0.88, 0.86]


def records():
    return [
        {"model": str(SAMPLES / f"batch-{batch:04}.safetensors"), "accuracy": accuracy}
        for batch, accuracy in zip(BATCHES, ACCURACIES)
    ]


def test_a_data_frame_has_the_rows_and_columns_of_the_report(pandas, sample):
    report = heavytail.analyze(sample)
    frame = report.to_pandas()
    assert list(frame.columns) == list(report.layers.columns)
    assert frame["alpha"].tolist() == report.layers["alpha"]
    assert frame["alpha"].dtype == np.float64 and frame["num_evals"].dtype == np.int64
    assert frame["shape"].tolist() == report.layers["shape"]


def test_missing_numbers_are_nan(pandas):
    frame = Table([{"a": 1.5}, {"a": None}]).to_pandas()
    assert frame["a"].dtype == np.float64 and np.isnan(frame["a"][1])


def test_a_frame_of_polars_has_the_columns(monkeypatch):
    """Against the real polars where it is installed; elsewhere against its constructor."""
    if "polars" not in sys.modules:
        try:
            import polars  # noqa: F401
        except ImportError:
            made = types.ModuleType("polars")
            made.DataFrame = lambda data, strict: types.SimpleNamespace(columns=list(data), data=data)
            monkeypatch.setitem(sys.modules, "polars", made)
    frame = Table([{"a": 1, "b": None}, {"a": 2, "b": 0.5}]).to_polars()
    assert list(frame.columns) == ["a", "b"]


def test_a_library_that_is_missing_is_an_error_with_a_hint(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(HeavytailError, match="polars is not installed"):
        Table([{"a": 1}]).to_polars()


def test_models_in_memory_are_not_taken_in_a_table(pandas):
    rows = [{"model": weights(seed), "accuracy": 0.9} for seed in (1, 2, 3)]
    columns = {"model": [weights(1)], "accuracy": [1.0]}
    for table in (rows, pandas.DataFrame(rows), columns, [{"model": np.ones((2, 2))}]):
        with pytest.raises(HeavytailError, match="row 1 .*`model`: models in memory are not taken in a table"):
            heavytail.trend(table)
        with pytest.raises(HeavytailError, match="not taken in a table\nhint: save each model to a file"):
            heavytail.rank([weights(1), weights(2)], reference=table)


def test_a_dictionary_of_models_is_told_to_be_a_list():
    class Module:
        def state_dict(self):
            return weights()

    for models in ({"a": weights(1), "b": weights(2)}, {"a": Module(), "b": Module()}):
        with pytest.raises(HeavytailError, match="takes a dictionary for one model") as error:
            heavytail.rank(models)
        assert error.value.hint == 'give a list of models and their names: rank([…], names=["a", "b"])'


def test_a_table_is_a_sequence_of_records_with_columns():
    table = Table([{"a": 1}, {"a": 2, "b": 3}])
    assert table.columns == ("a", "b") and table["b"] == [None, 3] and table[1] == {"a": 2, "b": 3}
    assert len(table[:1]) == 1
    with pytest.raises(KeyError, match="no column is named 'c'"):
        table["c"]


def test_a_notebook_shows_no_more_rows_than_fit():
    page = Table([{"a": index} for index in range(MOST_SHOWN_ROWS + 5)])._repr_html_()
    assert page.count("<tr>") == MOST_SHOWN_ROWS + 1 and "and 5 more rows" in page


def test_tables_of_every_kind_are_read_alike(pandas):
    rows = [{"model": "a, \"b\"", "score": 0.1}, {"model": "c", "score": None}]
    polars = types.SimpleNamespace(columns=["model", "score"], iter_rows=lambda: iter([('a, "b"', 0.1), ("c", None)]))
    columns = {"model": ['a, "b"', "c"], "score": [0.1, None]}
    texts = []
    for frame in (rows, pandas.DataFrame(rows), polars, columns, Table(rows)):
        text = io.StringIO()
        write_csv(frame, text)
        texts.append(text.getvalue())
    assert texts == ['model,score\n"a, ""b""",0.1\nc,\n'] * 5


@pytest.mark.parametrize("frame", [3, "text", [1, 2]])
def test_what_is_no_table_is_an_error(frame):
    with pytest.raises(HeavytailError, match="is not a table"):
        rows_of(frame)


def test_trend_takes_a_data_frame(pandas, tmp_path):
    frame = pandas.DataFrame(records())
    frame.to_csv(tmp_path / "table.csv", index=False)
    memory, file = heavytail.trend(frame), heavytail.trend(tmp_path / "table.csv")
    assert memory["families"] == file["families"]
    assert memory["source"] == "a table in memory"
    rows = {row["metric"]: row for row in memory.rows}
    assert "alpha" in rows and rows["alpha"]["tau"] is not None
    assert len(memory.to_pandas()) == len(memory.rows)


def test_a_model_that_is_not_counted_is_noted():
    table = [*records(), {"model": str(SAMPLES / "initial.safetensors"), "accuracy": 0.1}]
    document = heavytail.trend(table)
    (note,) = document.notes
    assert "initial.safetensors`: looks untrained" in note and f"note: {note}" in repr(document)
    assert [text for word, text in document.messages if word == "note"][0].startswith("a table in memory, line 6: ")


def test_trend_takes_metrics_that_are_there_already():
    table = [{"model": f"m{k}", "accuracy": 0.5 + k / 10, "alpha": 5.0 - k} for k in range(5)]
    rows = {row["metric"]: row for row in heavytail.trend(table).rows}
    assert rows["alpha"]["tau"] == -1


def test_trend_takes_a_corpus():
    assert len(heavytail.trend(corpus="nature2021").rows) > 0


def test_rank_orders_files_and_models_in_memory():
    paths = [row["model"] for row in records()]
    ranking = heavytail.rank(paths)
    assert sorted(row["model"] for row in ranking.rows) == sorted(paths)
    assert [row["place"] for row in ranking.rows] == sorted(row["place"] for row in ranking.rows)
    memory = [read_safetensors(open(path, "rb").read())[0] for path in paths]
    again = heavytail.rank(memory, names=[str(batch) for batch in BATCHES])
    assert [row["alpha"] for row in again.rows] == [row["alpha"] for row in ranking.rows]
    assert {row["model"] for row in again.rows} == {f"{batch} in memory" for batch in BATCHES}


def test_compare_takes_a_model_in_memory_beside_a_file():
    base = SAMPLES / "batch-0016.safetensors"
    other = SAMPLES / "batch-1024.safetensors"
    comparison = heavytail.compare(base, other)
    assert {row["change"] for row in comparison.rows} == {"changed"}
    assert comparison.rows[0]["model"] == str(other)
    first, second = weights(1), weights(2)
    rows = {row["name"]: row for row in heavytail.compare(first, second).rows}
    assert rows["fc"]["frobenius"] == pytest.approx(
        np.linalg.norm(first["fc.weight"].astype(float) - second["fc.weight"]), rel=1e-12
    )
    assert rows["fc"]["model"] == "state_dict 2 in memory"


def test_equal_models_in_memory_are_equal():
    assert {row["change"] for row in heavytail.compare(weights(), weights()).rows} == {"equal"}


def test_describe_lists_every_tensor():
    table = heavytail.describe(weights())
    assert table["longname"] == ["fc.weight", "conv.weight", "fc.bias"]
    assert table["decision"] == ["analyzed", "analyzed", "skipped"]
