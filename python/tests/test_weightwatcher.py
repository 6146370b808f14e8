"""The calls of WeightWatcher: what they take, what they give, and what is not offered."""

from __future__ import annotations

import os

import numpy as np
import pytest

import heavytail
import heavytail.weightwatcher as ww
from heavytail import HeavytailError, HeavytailWarning, NotOfferedError, _safetensors
from heavytail._tensors import tensors_of

from support import weights

pytestmark = pytest.mark.usefixtures("pandas")


def test_a_state_dict_is_numbered_by_its_weights():
    state = dict(weights(), **{"bn.weight": np.ones(32, np.float32), "last.weight": weights(3)["fc.weight"]})
    details = ww.WeightWatcher(model=state).analyze()
    assert details[["layer_id", "name", "longname", "layer_type"]].values.tolist() == [
        [1, "fc", "fc", "dense"],
        [2, "conv", "conv", "conv2d"],
        [4, "last", "last", "dense"],
    ]


def test_the_summary_is_the_mean_of_columns():
    watcher = ww.WeightWatcher(model=weights())
    details = watcher.analyze(mp_fit=True)
    summary = watcher.get_summary()
    assert list(summary) == [
        "log_norm", "alpha", "alpha_weighted", "log_alpha_norm", "log_spectral_norm", "stable_rank", "mp_softrank",
    ]
    assert summary == watcher.get_summary(details)
    assert summary["alpha"] == details["alpha"].mean()
    assert watcher.get_details() is details


def test_the_esd_is_not_normalized():
    watcher = ww.WeightWatcher(model=weights())
    values = watcher.get_ESD(layer="conv")
    kernel = weights()["conv.weight"].astype(float)
    expected = np.sort(np.concatenate([np.linalg.svd(kernel[:, :, i, j])[1] ** 2 for i in range(3) for j in range(3)]))
    np.testing.assert_allclose(values, expected, rtol=1e-5)  # WeightWatcher rounds weights to F32 after scaling
    np.testing.assert_allclose(watcher.get_ESD(layer=2), values)
    assert watcher.analyze()["lambda_max"][1] == pytest.approx(values[-1] / 2, rel=1e-6)
    with pytest.raises(HeavytailError, match="no layer"):
        watcher.get_ESD(layer="nothing")


def test_describe_has_the_layers_and_nothing_is_computed():
    watcher = ww.WeightWatcher(model=weights())
    frame = watcher.describe()
    assert list(frame.columns) == ["layer_id", "name", "M", "N", "Q", "layer_type", "longname", "num_evals", "rf"]
    assert frame[["M", "N", "num_evals", "rf"]].values.tolist() == [[40, 60, 40, 1], [16, 32, 144, 9]]
    assert watcher.report is None


@pytest.mark.parametrize(
    "layers, names",
    [
        ([], ["fc", "conv"]),
        ([2], ["conv"]),
        (1, ["fc"]),
        ([-1], ["conv"]),
        (["dense"], ["fc"]),
        (["conv"], ["conv"]),
        (["-dense"], ["conv"]),
        ([99], []),
    ],
)
def test_layers_are_chosen_by_id_name_and_type(layers, names):
    watcher = ww.WeightWatcher(model=weights())
    details = watcher.analyze(layers=layers)
    assert (details["name"].tolist() if len(details) else []) == names


def test_limits_of_eigenvalues_are_those_of_weightwatcher():
    watcher = ww.WeightWatcher(model=weights())
    assert watcher.describe(min_evals=50)["name"].tolist() == ["conv"]
    assert watcher.describe(max_evals=50)["name"].tolist() == ["fc"]
    assert watcher.describe(max_N=50)["name"].tolist() == ["conv"]


def test_weak_rank_loss_takes_a_tolerance():
    watcher = ww.WeightWatcher(model=weights())
    details = watcher.analyze(tolerance=5.0)
    assert details["weak_rank_loss"][0] == np.sum(watcher.get_ESD(layer=1) < 5.0)


def test_erg_has_the_columns_of_detx_and_two_more():
    watcher = ww.WeightWatcher(model=weights())
    plain, erg = watcher.analyze(detX=True), watcher.analyze(ERG=True)
    assert [name for name in erg.columns if name not in plain.columns] == ["ERG_gap", "num_ERG_spikes"]
    assert erg["num_ERG_spikes"].tolist() == plain["detX_num"].tolist()
    assert erg["ERG_gap"].tolist() == (plain["detX_num"] - plain["num_pl_spikes"]).tolist()


def test_a_base_model_is_subtracted():
    first, second = weights(1), weights(2)
    details = ww.WeightWatcher(model=first, base_model=second).analyze()
    difference = {name: first[name] - second[name] for name in first}
    expected = ww.WeightWatcher(model=difference).analyze()
    assert details["alpha"].tolist() == expected["alpha"].tolist()
    with pytest.raises(NotOfferedError, match="the base model has no layer `fc`"):
        ww.WeightWatcher(model=first, base_model={"other.weight": first["fc.weight"]}).analyze()


def test_distances_are_those_of_the_formulas():
    first, second = weights(1), weights(2)
    watcher = ww.WeightWatcher()
    mean, biases, frame = watcher.distances(first, second)
    expected = [np.linalg.norm(first[name] - second[name]) for name in ("fc.weight", "conv.weight")]
    np.testing.assert_allclose(frame["delta_W"], expected, rtol=1e-6)
    assert mean == pytest.approx(np.mean(expected))
    assert biases == pytest.approx(np.linalg.norm(first["fc.bias"] - second["fc.bias"]) / 2)
    assert list(frame.columns) == ["method", "name", "delta_W", "delta_b", "M", "N", "b_shape", "longname"]
    assert frame.index.name == "layer_id"
    assert watcher.distances(first, first, method="cka")[0] == pytest.approx(1)
    assert watcher.distances(first, first, method="euclidean")[:2] == (0, 0)


def test_distances_of_the_reference(shared):
    """Cases A and C of the oracle's generator have distances there, by WeightWatcher."""
    def normals(seed, *shape):
        count = int(np.prod(shape))
        words, state = [], seed
        for _ in range(count + count % 2):
            state = (state + 0x9E3779B97F4A7C15) & (2**64 - 1)
            word = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
            word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
            words.append((word ^ (word >> 31)) >> 11)
        u = np.array(words) * 2.0**-53
        radius, angle = np.sqrt(-2 * np.log(1 - u[::2])), 2 * np.pi * u[1::2]
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).ravel()[:count].reshape(shape)

    a, b = normals(1, 100, 200) / np.sqrt(200), normals(101, 100, 200).astype(np.float32) / np.float32(14)
    first, second = {"a.weight": a.astype(np.float32)}, {"a.weight": b}
    watcher = ww.WeightWatcher()
    assert watcher.distances(first, second)[0] == pytest.approx(14.1441621780, rel=1e-6)
    assert watcher.distances(first, second, method="cka")[0] == pytest.approx(0.817997872829, rel=1e-6)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"pool": False}, "pool=False is not offered\nhint: heavytail.analyze"),
        ({"fix_fingers": "clip_xmax"}, "alpha_clipped"),
        ({"fit": "TPL"}, "etpl_alpha"),
        ({"intra": True}, "products"),
        ({"stacked": True}, "stacked"),
        ({"vectors": True}, "vectors"),
        ({"conv2d_norm": False}, "get_ESD"),
        ({"xmax": -1}, "tpl_alpha"),
    ],
)
def test_what_is_not_offered_says_so(options, words):
    with pytest.raises(NotOfferedError, match=words):
        ww.WeightWatcher(model=weights()).analyze(**options)


def test_calls_that_are_not_offered_say_what_to_do():
    watcher = ww.WeightWatcher(model=weights())
    for call in ("SVDSmoothing", "SVDSharpness", "analyze_traps", "randomize_model"):
        with pytest.raises(NotOfferedError, match=f"has no `{call}`\nhint: "):
            getattr(watcher, call)
    with pytest.raises(AttributeError, match="nonsense"):
        watcher.nonsense
    with pytest.raises(TypeError, match="has no option 'nonsense'"):
        watcher.analyze(nonsense=1)


def test_weights_and_modules_are_given_out(torch):
    model = torch.nn.Sequential(torch.nn.Conv2d(12, 20, 3), torch.nn.Linear(20, 30))
    watcher = ww.WeightWatcher(model=model)
    slices = watcher.get_Weights(layer=1)
    assert len(slices) == 9 and slices[0].shape == (20, 12)
    assert watcher.get_framework_layer(layer=2) is model[1]


def test_a_plot_is_kept_where_weightwatcher_puts_it(tmp_path):
    watcher = ww.WeightWatcher(model=weights())
    watcher.analyze(layers=[1], plot=True, savefig=str(tmp_path / "images"))
    images = list((tmp_path / "images").glob("*.png"))
    assert images and all(image.read_bytes().startswith(b"\x89PNG") for image in images)


def test_a_folder_of_several_models_is_an_error(sample):
    with pytest.raises(HeavytailError, match="has 9 models, and WeightWatcher watches one\nhint: give the path of one"):
        ww.WeightWatcher(model=sample.parent).analyze()


def test_layers_are_found_where_the_package_finds_them():
    array, kernel = weights()["fc.weight"], weights()["conv.weight"]
    cases = [
        ({"fc1": array, "fc2": weights(2)["fc.weight"]}, ["fc1", "fc2"]),
        ({1: array, "conv": kernel}, ["1", "conv"]),
        ({"model": weights()}, ["fc", "conv"]),
        ({"model_state_dict": weights(), "epoch": 3}, ["fc", "conv"]),
        ({"params": {"Dense_0": {"kernel": array, "bias": array[0]}}}, ["params.Dense_0.kernel"]),
        ({"block": {"fc1": {"weight": array}}}, ["block.fc1"]),
    ]
    for model, names in cases:
        watcher = ww.WeightWatcher(model=model)
        details = watcher.analyze()
        assert details["longname"].tolist() == names == watcher.describe()["longname"].tolist()
        assert details["alpha"].tolist() == heavytail.analyze(model, compat="weightwatcher").layers["alpha"]
        assert "alpha" in watcher.get_summary()
        assert watcher.analyze(layers=[names[0]])["longname"].tolist() == names[:1]
        assert len(watcher.get_ESD(layer=names[0]))


def test_parameters_of_torch_are_layers(torch):
    model = torch.nn.ParameterList([torch.nn.Parameter(torch.randn(30, 40))])
    assert len(ww.WeightWatcher(model=model).analyze()) == 1


def test_a_frame_without_rows_says_why(torch):
    cases = [
        ({}, {}, "no key ends in `.weight`"),
        ({"a.weight": np.ones(3)}, {}, "no key ends in `.weight`"),
        (torch.nn.ReLU(), {}, "no module has weights of two or four dimensions"),
        (weights(), {"layers": [9999]}, r"layers=\[9999\] names no layer of the model; layers are 1 fc, 2 conv"),
        (weights(), {"layers": "nope"}, "layers='nope' names no layer"),
        (weights(), {"min_evals": 5000}, "no layer is within the limits of min_evals"),
        (weights(), {"layers": [1], "min_evals": 5000}, "no layer is within the limits of min_evals"),
        (weights(), {"max_N": 20}, "no layer is within the limits of min_evals"),
    ]
    for model, options, words in cases:
        watcher = ww.WeightWatcher(model=model)
        for call in (watcher.analyze, watcher.describe):
            with pytest.warns(HeavytailWarning, match=words):
                assert len(call(**options)) == 0


def test_a_file_of_which_no_layer_is_asked_for_says_so(sample):
    with pytest.warns(HeavytailWarning, match="names no layer of the model"):
        ww.WeightWatcher(model=sample).analyze(layers=["nope"])


def test_a_file_without_layers_says_so(tmp_path):
    descriptor = os.open(tmp_path / "a.safetensors", os.O_WRONLY | os.O_CREAT)
    _safetensors.write(tensors_of({"a.bias": np.ones(3, np.float32)}), descriptor)
    os.close(descriptor)
    with pytest.warns(HeavytailWarning, match="no layer to analyze: the file has no matrix"):
        ww.WeightWatcher(model=tmp_path / "a.safetensors").analyze()


def test_distances_of_a_model_without_layers_are_an_error():
    with pytest.raises(HeavytailError, match="no layer for distances: no key ends in `.weight`"):
        ww.WeightWatcher().distances({"fc1": np.ones((3, 4))}, weights())


def test_an_empty_model_is_an_empty_frame():
    assert len(ww.WeightWatcher(model={"a.weight": np.ones(3)}).analyze()) == 0
    with pytest.raises(HeavytailError, match="there is not a model"):
        ww.WeightWatcher().analyze()
