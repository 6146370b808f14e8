"""Figures of plans.csv: alpha of the upper half of each spectrum, and what TempBalance, LLR, AlphaDecay and AlphaLoRA
make of it, from the formulas of their papers. Plain Python; eigenvalues by Jacobi's rotations.

python3 make_plans.py ROOT > plans.csv     (half a minute; ROOT has samples/ and ../shared/)
"""
import json
import math
import struct
import sys
import zipfile

ROOT = sys.argv[1]
MODELS = [
    ("fashion-mnist", ROOT + "/samples/fashion-mnist/batch-0016.safetensors"),
    ("burn-mnist", ROOT + "/../shared/models/burn-mnist/mnist.safetensors"),
    ("stories260K", ROOT + "/../shared/models/stories260K/stories260K.npz"),
]


def safetensors(path):
    data = open(path, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    for name, info in sorted(header.items(), key=lambda item: item[1].get("data_offsets", [0])[0]):
        if info.get("dtype") == "F32":
            first, last = (8 + size + offset for offset in info["data_offsets"])
            yield name, info["shape"], struct.unpack(f"<{(last - first) // 4}f", data[first:last])


def npz(path):
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            data = archive.read(entry)
            size = struct.unpack("<H", data[8:10])[0]
            header = eval(data[10:10 + size].decode())
            assert header["descr"] == "<f4" and not header["fortran_order"]
            values = data[10 + size:]
            yield entry[:-len(".npy")], list(header["shape"]), struct.unpack(f"<{len(values) // 4}f", values)


def slices(shape, values):
    """The matrices out x in of a dense layer, or of a convolution [out, in, kh, kw]."""
    rows, columns = shape[:2]
    count = math.prod(shape[2:])
    for k in range(count):
        yield [[values[(i * columns + j) * count + k] for j in range(columns)] for i in range(rows)]


def eigenvalues(matrix):
    """Of the smaller Gram matrix."""
    if len(matrix) > len(matrix[0]):
        matrix = [list(column) for column in zip(*matrix)]
    m = len(matrix)
    a = [[math.fsum(x * y for x, y in zip(matrix[i], matrix[j])) for j in range(m)] for i in range(m)]
    for _ in range(60):
        off = math.fsum(a[i][j] ** 2 for i in range(m) for j in range(i))
        if off <= 1e-26 * math.fsum(a[i][i] ** 2 for i in range(m)):
            break
        for p in range(m - 1):
            for q in range(p + 1, m):
                if a[p][q] == 0:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = math.copysign(1, theta) / (abs(theta) + math.hypot(theta, 1))
                c = 1 / math.hypot(t, 1)
                s = t * c
                rp, rq = a[p], a[q]
                for k in range(m):
                    rp[k], rq[k] = c * rp[k] - s * rq[k], s * rp[k] + c * rq[k]
                for row in a:
                    row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    return [a[i][i] for i in range(m)]


def alpha_median(values):
    """net_esd_estimator: xmin is the value at index n/2 of the ascending spectrum."""
    values = sorted(values)
    i = len(values) // 2
    n = len(values) - i
    logs = [math.log(value) for value in values[i:]]
    return 1 + n / (math.fsum(logs) - n * logs[0])


def linear(scores, low, high):
    return [low + (s - min(scores)) / (max(scores) - min(scores)) * (high - low) for s in scores]


def shares(scores, map_):
    mapped = [map_(s) for s in scores]
    return [value / math.fsum(mapped) * len(scores) for value in mapped]


def steps(scores):
    order = sorted(range(len(scores)), key=lambda k: scores[k])
    return [0.5 + order.index(k) / len(scores) for k in range(len(scores))]


def sigmoid(scores):
    mean = math.fsum(scores) / len(scores)
    return [10 ** (1 / (1 + math.exp(-(s - mean))) - 0.5) for s in scores]


def experts(scores, total):
    """Rounded shares of s^2.5, brought to the total by the largest remainders."""
    powers = [s ** 2.5 for s in scores]
    wanted = [power / math.fsum(powers) * total for power in powers]
    given = [max(1, round(value)) for value in wanted]
    while sum(given) != total:
        change = 1 if sum(given) < total else -1
        best = max((k for k in range(len(given)) if change > 0 or given[k] > 1),
                   key=lambda k: change * (wanted[k] - given[k]))
        given[best] += change
    return given


print("model,layer,alpha_median,linear,sqrt,log2,step,sigmoid,llr,alpha_decay,experts")
for model, path in MODELS:
    names, alphas = [], []
    for name, shape, values in (npz if path.endswith(".npz") else safetensors)(path):
        if len(shape) < 2:
            continue
        found = [value for matrix in slices(shape, values) for value in eigenvalues(matrix)]
        if len(found) >= 10:
            names.append(name)
            alphas.append(alpha_median(found))
    columns = [
        alphas, linear(alphas, 0.5, 1.5), shares(alphas, math.sqrt), shares(alphas, math.log2), steps(alphas),
        sigmoid(alphas), linear(alphas, 1, 5), linear(alphas, 2 / 3, 3),
    ]
    numbers = experts(alphas, 5 * len(alphas))
    for k, name in enumerate(names):
        print(",".join([model, name] + [f"{column[k]:.12g}" for column in columns] + [str(numbers[k])]))
