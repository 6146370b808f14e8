"""Ids of layers of files in heavytail.weightwatcher: one layer, one id."""

from __future__ import annotations

import numpy as np
import pytest

import heavytail.weightwatcher as ww


@pytest.fixture
def file(tmp_path, pandas):
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = torch.nn.LSTM(64, 64)
            self.a = torch.nn.Linear(64, 64)
            self.b = torch.nn.Linear(64, 80)

    network = Network()
    torch.save(network.state_dict(), tmp_path / "m.pt")
    return network, str(tmp_path / "m.pt")


def test_an_id_is_that_of_one_layer(file):
    _, path = file
    details = ww.WeightWatcher(model=path).analyze()
    ids = dict(zip(details["name"], details["layer_id"]))
    assert len(set(ids.values())) == len(details) == 4
    # As WeightWatcher numbers the keys of a state dict; what it does not see comes after them.
    assert (ids["a"], ids["b"]) == (1, 2)
    assert sorted(ids.values()) == [1, 2, 3, 4]


def test_an_id_selects_its_layer(file):
    network, path = file
    watcher = ww.WeightWatcher(model=path)
    assert list(watcher.analyze(layers=[1])["name"]) == ["a"]
    assert "a" not in list(watcher.analyze(layers=[-1])["name"])
    weights = network.a.weight.detach().numpy().astype(np.float64)
    expected = np.sort(np.linalg.svd(weights, compute_uv=False) ** 2)
    np.testing.assert_allclose(watcher.get_ESD(layer=1), expected, rtol=1e-9)
