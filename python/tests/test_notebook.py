"""What a notebook shows, in pages that are light or dark, and what a terminal does: reports, figures, data frames."""

from __future__ import annotations

import os
import re

import numpy as np
import pytest

import heavytail
from heavytail import HeavytailError, Table
from heavytail._figures import REST, TAIL, Plot

from conftest import ROOT, SAMPLES
from support import weights

CELLS = (
    f"import heavytail\nreport = heavytail.analyze({str(SAMPLES)!r} + '/batch-0016.safetensors')\nreport",
    "report.plot('fc1')",
    "report.plot('fc1', 'ccdf', format='png')",
    "report.to_pandas()[['name', 'alpha', 'label']]",
    "import heavytail.weightwatcher as ww\n"
    "ww.WeightWatcher(model=report.models[0].path).analyze(layers=[4], plot=True)",
    "heavytail.analyze('nothing.safetensors')",
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What the cells give when Jupyter runs them, each output as its data by type."""
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    pytest.importorskip("pandas", reason="pandas is not installed")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    folder = str(tmp_path_factory.mktemp("notebook"))
    environment = dict(os.environ, PYTHONPATH=str(ROOT / "python" / "src"), IPYTHONDIR=folder)
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": folder}}
    )
    client.execute(env=environment)
    return [cell.outputs for cell in notebook.cells]


def test_jupyter_shows_a_report_its_figures_and_a_data_frame(outputs):
    report, svg, png, frame, watched, failed = outputs
    assert report[0]["data"]["text/html"].count("<svg") == 5
    assert "5 layers: 4 uncertain, 1 random-like" in report[0]["data"]["text/plain"]
    assert svg[0]["data"]["text/html"].startswith('<img src="data:image/svg+xml;base64,')
    assert png[0]["data"]["image/png"] and png[0]["metadata"]["image/png"]["width"] == 326
    assert "random-like" in frame[0]["data"]["text/html"]
    assert [output["output_type"] for output in watched] == ["display_data"] * 2 + ["execute_result"]
    assert [output["metadata"]["image/png"]["width"] for output in watched[:2]] == [326] * 2
    assert failed[0]["output_type"] == "error" and failed[0]["evalue"] == "`nothing.safetensors`: no such file"


def luminance(color: str) -> float:
    """Of WCAG 2."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("page", ["#ffffff", "#f5f5f5", "#111111", "#212121"])
def test_the_bars_of_a_figure_are_seen_on_pages_light_and_dark(page):
    for color in (TAIL, REST):
        low, high = sorted([luminance(color), luminance(page)])
        assert (high + 0.05) / (low + 0.05) > 2.5, (color, page)


def test_nothing_else_in_a_page_has_a_color_of_its_own(sample):
    page = heavytail.analyze(sample)._repr_html_()
    assert set(re.findall(r"#[0-9a-f]{6}", page)) == {TAIL, REST}
    assert not re.search(r"(background|[^-]color) *:", page)


def test_numbers_have_four_digits_and_stand_below_each_other():
    page = Table([{"a": 2.36, "n": 3, "w": "x"}, {"a": 1234.0, "n": None, "w": None}])._repr_html_()
    assert re.findall(r"<td[^>]*>([^<]*)</td>", page) == ["2.360", "3", "x", "1234", "", ""]
    assert re.findall(r'<th style="text-align:(\w+)">', page) == ["right", "right", "left"]


def test_a_terminal_shows_a_table(sample):
    lines = repr(heavytail.analyze(sample)).splitlines()
    assert lines[:2] == [f"{sample} (safetensors)", "5 layers: 4 uncertain, 1 random-like; 5 tensors skipped"]
    assert lines[3].split()[:5] == ["name", "layer_type", "M", "N", "alpha"]
    assert lines[7].split()[:5] == ["fc2", "dense", "192", "256", "2.360"]
    assert len({line.index(line.split()[4]) + len(line.split()[4]) for line in lines[3:]}) == 1


def test_a_report_without_layers_says_so():
    with pytest.warns(heavytail.HeavytailWarning, match="nothing to analyze"):
        report = heavytail.analyze({"a": np.ones(3)})
    assert repr(report).splitlines() == ["state_dict in memory (safetensors)", "0 layers: none; 1 tensor skipped"]
    assert report.layers["alpha"] == [] and "0 layers" in report._repr_html_()


def test_a_figure_is_saved_as_what_it_is(tmp_path):
    plot = heavytail.analyze(weights()).plot("fc")
    plot.save(tmp_path / "fc.svg")
    with pytest.raises(HeavytailError, match='the figure is svg, .* ends in .png\nhint: plot with format="png"'):
        plot.save(tmp_path / "fc.png")
    assert [path.name for path in tmp_path.iterdir()] == ["fc.svg"]


def test_an_image_of_pixels_is_as_wide_as_they_are():
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (600).to_bytes(4, "big")
    assert Plot(header, "png", "", in_inches=False)._repr_png_()[1] == {"width": 600}
    assert Plot(header, "png", "")._repr_png_()[1] == {"width": 192}


def test_documents_say_their_answer(sample):
    ranking = heavytail.rank(sorted(SAMPLES.glob("batch-*.safetensors")))
    assert ranking.sentences == [ranking["sentence"]]
    assert repr(ranking).startswith(ranking["sentence"])
    assert ranking._repr_html_().startswith("<p>")
    trend = heavytail.trend(corpus="nature2021")
    assert trend.sentences == [trend["answer"]]
    comparison = heavytail.compare(sample, SAMPLES / "batch-1024.safetensors")
    assert comparison.sentences == comparison["models"][0]["sentences"] != []
