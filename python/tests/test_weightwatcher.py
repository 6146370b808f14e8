"""The calls of WeightWatcher, against what WeightWatcher 0.7.5.5 itself printed of real models."""

from __future__ import annotations

import numpy as np
import pytest

import heavytail.weightwatcher as ww
from heavytail import HeavytailError, NotOfferedError

from support import resnet20, weights

pytestmark = pytest.mark.usefixtures("pandas")

#: Real models with PyTorch's layout, and the names of their references.
MODELS = {
    "cifar10-akamaster-resnet20": "cifar10-akamaster-resnet20/resnet20-12fca82f.th",
    "cifar10-akamaster-resnet56": "cifar10-akamaster-resnet56/resnet56-4bfd9763.th",
    "ultralight-face-version-slim-320": "ultralight-face/version-slim-320.pth",
    "taesd-taef2_decoder": "taesd/taef2_decoder.pth",
}

DEFAULT = (
    "layer_id name D M N Q alpha alpha_weighted entropy has_esd lambda_max layer_type log_alpha_norm log_norm "
    "log_spectral_norm longname matrix_rank norm num_evals num_pl_spikes rank_loss rf sigma spectral_norm stable_rank "
    "status sv_max sv_min warning weak_rank_loss xmax xmin"
).split()


def compare(details, reference, tolerance=1e-6, random=()):
    """Every column and every value, layer by layer."""
    import pandas

    assert list(details.columns) == list(reference.columns)
    key = reference["longname"].str.replace("__", ".", regex=False).str.removesuffix(".weight")
    ours = details.set_index("longname")
    prefix = "module." if not set(key) & set(ours.index) else ""
    rows = ours.loc[[name if not prefix else name for name in key]]
    for column in set(reference.columns) - {"layer_id", "name", "longname", *random}:
        expected, found = reference[column], rows[column]
        if pandas.api.types.is_numeric_dtype(expected) and not expected.isna().all():
            np.testing.assert_allclose(
                found.to_numpy(float), expected.to_numpy(float), rtol=tolerance, atol=1e-12, err_msg=column
            )
        else:
            assert found.fillna("").tolist() == expected.fillna("").tolist(), column


def reference(shared, model, option):
    import pandas

    return pandas.read_csv(shared / "reference" / "weightwatcher" / f"{model}_{option}.csv")


@pytest.mark.parametrize("model", MODELS)
def test_columns_and_values_are_those_of_weightwatcher(shared, model):
    details = ww.WeightWatcher(model=str(shared / "models" / MODELS[model])).analyze()
    assert list(details.columns) == DEFAULT
    compare(details, reference(shared, model, "default"))


@pytest.mark.parametrize("option", ["default", "mp_fit", "detX", "randomize"])
def test_a_module_in_memory_has_the_values_of_weightwatcher(torch, shared, option):
    stored = torch.load(shared / "models" / MODELS["cifar10-akamaster-resnet20"], map_location="cpu")
    model = resnet20(torch)
    model.load_state_dict({name[len("module.") :]: value for name, value in stored["state_dict"].items()})
    expected = reference(shared, "cifar10-akamaster-resnet20", option)
    # The reference names the modules of a container: "module__conv1__weight", "conv1".
    expected["longname"] = expected["longname"].str.removeprefix("module__").str.removesuffix("__weight")
    details = ww.WeightWatcher(model=model).analyze(
        mp_fit=option == "mp_fit", detX=option == "detX", randomize=option == "randomize"
    )
    # Another permutation has other values, but the same norm.
    drawn = [name for name in details.columns if name.startswith(("rand_", "ww_", "max_rand"))]
    compare(details, expected, random=set(drawn) - {"rand_W_scale"})
    assert details["name"].tolist() == ["Conv2d"] * 19 + ["Linear"]
    modules = list(model.named_modules())
    for row in details.itertuples():
        assert modules[row.layer_id][0] == row.longname


def test_random_columns_are_near_those_of_another_permutation(torch, shared):
    stored = torch.load(shared / "models" / MODELS["cifar10-akamaster-resnet20"], map_location="cpu")
    details = ww.WeightWatcher(model=stored).analyze(randomize=True)
    expected = reference(shared, "cifar10-akamaster-resnet20", "randomize")
    for column in ("rand_sigma_mp", "max_rand_eval", "rand_bulk_max", "ww_softrank"):
        assert details[column].mean() == pytest.approx(expected[column].mean(), rel=0.1), column


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


def test_an_empty_model_is_an_empty_frame():
    assert len(ww.WeightWatcher(model={"a.weight": np.ones(3)}).analyze()) == 0
    with pytest.raises(HeavytailError, match="there is not a model"):
        ww.WeightWatcher().analyze()
