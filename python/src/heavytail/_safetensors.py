"""Writes safetensors: a header, then the bytes of each tensor as they lie in memory.

A tensor under two names is written once. The second name is an entry of the metadata, whose value is the first name:
what the ``save_model`` of safetensors writes, and what the tool reads as tied.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from ._errors import HeavytailError
from ._tensors import TensorInMemory

#: Linux writes no more than 2 GB at once.
MOST_BYTES_AT_ONCE = 1 << 30

#: Of each tensor the fingerprint takes so many stretches of so many bytes.
SAMPLES = 64
SAMPLE_BYTES = 64


def write(tensors: Sequence[TensorInMemory], descriptor: int) -> int:
    """Writes a file to an open descriptor; a fingerprint of it.

    The fingerprint is of names, types, shapes and a sample of the elements: it tells whether a model was trained on.
    """
    kept, header = plan(tensors)
    _write_all(descriptor, memoryview(len(header).to_bytes(8, "little")))
    _write_all(descriptor, memoryview(header))
    fingerprint = zlib.crc32(header)
    for tensor in kept:
        data = tensor.read()
        if data.nbytes != tensor.byte_count:
            raise HeavytailError(
                f"`{tensor.name}` has {data.nbytes} bytes where {tensor.byte_count} were expected: "
                "it was changed while it was written"
            )
        _write_all(descriptor, data)
        for sample in _samples(data):
            fingerprint = zlib.crc32(sample, fingerprint)
    return fingerprint


def plan(tensors: Sequence[TensorInMemory]) -> Tuple[List[TensorInMemory], bytes]:
    """The tensors that are written, and the header of the file."""
    entries: Dict[str, Any] = {}
    ties: Dict[str, str] = {}
    first: Dict[Any, str] = {}
    kept: List[TensorInMemory] = []
    offset = 0
    for tensor in tensors:
        _check_name(tensor.name)
        if tensor.name in entries or tensor.name in ties:
            raise HeavytailError(f"two tensors are named `{tensor.name}`")
        if tensor.place is not None and tensor.place in first:
            ties[tensor.name] = first[tensor.place]
            continue
        if tensor.place is not None:
            first[tensor.place] = tensor.name
        kept.append(tensor)
        end = offset + tensor.byte_count
        entries[tensor.name] = {"dtype": tensor.dtype, "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    if ties:
        entries["__metadata__"] = ties
    header = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    # Elements begin at a multiple of eight bytes: the format pads with spaces.
    return kept, header + b" " * (-len(header) % 8)


def _check_name(name: str) -> None:
    if name == "__metadata__":
        raise HeavytailError(
            "a tensor is named `__metadata__`, and this name cannot be used: a safetensors file has it for itself",
            "give the tensor another name",
        )
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        raise HeavytailError(
            f"a tensor is named {name!a}, and this name cannot be used: half of a surrogate pair is not a character",
            "give the tensor another name",
        )


def _write_all(descriptor: int, data: memoryview) -> None:
    at = 0
    while at < data.nbytes:
        at += os.write(descriptor, data[at : at + MOST_BYTES_AT_ONCE])


def _samples(data: memoryview) -> Iterator[memoryview]:
    if data.nbytes <= SAMPLES * SAMPLE_BYTES:
        yield data
        return
    step = (data.nbytes - SAMPLE_BYTES) // (SAMPLES - 1)
    for index in range(SAMPLES):
        yield data[index * step : index * step + SAMPLE_BYTES]
