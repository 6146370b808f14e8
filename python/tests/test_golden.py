"""The columns and values of heavytail.weightwatcher, against what WeightWatcher 0.7.5.5 printed of real models."""

from __future__ import annotations

import numpy as np
import pytest

import heavytail.weightwatcher as ww

from golden import MODELS, WITH_OPTIONS, compare, reference
from support import resnet20

pytestmark = pytest.mark.usefixtures("pandas")

DEFAULT = (
    "layer_id name D M N Q alpha alpha_weighted entropy has_esd lambda_max layer_type log_alpha_norm log_norm "
    "log_spectral_norm longname matrix_rank norm num_evals num_pl_spikes rank_loss rf sigma spectral_norm stable_rank "
    "status sv_max sv_min warning weak_rank_loss xmax xmin"
).split()


def in_memory(torch, shared):
    """ResNet-20 as a module of torch."""
    stored = torch.load(shared / "models" / MODELS["cifar10-akamaster-resnet20"], map_location="cpu")
    model = resnet20(torch)
    model.load_state_dict({name[len("module.") :]: value for name, value in stored["state_dict"].items()})
    return model


def analyzed(model, option):
    options = {} if option == "default" else {option: True}
    return ww.WeightWatcher(model=model).analyze(**options)


@pytest.mark.parametrize("model", MODELS)
def test_columns_and_values_of_a_file_are_those_of_weightwatcher(shared, model):
    details = analyzed(str(shared / "models" / MODELS[model]), "default")
    assert list(details.columns) == DEFAULT
    compare(details, reference(shared, model))


@pytest.mark.parametrize("option", ["mp_fit", "detX", "randomize"])
@pytest.mark.parametrize("model", WITH_OPTIONS)
def test_columns_and_values_with_options_are_those_of_weightwatcher(shared, model, option):
    details = analyzed(str(shared / "models" / MODELS[model]), option)
    compare(details, reference(shared, model, option))


@pytest.mark.parametrize("option", ["default", "mp_fit", "detX", "randomize"])
def test_a_module_in_memory_has_the_values_of_weightwatcher(torch, shared, option):
    model = in_memory(torch, shared)
    details = analyzed(model, option)
    name = "resnet20" if option == "default" else "cifar10-akamaster-resnet20"
    compare(details, reference(shared, name, option), leave_out=())
    modules = list(model.named_modules())
    for row in details.itertuples():
        assert modules[row.layer_id][0] == row.longname


@pytest.mark.parametrize("model", ["cifar10-akamaster-resnet20", "cifar10-akamaster-resnet56", "taesd-taef2_decoder"])
def test_a_state_dict_in_memory_has_the_values_of_weightwatcher(torch, shared, model):
    stored = torch.load(shared / "models" / MODELS[model], map_location="cpu")
    compare(ww.WeightWatcher(model=stored).analyze(), reference(shared, model))


@pytest.mark.parametrize("model", list(MODELS)[:4])
def test_the_summary_is_that_of_weightwatcher(shared, model):
    watcher = ww.WeightWatcher(model=str(shared / "models" / MODELS[model]))
    summary = watcher.get_summary(watcher.analyze())
    expected = reference(shared, model)
    assert set(summary) == set(summary) & set(expected.columns) and len(summary) == 6
    for name, value in summary.items():
        assert value == pytest.approx(expected[name].mean(), rel=1e-6), name


def test_the_esd_of_a_real_layer_is_that_of_numpy(torch, shared):
    model = in_memory(torch, shared)
    kernel = model.layer3[2].conv2.weight.detach().numpy().astype(float)
    slices = [kernel[:, :, i, j] for i in range(3) for j in range(3)]
    expected = np.sort(np.concatenate([np.linalg.svd(one, compute_uv=False) for one in slices]) ** 2)
    watcher = ww.WeightWatcher(model=model)
    (layer_id,) = [index for index, (name, _) in enumerate(model.named_modules()) if name == "layer3.2.conv2"]
    np.testing.assert_allclose(watcher.get_ESD(layer=layer_id), expected, rtol=1e-6, atol=1e-9)


def test_random_columns_are_near_those_of_another_permutation(torch, shared):
    stored = torch.load(shared / "models" / MODELS["cifar10-akamaster-resnet20"], map_location="cpu")
    details = ww.WeightWatcher(model=stored).analyze(randomize=True)
    expected = reference(shared, "cifar10-akamaster-resnet20", "randomize")
    for column in ("rand_sigma_mp", "max_rand_eval", "rand_bulk_max", "ww_softrank"):
        assert details[column].mean() == pytest.approx(expected[column].mean(), rel=0.1), column
