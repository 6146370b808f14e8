"""Readers and models of the tests' own, independent of the package."""

from __future__ import annotations

import json
import struct

import numpy as np

_DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "U8": "u1", "BOOL": "?", "BF16": "<u2"}


def read_safetensors(data: bytes):
    """The tensors and the metadata of a file, by the text of the format."""
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    body, at, tensors = data[8 + length :], 0, {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        assert begin == at
        at = end
        tensors[name] = np.frombuffer(body[begin:end], _DTYPES[entry["dtype"]]).reshape(entry["shape"])
    assert at == len(body)
    assert length % 8 == 0
    return tensors, metadata


def weights(seed: int = 1):
    """A small model: a dense layer, a convolution, a bias."""
    draw = np.random.default_rng(seed)
    return {
        "fc.weight": draw.standard_normal((40, 60)).astype(np.float32),
        "conv.weight": draw.standard_normal((32, 16, 3, 3)).astype(np.float32),
        "fc.bias": draw.standard_normal(40).astype(np.float32),
    }


def resnet20(torch):
    """The ResNet of 20 layers for CIFAR-10, as its authors' weights want it."""
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.shortcut = nn.Sequential()  # without weights, and counted among the modules

    class ResNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(16)
            sizes = [(16, 16, 1), (16, 32, 2), (32, 64, 2)]
            for index, (inputs, outputs, stride) in enumerate(sizes, 1):
                blocks = [Block(inputs if k == 0 else outputs, outputs, stride if k == 0 else 1) for k in range(3)]
                setattr(self, f"layer{index}", nn.Sequential(*blocks))
            self.linear = nn.Linear(64, 10)

    return ResNet()
