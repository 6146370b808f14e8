"""The writer: what lies in memory is what lies in the file, in every layout."""

from __future__ import annotations

import os

import numpy as np
import pytest

from heavytail import HeavytailError, UnsupportedTensorError, _safetensors
from heavytail._tensors import tensors_of

from support import read_safetensors, weights


def written(source, tmp_path):
    path = tmp_path / "model.safetensors"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    try:
        _safetensors.write(tensors_of(source), descriptor)
    finally:
        os.close(descriptor)
    return read_safetensors(path.read_bytes())


def test_arrays_are_written_in_their_order_and_bit_for_bit(tmp_path):
    source = weights()
    tensors, metadata = written(source, tmp_path)
    assert list(tensors) == list(source)
    assert metadata == {}
    for name, array in source.items():
        assert tensors[name].tobytes() == array.tobytes()


def test_views_that_are_not_contiguous_and_big_endian_arrays_are_written_right(tmp_path):
    base = np.arange(48, dtype=np.float32).reshape(6, 8)
    source = {"t": base.T, "step": base[::2, ::3], "reversed": base[::-1], "big": base.astype(">f4")}
    tensors, _ = written(source, tmp_path)
    for name, array in source.items():
        np.testing.assert_array_equal(tensors[name], array)


def test_scalars_empty_arrays_and_every_type_are_written(tmp_path):
    source = {
        "scalar": np.float64(2.5) * np.ones(()),
        "empty": np.empty((0, 4), np.float32),
        "bool": np.array([True, False]),
        "int": np.array([-1, 2], np.int64),
        "half": np.array([0.5], np.float16),
    }
    tensors, _ = written(source, tmp_path)
    for name, array in source.items():
        assert tensors[name].shape == array.shape
        np.testing.assert_array_equal(tensors[name], array)


def test_a_tensor_with_two_names_is_written_once_and_said(tmp_path):
    array = np.ones((3, 4), np.float32)
    tensors, metadata = written({"a": array, "b": array, "t": array.T, "copy": array.copy()}, tmp_path)
    assert list(tensors) == ["a", "t", "copy"]
    assert metadata == {"b": "a"}


def test_values_that_are_no_tensors_are_left_out_and_dictionaries_are_joined(tmp_path):
    tensors, _ = written({"epoch": 3, "net": {"a": np.ones(2)}, "name": "x", "none": None}, tmp_path)
    assert list(tensors) == ["net.a"]


def test_the_model_of_a_training_checkpoint_is_taken(tmp_path):
    source = {"epoch": 3, "state_dict": {"a": np.ones(2)}, "optim_state_dict": {"m": np.ones(2)}}
    tensors, _ = written(source, tmp_path)
    assert list(tensors) == ["a"]


@pytest.mark.parametrize("source", [{}, {"epoch": 3}])
def test_a_dictionary_without_tensors_is_an_error(source):
    with pytest.raises(HeavytailError, match="no tensors"):
        tensors_of(source)


def test_types_that_the_format_lacks_are_an_error():
    with pytest.raises(UnsupportedTensorError, match="`a` is an array of"):
        tensors_of({"a": np.zeros(2, "S4")})


def test_two_tensors_of_one_name_are_an_error():
    with pytest.raises(HeavytailError, match="two tensors are named `a.b`"):
        _safetensors.plan(tensors_of({"a.b": np.ones(1), "a": {"b": np.zeros(1)}}))


@pytest.mark.parametrize("name", ["__metadata__", "a\ud800b"])
def test_a_name_that_the_format_cannot_have_is_an_error(tmp_path, name):
    with pytest.raises(HeavytailError, match="this name cannot be used: .*\nhint: give the tensor another name"):
        written({name: np.ones((20, 30), np.float32)}, tmp_path)


def test_the_fingerprint_changes_with_the_weights(tmp_path):
    def fingerprint(source):
        with open(os.devnull, "wb") as nowhere:
            return _safetensors.write(tensors_of(source), nowhere.fileno())

    source = weights()
    before = fingerprint(source)
    assert fingerprint(source) == before
    source["fc.weight"] *= 1.001
    assert fingerprint(source) != before


def test_no_copy_is_made_of_contiguous_memory(torch):
    array, tensor = np.arange(6, dtype=np.float32), torch.arange(6.0)
    first, second = tensors_of({"a": array, "b": tensor})
    views = [np.frombuffer(one.read(), np.float32) for one in (first, second)]
    array[0], tensor[0] = 7, 8
    assert [view[0] for view in views] == [7, 8]


def test_tensors_of_torch_in_every_type_and_layout(torch, tmp_path):
    base = torch.arange(24.0).reshape(4, 6)
    source = {
        "f32": base,
        "t": base.t(),
        "slice": base[1:3, ::2],
        "bf16": base.to(torch.bfloat16),
        "f16": base.half(),
        "bool": base > 3,
        "i64": base.long(),
        "scalar": torch.tensor(3.0),
        "empty": torch.empty(0, 3),
        "parameter": torch.nn.Parameter(base.clone()),
        "expanded": torch.ones(1, 3).expand(2, 3),
    }
    tensors, metadata = written(source, tmp_path)
    assert metadata == {}
    assert tensors["bf16"].tobytes() == source["bf16"].contiguous().view(torch.int16).numpy().tobytes()
    for name in set(source) - {"bf16"}:
        np.testing.assert_array_equal(tensors[name], source[name].detach().numpy())


def test_tied_weights_of_a_module_are_written_once(torch, tmp_path):
    class Tied(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = torch.nn.Embedding(20, 12)
            self.body = torch.nn.Linear(12, 12)
            self.head = torch.nn.Linear(12, 20, bias=False)
            self.head.weight = self.embed.weight

    tensors, metadata = written(Tied(), tmp_path)
    assert list(tensors) == ["embed.weight", "body.weight", "body.bias"]
    assert metadata == {"head.weight": "embed.weight"}


def test_tensors_without_elements_of_their_own_are_refused_with_the_way_out(torch):
    cases = {
        "on the device `meta`": torch.empty(3, 4, device="meta"),
        "is quantized": torch.quantize_per_tensor(torch.ones(3, 4), 0.1, 0, torch.qint8),
        "is sparse": torch.eye(3).to_sparse(),
    }
    for words, tensor in cases.items():
        with pytest.raises(UnsupportedTensorError, match=words) as error:
            tensors_of({"a": tensor})
        assert "`a`" in error.value.message
        assert error.value.hint
