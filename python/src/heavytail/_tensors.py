"""Tensors in memory → names, types, shapes and bytes, without a copy where the memory is contiguous.

Nothing is imported here but NumPy: that a value is a tensor of torch is asked of the torch that is loaded already.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np

from ._errors import HeavytailError, UnsupportedTensorError

#: Names of types, as torch, NumPy and ml_dtypes have them, and as safetensors does.
TYPES: Dict[str, str] = {
    "bool": "BOOL",
    "uint8": "U8",
    "int8": "I8",
    "int16": "I16",
    "uint16": "U16",
    "int32": "I32",
    "uint32": "U32",
    "int64": "I64",
    "uint64": "U64",
    "float16": "F16",
    "bfloat16": "BF16",
    "float32": "F32",
    "float64": "F64",
    "complex64": "C64",
    "complex128": "C128",
    "float8_e4m3fn": "F8_E4M3",
    "float8_e5m2": "F8_E5M2",
    "float8_e8m0fnu": "F8_E8M0",
}


@dataclass(frozen=True)
class TensorInMemory:
    """One tensor, as it lies in memory.

    ``place`` is equal for tensors that share all their elements. ``read`` gives its bytes, row by row, and what must
    be kept alive while they are read.
    """

    name: str
    dtype: str
    shape: Tuple[int, ...]
    byte_count: int
    place: Optional[Tuple[Any, ...]]
    read: Callable[[], memoryview]


def tensors_of(source: Any) -> List[TensorInMemory]:
    """The tensors of a module, a state dict or a dictionary of arrays, in their order.

    Values that are not tensors are left out, as the reader of ``torch.save`` does. In a dictionary of dictionaries,
    names are joined by dots.
    """
    found = [tensor for name, value in _named(source) for tensor in _tensor(name, value)]
    if not found:
        raise HeavytailError(
            f"{described(source)} has no tensors", "give a module, a state dict, or a dictionary of arrays by name"
        )
    return found


def is_in_memory(source: Any) -> bool:
    """Whether it is a model, not the path of one."""
    return not isinstance(source, type) and (isinstance(source, Mapping) or hasattr(source, "state_dict"))


def model_name(source: Any) -> str:
    """The name of a model in memory: its class."""
    return type(source).__name__ if hasattr(source, "state_dict") else "state_dict"


def described(source: Any) -> str:
    """What an object is, for a message."""
    kind = source if isinstance(source, type) else type(source)
    where = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{'the class' if kind is source else 'an object of type'} {where}{kind.__qualname__}"


def way_out(source: Any) -> str:
    """What to give in place of an object that is not a model here."""
    if isinstance(source, type):
        return f"give an object of the class, such as {source.__name__}(…) with its weights"
    if hasattr(source, "read"):
        path = getattr(source, "name", None)
        return f'give its path: "{path}"' if isinstance(path, str) else "write it to a file, and give the path"
    if hasattr(source, "get_weights") and hasattr(source, "save"):
        return 'save the model of Keras, and give the path: model.save("model.keras")'
    if hasattr(source, "graph") and hasattr(source, "SerializeToString"):
        return 'save the model of ONNX, and give the path: onnx.save(model, "model.onnx")'
    if hasattr(source, "shape") and hasattr(source, "dtype"):
        return 'give the array a name, such as {"fc1.weight": array}'
    return "give a path, a module, a state dict, or a dictionary of arrays by name"


def _named(source: Any) -> Iterator[Tuple[str, Any]]:
    if hasattr(source, "state_dict") and callable(source.state_dict):
        _refuse_sharded(source)
        source = source.state_dict()
    if not isinstance(source, Mapping):
        raise HeavytailError(f"{described(source)} is not a model", way_out(source))
    yield from _walk(model_of(source), "")


def model_of(entries: "Mapping[Any, Any]") -> "Mapping[Any, Any]":
    """The model of a training checkpoint: the one dictionary under a key that ends in ``state_dict`` or is ``model``.

    The tool names the tensors of such a file the same way.
    """
    states = [
        key
        for key, value in entries.items()
        if isinstance(key, str)
        and isinstance(value, Mapping)
        and (key == "model" or key.endswith("state_dict"))
        and "optim" not in key
        and "sched" not in key
    ]
    others = [value for value in entries.values() if _is_tensor(value)]
    return entries[states[0]] if len(states) == 1 and not others else entries


def _walk(entries: "Mapping[Any, Any]", prefix: str, around: Tuple[Any, ...] = ()) -> Iterator[Tuple[str, Any]]:
    for key, value in entries.items():
        name = f"{prefix}{key}"
        if value is entries or any(value is outer for outer in around):
            raise HeavytailError(f"`{name}` is a dictionary that holds itself", "leave it out, or give a copy of it")
        if isinstance(value, Mapping):
            yield from _walk(value, f"{name}.", (*around, entries))
        else:
            yield name, value


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return (torch is not None and isinstance(value, torch.Tensor)) or hasattr(value, "__array_interface__")


def _tensor(name: str, value: Any) -> Iterator[TensorInMemory]:
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        yield _of_torch(name, value, torch)
    elif isinstance(value, np.ndarray):
        yield _of_numpy(name, value)
    elif torch is not None and _is_packed(value, torch):
        raise UnsupportedTensorError(
            f"`{name}` holds quantized weights, packed for a kernel of torch: they are codes",
            "save the model with torch.save and analyze the file, which has the scales too, or give the model as it "
            "was before it was quantized",
        )
    elif hasattr(value, "__array__") and hasattr(value, "shape") and hasattr(value, "dtype"):
        # Arrays of JAX and MLX, variables of TensorFlow: they make an array of NumPy themselves.
        yield _of_numpy(name, np.asarray(value))


def _is_packed(value: Any, torch: Any) -> bool:
    """Whether it is the weights of a quantized module: a tuple of them and the bias, or an object of the kernel."""
    if isinstance(value, (tuple, list)):
        return any(isinstance(one, torch.Tensor) and one.is_quantized for one in value)
    return type(value).__name__ == "ScriptObject"


def _of_numpy(name: str, array: "np.ndarray[Any, Any]") -> TensorInMemory:
    dtype = TYPES.get(array.dtype.name)
    if dtype is None:
        raise UnsupportedTensorError(
            f"`{name}` is an array of {array.dtype}, which safetensors has no type for",
            "give an array of floating-point numbers, or leave it out",
        )
    place = (
        ("numpy", array.__array_interface__["data"][0], dtype, array.shape, array.strides) if array.size else None
    )

    def read() -> memoryview:
        plain = np.ascontiguousarray(array)
        if plain.dtype.byteorder == ">" or (plain.dtype.byteorder == "=" and sys.byteorder == "big"):
            plain = plain.astype(plain.dtype.newbyteorder("<"))
        return memoryview(plain.reshape(-1).view(np.uint8))

    return TensorInMemory(name, dtype, tuple(array.shape), array.nbytes, place, read)


def _of_torch(name: str, tensor: Any, torch: Any) -> TensorInMemory:
    _refuse(name, tensor)
    kind = str(tensor.dtype).rpartition(".")[2]
    dtype = TYPES.get(kind)
    if dtype is None:
        raise UnsupportedTensorError(
            f"`{name}` is a tensor of {tensor.dtype}, which safetensors has no type for",
            "save it with torch.save and analyze the file, or leave it out",
        )
    count = tensor.numel()
    place = None
    if count:
        place = (str(tensor.device), tensor.data_ptr(), dtype, tuple(tensor.shape), tuple(tensor.stride()))

    def read() -> memoryview:
        plain = tensor.detach()
        for lazy in ("resolve_conj", "resolve_neg"):
            plain = getattr(plain, lazy)() if hasattr(plain, lazy) else plain
        # One tensor after the other: those of an accelerator are never all in the computer's memory at once.
        plain = plain.cpu().contiguous()
        size = count * plain.element_size()
        memory = (ctypes.c_char * size).from_address(plain.data_ptr()) if size else (ctypes.c_char * 0)()
        memory._keep_alive = plain  # type: ignore[attr-defined]
        return memoryview(memory).cast("B")

    return TensorInMemory(name, dtype, tuple(tensor.shape), count * tensor.element_size(), place, read)


def _refuse_sharded(model: Any) -> None:
    """FSDP gathers a state dict on all processes at once: one that asks alone would wait forever."""
    modules = model.modules() if callable(getattr(model, "modules", None)) else ()
    if any(type(module).__name__ == "FullyShardedDataParallel" for module in modules):
        raise UnsupportedTensorError(
            f"{described(model)} is sharded by FSDP: this process has a part of it",
            "gather its state dict on all processes, with FULL_STATE_DICT, and give that",
        )


def _refuse(name: str, tensor: Any) -> None:
    """Tensors whose elements are not there, or not what they seem."""
    if type(tensor).__name__ in ("UninitializedParameter", "UninitializedBuffer"):
        raise UnsupportedTensorError(
            f"`{name}` has no shape yet: its module is lazy, and no input has gone through it",
            "call the model once with an input before it is analyzed",
        )
    shape = list(tensor.shape)
    if getattr(tensor, "is_meta", False) or tensor.device.type == "meta":
        raise UnsupportedTensorError(
            f"`{name}` {shape} is on the device `meta`: it has a shape and no elements",
            "load the weights, or move the model to a device with its weights, before it is analyzed",
        )
    if tensor.is_quantized:
        raise UnsupportedTensorError(
            f"`{name}` {shape} is quantized ({tensor.dtype}): its elements are codes, and their scales lie elsewhere",
            "save it with torch.save and analyze the file, which has the scales too",
        )
    if str(tensor.layout) != "torch.strided":
        raise UnsupportedTensorError(
            f"`{name}` {shape} is sparse ({tensor.layout})",
            "save it with torch.save and analyze the file, or give `tensor.to_dense()`",
        )
    if hasattr(tensor, "full_tensor"):
        raise UnsupportedTensorError(
            f"`{name}` {shape} is a DTensor: this process has a part of it",
            "gather the model on one process first, such as by get_model_state_dict with full_state_dict=True",
        )
    if hasattr(type(tensor), "__tensor_flatten__"):
        raise UnsupportedTensorError(
            f"`{name}` {shape} is a {type(tensor).__name__}, which is made of other tensors",
            "save the model with torch.save and analyze the file, or give `tensor.dequantize()`",
        )
    if hasattr(tensor, "ds_id") and tensor.numel() == 0:
        raise UnsupportedTensorError(
            f"`{name}` is partitioned by DeepSpeed: this process has no element of it",
            "gather the model first, such as by deepspeed.zero.GatheredParameters",
        )
