"""Lists the tensors of PyTorch files with Python's own unpickler, without PyTorch and without running their code.

usage: make_torch_tensors.py MODELS_FOLDER > torch-tensors.tsv

One line per tensor: file, name, type, shape, a checksum (sum of value * (1 + index mod 7)), the first values.
In the checksum, values are clamped to +-1e6 and not-a-number counts as 0.
"""

import collections, io, itertools, math, pathlib, pickle, struct, sys, zipfile

TYPES = {"Double": ("F64", "d"), "Float": ("F32", "f"), "Half": ("F16", "e"), "BFloat16": ("BF16", "H"),
         "Long": ("I64", "q"), "Int": ("I32", "i"), "Short": ("I16", "h"), "Char": ("I8", "b"), "Byte": ("U8", "B"),
         "Bool": ("BOOL", "?")}
FILES = ["burn-reader-fixtures/*.pt", "burn-mnist/*.pt", "cifar10-akamaster-resnet20/*.th", "silero-vad/*.jit",
         "torchsharp-testdata/*.dat", "taesd/taef2_decoder.pth"]
MODEL_KEYS = {"state_dict", "model_state_dict", "my_state_dict"}

Tensor = collections.namedtuple("Tensor", "storage offset size stride")


class Inert:
    def __init__(self, *args):
        self.args = args

    def __setstate__(self, state):
        self.state = state


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if name == "OrderedDict":
            return collections.OrderedDict
        if name.startswith("_rebuild_tensor"):
            return lambda storage, offset, size, stride, *rest: Tensor(storage, offset, size, stride)
        if name == "_rebuild_parameter":
            return lambda data, *rest: data
        return name if name.endswith("Storage") else type(name, (Inert,), {})

    def persistent_load(self, pid):
        return pid[1].removesuffix("Storage"), pid[2]


def load(path):
    data = path.read_bytes()
    if data[:2] == b"PK":
        archive = zipfile.ZipFile(path)
        pkl = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        root = Unpickler(io.BytesIO(archive.read(pkl))).load()
        return root, lambda kind, key: archive.read(pkl.removesuffix("data.pkl") + "data/" + key)
    if data[:2] != b"\x80\x02":
        return None, None
    stream = io.BytesIO(data)
    magic, version, system, root, keys = [Unpickler(stream).load() for _ in range(5)]
    kinds = {tensor.storage[1]: tensor.storage[0] for _, tensor in walk(root, ())}
    storages = {}
    for key in keys:
        (count,) = struct.unpack("<q", stream.read(8))
        storages[key] = stream.read(count * struct.calcsize(TYPES[kinds[key]][1]))
    return root, lambda kind, key: storages[key]


def walk(value, path):
    if isinstance(value, Tensor):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, path + (str(key),))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from walk(item, path + (str(index),))
    elif isinstance(value, Inert):
        yield from walk(getattr(value, "state", None), path)


def numbers(tensor, read):
    kind, key = tensor.storage
    code = TYPES[kind][1]
    stored = [item[0] for item in struct.iter_unpack("<" + code, read(kind, key))]
    if kind == "BFloat16":
        stored = [struct.unpack("<f", struct.pack("<I", bits << 16))[0] for bits in stored]
    for index in itertools.product(*map(range, tensor.size)):
        yield float(stored[tensor.offset + sum(i * s for i, s in zip(index, tensor.stride))])


def clamped(value):
    return 0.0 if math.isnan(value) else max(-1e6, min(1e6, value))


for path in sorted(itertools.chain(*(pathlib.Path(sys.argv[1]).glob(pattern) for pattern in FILES))):
    root, read = load(path)
    for keys, tensor in walk(root, ()):
        if keys[0].startswith("optimizer"):
            continue
        values = list(numbers(tensor, read))
        checksum = math.fsum(clamped(value) * (1 + index % 7) for index, value in enumerate(values))
        name = ".".join(keys[1:] if keys[0] in MODEL_KEYS else keys) or "tensor"
        shape = "[" + ", ".join(map(str, tensor.size)) + "]"
        print(f"{path.parent.name}/{path.name}", name, TYPES[tensor.storage[0]][0], shape, repr(checksum),
              " ".join(map(repr, values[:4])), sep="\t")
