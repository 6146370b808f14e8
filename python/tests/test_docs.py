"""The examples of docs/python.md run, in their order, in the folder of the repository."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT

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


def test_the_page_names_what_is_not_offered():
    from heavytail.weightwatcher._not_offered import DEFAULTS

    taken = {"ww2x", "sparsify", "max_fingers", "finger_thresh", "xmin_max"}
    for option in set(DEFAULTS) - taken:
        assert re.search(rf"\b{option}\b", PAGE), option


@pytest.mark.parametrize("column", ["W_scale", "rand_bulk_max", "detX_val_unrescaled", "has_esd"])
def test_the_page_says_where_columns_come_from(column):
    assert f"`{column}`" in PAGE
