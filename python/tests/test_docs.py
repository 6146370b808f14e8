"""The examples of docs/python.md and of pages about its tasks run, in their order, beside the samples."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess

import pytest

from conftest import ROOT, SAMPLES
from support import weights

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_the_examples_run(pandas, tmp_path, monkeypatch):
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) >= 6
    names: dict = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    assert (tmp_path / "fc1.svg").is_file()
    assert (tmp_path / "run" / "heavytail" / "step-00000100.safetensors").is_file()


@pytest.mark.parametrize("name", ["from-weightwatcher.md", "tutorials/watch-a-run.md"])
def test_the_examples_of_other_pages_run(name, pandas, tmp_path, monkeypatch):
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    names: dict = {}
    for block in blocks:
        exec(compile(block, f"docs/{name}", "exec"), names)
    if name.endswith("watch-a-run.md"):
        assert len(list((tmp_path / "run" / "heavytail").glob("step-*.safetensors"))) == 3
    else:
        assert list(names["details"]["name"]) and "alpha" in names["summary"]


def calls():
    text = (ROOT / "docs" / "from-weightwatcher.md").read_text(encoding="utf-8")
    section = text.partition("## A notebook, call by call")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(.+?)` \| (.+) \|$", section, re.MULTILINE)


def test_the_cells_of_a_notebook_give_what_the_page_says(pandas, tmp_path, monkeypatch):
    """With the import changed, each cell runs or, as its row says, is refused."""
    import heavytail.weightwatcher as ww
    from heavytail import NotOfferedError

    monkeypatch.chdir(tmp_path)
    names = {"ww": ww, "model": weights(1), "other": weights(2)}
    rows = calls()
    assert len(rows) == 30
    refused = 0
    for cell, here in rows:
        code = compile(cell.replace("from weightwatcher ", "from heavytail.weightwatcher "), cell, "exec")
        if here.startswith("not offered: "):
            with pytest.raises(NotOfferedError):
                exec(code, names)
            refused += 1
        else:
            exec(code, names)
    assert refused == 10
    assert len(names["details"]) == 2 and len(names["summary"]) == 6
    assert list((tmp_path / "ww-img").glob("*.png"))


@pytest.mark.parametrize("name", ["README.md", "python/README.md"])
def test_the_examples_of_a_readme_run(name, pandas, tmp_path, monkeypatch, tool):
    """Without pyarrow the eigenvalues come from the other file that README names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    shutil.copy(SAMPLES / "batch-0016.safetensors", "model.safetensors")
    for spectra in ("spectra.parquet", "spectra.csv", "spectra.npz"):
        command = [*tool, "analyze", "model.safetensors", "--spectra", spectra, "-q"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    columns = {"model": ["a", "b", "c", "d"], "accuracy": [90, 91, 92, 93], "alpha": [4.0, 3.5, 3.1, 2.9]}
    table = pandas.DataFrame(columns)
    names: dict = {"model": "model.safetensors", "df": table}
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        if "read_parquet" in block:
            pytest.importorskip("matplotlib")
            if importlib.util.find_spec("pyarrow") is None:
                block = block.replace('read_parquet("spectra.parquet")', 'read_csv("spectra.csv")')
        exec(compile(block, name, "exec"), names)
    assert list(names["report"].to_pandas()["name"]) == ["conv1", "conv2", "fc1", "fc2", "fc3"]
    if name == "README.md":
        assert len(names["eigenvalues"]) == 256 and names["layers"][0]["name"] == "conv1"


def test_the_page_names_what_is_not_offered():
    from heavytail.weightwatcher._not_offered import DEFAULTS

    taken = {"ww2x", "sparsify", "max_fingers", "finger_thresh", "xmin_max"}
    for option in set(DEFAULTS) - taken:
        assert re.search(rf"\b{option}\b", PAGE), option


@pytest.mark.parametrize("column", ["W_scale", "rand_bulk_max", "detX_val_unrescaled", "has_esd"])
def test_the_page_says_where_columns_come_from(column):
    assert f"`{column}`" in PAGE
