"""Reports: of files, of models in memory, of several, and of what cannot be read."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import numpy as np
import pytest

import heavytail
from heavytail import HeavytailError, HeavytailWarning, UnsupportedTensorError, _safetensors, _tool
from heavytail._tensors import tensors_of

from support import resnet20, weights


def save(source, path):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    _safetensors.write(tensors_of(source), descriptor)
    os.close(descriptor)
    return path


def same(first, second):
    """Two reports with equal bits in every number."""
    assert len(first.layers) == len(second.layers) > 0
    for a, b in zip(first.layers, second.layers):
        assert a == b
    assert first.summary == second.summary
    assert [dict(row, model="") for row in first.skipped] == [dict(row, model="") for row in second.skipped]


def test_the_records_are_those_of_the_tool(sample):
    report = heavytail.analyze(sample)
    told = json.loads(_tool.run_text(["analyze", str(sample), "-f", "json"]))["models"][0]
    assert [{name: row[name] for name in told["layers"][0] if name in row} for row in report.layers] == [
        {name: value for name, value in layer.items() if name in report.layers.columns} for layer in told["layers"]
    ]
    assert {name: report.summary[name] for name in told["summary"]} == told["summary"]
    assert report.verdict["worst"] == told["verdict"]["worst"]
    assert report.models[0].complete


def test_a_dictionary_in_memory_gives_the_numbers_of_its_file(tmp_path):
    source = weights()
    path = save(source, tmp_path / "model.safetensors")
    same(heavytail.analyze(source), heavytail.analyze(path))


def test_a_model_in_memory_has_its_name_in_report_and_messages():
    assert heavytail.analyze(weights(), name="mine").models[0].path == "mine in memory"
    with pytest.warns(HeavytailWarning, match="mine in memory"):
        heavytail.analyze({"a.weight": np.full((20, 20), np.nan)}, name="mine")


def test_tied_weights_in_memory_are_analyzed_once(torch, tmp_path):
    model = torch.nn.ModuleDict({"embed": torch.nn.Embedding(60, 24), "head": torch.nn.Linear(24, 60, bias=False)})
    model["head"].weight = model["embed"].weight
    torch.save(model.state_dict(), tmp_path / "model.pt")
    memory, file = heavytail.analyze(model), heavytail.analyze(tmp_path / "model.pt")
    same(memory, file)
    assert [row["reason"] for row in memory.skipped] == ["tied"]


def test_tied_weights_in_the_midst_keep_their_place(torch, tmp_path):
    shared = torch.randn(40, 20)
    state = {"shared.weight": shared, "encoder.weight": shared, "fc.weight": torch.randn(30, 20)}
    torch.save(state, tmp_path / "model.pt")
    same(heavytail.analyze(state), heavytail.analyze(tmp_path / "model.pt"))


def test_views_of_one_storage_are_layers_of_their_own(torch, tmp_path):
    storage = torch.randn(60, 30)
    state = {"a.weight": storage[:30], "b.weight": storage[30:], "t.weight": storage.t()}
    torch.save(state, tmp_path / "model.pt")
    same(heavytail.analyze(state), heavytail.analyze(tmp_path / "model.pt"))


def test_bfloat16_in_memory_gives_the_numbers_of_its_file(torch, tmp_path):
    state = {"a.weight": torch.randn(40, 30).to(torch.bfloat16)}
    torch.save(state, tmp_path / "model.pt")
    same(heavytail.analyze(state), heavytail.analyze(tmp_path / "model.pt"))


def test_a_resnet_in_memory_gives_the_numbers_of_its_file(torch, shared, tmp_path):
    stored = torch.load(shared / "models/cifar10-akamaster-resnet20/resnet20-12fca82f.th", map_location="cpu")
    model = resnet20(torch)
    model.load_state_dict({name[len("module.") :]: value for name, value in stored["state_dict"].items()})
    torch.save(model.state_dict(), tmp_path / "resnet20.pt")
    same(heavytail.analyze(model), heavytail.analyze(tmp_path / "resnet20.pt"))
    same(
        heavytail.analyze(stored),
        heavytail.analyze(shared / "models/cifar10-akamaster-resnet20/resnet20-12fca82f.th"),
    )


def test_spectra_are_the_eigenvalues_of_the_weights():
    source = weights()
    report = heavytail.analyze(source)
    dense = source["fc.weight"].astype(np.float64)
    expected = np.linalg.eigvalsh(dense @ dense.T)
    np.testing.assert_allclose(report.spectrum("fc"), expected, rtol=1e-9, atol=1e-9 * expected[-1])
    kernel = source["conv.weight"].astype(np.float64)
    one = kernel[:, :, 1, 2]
    np.testing.assert_allclose(report.spectrum("conv", slice=5), np.linalg.eigvalsh(one.T @ one), rtol=1e-9)
    scaled = report.spectrum("conv", scaled=True)
    row = report.models[0].row("conv")
    assert len(scaled) == row["num_evals"] == 9 * 16
    assert scaled[-1] == pytest.approx(row["lambda_max"], rel=1e-15)
    assert np.sum(scaled >= row["xmin"] * (1 - 1e-12)) == row["num_pl_spikes"]
    assert np.all(np.diff(scaled) >= 0)


def test_a_layer_is_found_by_name_by_tensor_and_by_id():
    report = heavytail.analyze(weights())
    assert [report.models[0].row(key)["name"] for key in ("fc", "fc.weight", 0)] == ["fc"] * 3
    with pytest.raises(KeyError, match="no layer is named 'nothing'; the layers are fc, conv"):
        report.spectrum("nothing")


def test_layers_are_told_while_they_are_done():
    seen = []
    report = heavytail.analyze(weights(), on_layer=lambda row: seen.append(row["name"]), spectra=False)
    assert seen == report.layers["name"] == ["fc", "conv"]
    with pytest.raises(HeavytailError, match="spectra=True"):
        report.spectrum("fc")


def test_options_are_those_of_the_tool():
    report = heavytail.analyze(
        weights(), layers=["fc*"], measure=["intervals"], convention="weightwatcher", min_evals=5, threads=1
    )
    assert report.layers["name"] == ["fc"]
    assert "gof_p" in report.layers.columns
    with pytest.raises(HeavytailError, match="unknown option"):
        heavytail.analyze(weights(), nonsense=3)
    with pytest.raises(TypeError, match="`output` is not an option here"):
        heavytail.analyze(weights(), output="x.csv")
    with pytest.raises(TypeError, match="`columns` is not an option here: the result has every column"):
        heavytail.analyze(weights(), columns=["alpha"])


def test_layers_are_chosen_by_name_and_by_number():
    assert heavytail.analyze(weights(), layers=1).layers["name"] == ["conv"]
    assert heavytail.analyze(weights(), layers=["f*", np.int64(1)]).layers["name"] == ["fc", "conv"]


def test_several_models_are_one_report(sample):
    report = heavytail.analyze([sample, weights()])
    assert [model.path for model in report.models] == [str(sample), "state_dict in memory"]
    assert len(report.layers) == 7
    assert report.layers.columns[0] == "model"
    assert len(report.summaries) == 2
    with pytest.raises(HeavytailError, match="2 models"):
        report.summary


def test_models_of_one_name_are_told_apart():
    report = heavytail.analyze([weights(1), weights(2), weights(3)], name="net")
    assert [model.path for model in report.models] == ["net in memory", "net 2 in memory", "net 3 in memory"]
    assert report.plot("fc", model=1).data != report.plot("fc", model=0).data


def test_a_layer_of_several_models_asks_which():
    report = heavytail.analyze([weights(1), dict(weights(2), **{"own.weight": weights(3)["fc.weight"]})], name="net")
    for call in (report.spectrum, report.plot):
        with pytest.raises(HeavytailError, match="2 models have the layer 'fc': `net in memory`, `net 2") as error:
            call("fc")
        assert error.value.hint == 'say which: model=0, or model="net in memory"'
        with pytest.raises(HeavytailError, match="the report has 2 models, and no model 5"):
            call("fc", model=5)
        with pytest.raises(HeavytailError, match="no model is named 'nothing'\nhint: models are `net in memory`"):
            call("fc", model="nothing")
        with pytest.raises(KeyError, match="no layer of 2 models is named 'nothing'"):
            call("nothing")
    second = report.spectrum("fc", model=1)
    for name in ("net 2", "net 2 in memory", np.int64(1), -1):
        np.testing.assert_array_equal(report.spectrum("fc", model=name), second)
    assert len(report.spectrum("own")) == 40


def test_a_model_of_several_is_found_by_its_path_or_the_name_of_its_file(sample):
    other = sample.with_name("batch-1024.safetensors")
    report = heavytail.analyze([sample, other], layers=["fc3"])
    for name in (str(other), other.name, other.stem):
        np.testing.assert_array_equal(report.spectrum("fc3", model=name), report.spectrum("fc3", model=1))


def test_a_slice_that_is_not_there_is_an_error():
    report = heavytail.analyze(weights())
    for slice in (9, 99, -10, "x"):
        with pytest.raises(HeavytailError, match="`conv` has 9 slices, and no slice .*\nhint: the last one is 8"):
            report.spectrum("conv", slice=slice)
    assert len(report.spectrum("conv", slice=-1)) == 16


def test_a_layer_without_a_spectrum_says_why():
    with pytest.warns(HeavytailWarning):
        report = heavytail.analyze({"fc.weight": np.full((20, 30), np.nan, np.float32)})
    with pytest.raises(HeavytailError, match="`fc` has no eigenvalues: non-finite-weights"):
        report.spectrum("fc")


def test_models_of_a_list_have_names():
    report = heavytail.analyze([weights(1), weights(2)], names=["first", "second"])
    assert [model.path for model in report.models] == ["first in memory", "second in memory"]
    two = [weights(1), weights(2)]
    with pytest.raises(HeavytailError, match='`name` is one name, .*\nhint: names of several models are names='):
        heavytail.analyze(two, name=["first", "second"])
    with pytest.raises(HeavytailError, match="`names` is 'ab'\nhint: give a list with the name of each model"):
        heavytail.analyze(two, names="ab")
    with pytest.raises(HeavytailError, match="there are 1 names for 2 models"):
        heavytail.analyze(two, names=["first"])
    with pytest.raises(HeavytailError, match="`name` and `names` are both given"):
        heavytail.analyze(two, name="a", names=["a", "b"])


def test_errors_have_the_words_of_the_tool(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"\xff" * 7 + b"\x7f{}")
    run = subprocess.run([*_tool.command(), "analyze", str(path)], capture_output=True, text=True)
    with pytest.raises(HeavytailError) as error:
        heavytail.analyze(path)
    assert f"error: {error.value.message}\n" in run.stderr
    assert error.value.exit_code == run.returncode == 2


def test_what_cannot_be_read_is_a_warning_and_the_rest_a_result(sample, tmp_path):
    with pytest.warns(HeavytailWarning, match="no such file"):
        report = heavytail.analyze([sample, tmp_path / "gone.pt"])
    assert len(report.models) == 1
    assert report.errors["path"] == [str(tmp_path / "gone.pt")]


def test_weights_that_are_not_finite_are_a_row_with_a_status():
    source = weights()
    source["fc.weight"][3, 4] = np.nan
    with pytest.warns(HeavytailWarning):
        report = heavytail.analyze(source)
    assert [row["status"] for row in report.layers] == ["non-finite-weights", "success"]
    with pytest.raises(HeavytailError, match="non-finite-weights"):
        report.spectrum("fc")
    assert "fc" in report._repr_html_()


def test_models_come_from_whatever_gives_them_one_by_one(sample):
    report = heavytail.analyze(path for path in sample.parent.glob("batch-001*.safetensors"))
    assert [model.path for model in report.models] == [str(sample)]
    with pytest.raises(HeavytailError, match="there is no model: the list is empty"):
        heavytail.analyze(sample.parent.glob("nothing-*.pt"))


class OfKeras:
    get_weights = save = None


class OfOnnx:
    graph = SerializeToString = None


@pytest.mark.parametrize(
    "source, hint",
    [
        (OfKeras(), 'model.save("model.keras")'),
        (OfOnnx(), 'onnx.save(model, "model.onnx")'),
        (np.ones((20, 20)), 'such as {"fc1.weight": array}'),
        ([np.ones((20, 20))], 'such as {"fc1.weight": array}'),
        (3, "give a path, a module, a state dict"),
    ],
)
def test_what_is_no_model_has_a_way_out(source, hint):
    with pytest.raises(HeavytailError, match="is not a model") as error:
        heavytail.analyze(source)
    assert hint in error.value.hint


class Unfit:
    state_dict = None


def test_a_class_is_not_a_model():
    with pytest.raises(HeavytailError, match="the class test_analyze.Unfit is not a model\nhint: give an object of"):
        heavytail.analyze(Unfit)


def test_a_lazy_module_has_no_shape_yet(torch):
    with pytest.raises(UnsupportedTensorError, match="`weight` has no shape yet: its module is lazy"):
        heavytail.analyze(torch.nn.LazyLinear(5))


def test_packed_weights_are_quantized_ones(torch):
    nn = torch.nn
    for model, kind in ((nn.Sequential(nn.Linear(64, 96)), nn.Linear), (nn.Sequential(nn.LSTM(8, 9)), nn.LSTM)):
        quantized = torch.quantization.quantize_dynamic(model, {kind}, dtype=torch.qint8)
        with pytest.raises(UnsupportedTensorError, match="quantized weights.*\nhint: save the model with torch.save"):
            heavytail.analyze(quantized)


def test_an_open_file_has_a_path(tmp_path):
    with open(tmp_path / "model.pt", "wb+") as file, pytest.raises(HeavytailError, match="not a model") as error:
        heavytail.analyze(file)
    assert error.value.hint == f'give its path: "{tmp_path / "model.pt"}"'
    with pytest.raises(HeavytailError, match="is not a model\nhint: write it to a file, and give the path"):
        heavytail.analyze(io.BytesIO())


def test_a_dictionary_that_holds_itself_is_an_error():
    source: dict = dict(weights(), twice={"a": weights(2)["fc.weight"]})
    source["again"] = {"same": source}
    with pytest.raises(HeavytailError, match="`again.same` is a dictionary that holds itself"):
        heavytail.analyze(source)
    shared = {"weight": weights()["fc.weight"]}
    assert len(heavytail.analyze({"a": shared, "b": shared}).layers) == 1


def test_a_zero_character_is_an_error():
    with pytest.raises(HeavytailError, match=r"the path has a zero character: 'a\\x00b'"):
        heavytail.analyze("a\0b")
    with pytest.raises(HeavytailError, match="an option has a zero character"):
        heavytail.analyze(weights(), layers=["a\0b"])


def test_options_that_print_something_else_are_refused():
    calls = [
        lambda: heavytail.analyze(weights(), help=True),
        lambda: heavytail.describe(weights(), help=True),
        lambda: heavytail.trend(corpus="nature2021", help=True),
        lambda: heavytail.rank([weights(1), weights(2)], help=True),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="`help` is not an option here"):
            call()


@pytest.mark.parametrize("source", [3, object(), None])
def test_what_is_no_model_is_an_error(source):
    with pytest.raises(HeavytailError, match="is not a model"):
        heavytail.analyze(source)


def test_a_figure_is_drawn_by_the_tool(sample):
    report = heavytail.analyze(sample)
    svg = report.plot("fc1")
    assert svg._repr_svg_().lstrip().startswith(("<?xml", "<svg")) and svg._repr_png_() is None
    assert report.plot("fc1", "ccdf", format="png").data.startswith(b"\x89PNG")


def test_a_figure_is_saved_as_what_it_is(sample, tmp_path):
    figure = heavytail.analyze(sample, layers=["fc3"]).plot("fc3")
    with pytest.raises(HeavytailError, match="is svg, and `a.pdf` ends in .pdf\nhint: figures are svg or png"):
        figure.save("a.pdf")
    with pytest.raises(HeavytailError, match='ends in .png\nhint: plot with format="png"'):
        figure.save(tmp_path / "a.png")
    figure.save(tmp_path / "a.SVG")
    assert os.listdir(tmp_path) == ["a.SVG"]


def test_a_figure_is_drawn_after_the_current_folder_has_changed(sample, tmp_path, monkeypatch):
    monkeypatch.chdir(sample.parent)
    (tmp_path / "rules.json").write_text('{"rules": []}')
    rules = os.path.relpath(tmp_path / "rules.json")
    report = heavytail.analyze(sample.name, layers=["fc3"], rules=rules)
    monkeypatch.chdir(tmp_path)
    assert report.models[0].path == sample.name
    assert report.plot("fc3").data


def test_a_figure_of_a_model_that_was_trained_on_is_an_error():
    source = weights()
    report = heavytail.analyze(source)
    assert report.plot("fc").data
    source["fc.weight"] += 0.01
    with pytest.raises(HeavytailError, match="has changed since it was analyzed"):
        report.plot("fc")


def test_a_notebook_gets_a_table_with_figures_and_nothing_of_a_name_is_markup():
    source = {"<b>&.weight": weights()["fc.weight"]}
    page = heavytail.analyze(source)._repr_html_()
    assert page.count("<svg") == 1
    assert "<b>&.weight" not in page and "&lt;b&gt;&amp;" in page
    assert "alpha" in page


def test_nothing_is_left_of_a_model_in_memory(tmp_path):
    script = (
        "import heavytail, numpy, os\n"
        "heavytail.analyze({'a.weight': numpy.random.rand(20, 20)})\n"
        "files = os.listdir('/proc/self/fd') if os.path.isdir('/proc') else []\n"
        "print(sorted(os.listdir(os.environ['TMPDIR'])), len(files))"
    )
    environment = dict(os.environ, TMPDIR=str(tmp_path), PYTHONPATH=os.pathsep.join(sys.path))
    output = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True)
    assert output.startswith("[] ")
    assert int(output.split()[-1]) <= 4


def test_a_file_takes_the_place_of_anonymous_memory_where_there_is_none(monkeypatch):
    expected = heavytail.analyze(weights())
    monkeypatch.setattr(sys, "platform", "darwin")
    same(heavytail.analyze(weights()), expected)


def test_the_configuration_of_a_model_goes_with_it(torch):
    class Config:
        def to_json_string(self):
            return json.dumps({"num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 32})

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.config = Config()
            self.qkv_proj = torch.nn.Linear(32, 64, bias=False)

    assert heavytail.analyze(Model()).layers["name"] == ["qkv_proj[q]", "qkv_proj[k]", "qkv_proj[v]"]
