"""Distances between the layers of two committed networks -> compare.json. NumPy and SciPy alone, in double.

Run from the root of the repository: /usr/bin/python3 tests/Heavytail.Tests/Data/make_compare.py
"""
import json
import struct

import numpy as np
from scipy.linalg import subspace_angles
from scipy.stats import wasserstein_distance

FOLDER = "samples/fashion-mnist/"
BASE, OTHER = "batch-0016.safetensors", "batch-1024.safetensors"


def read(name):
    with open(FOLDER + name, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for key, value in header.items():
        if key != "__metadata__" and len(value["shape"]) > 1:
            begin, end = value["data_offsets"]
            assert value["dtype"] == "F32"
            tensors[key] = np.frombuffer(data[begin:end], "<f4").astype(float).reshape(value["shape"])
    return tensors


def slices(weight):
    """outputs x inputs at each position of the kernel."""
    flat = weight.reshape(weight.shape[0], weight.shape[1], -1)
    return [flat[:, :, k] for k in range(flat.shape[2])]


def alignment(a, b):
    """Centered linear CKA over the outputs, from activations to kernels as Kornblith et al. define it."""
    n = len(a)
    center = np.eye(n) - np.ones((n, n)) / n
    ka, kb = center @ a @ a.T @ center, center @ b @ b.T @ center
    return np.sum(ka * kb) / np.sqrt(np.sum(ka * ka) * np.sum(kb * kb))


def weightwatcher(a, b):
    return np.linalg.norm(a.T @ b) / np.sqrt(np.linalg.norm(a.T @ a) * np.linalg.norm(b @ b.T))


def overlap(one, other):
    """one, other: vectors as columns, the largest singular value first."""
    d, k = one.shape
    cosines = one.T @ other
    return {
        "overlap": np.sum(cosines**2) / k,
        "overlap_chance": k / d,
        "vectors": np.mean(np.diag(cosines) ** 2),
        "vectors_chance": 1 / d,
        "angle": np.degrees(np.max(subspace_angles(one, other))),
    }


def mean(rows):
    return {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}


def layer(name, base, other):
    pairs = list(zip(slices(base), slices(other)))
    k = min(10, max(1, min(base.shape[:2]) // 4))
    left, right, intruders = [], [], 0
    for a, b in pairs:
        ua, _, va = np.linalg.svd(a, full_matrices=False)
        ub, _, vb = np.linalg.svd(b, full_matrices=False)
        left.append(overlap(ua[:, :k], ub[:, :k]))
        right.append(overlap(va[:k].T, vb[:k].T))
        intruders += int(np.sum(np.max(np.abs(ua.T @ ub[:, :k]), axis=0) < 0.5))
    before, after = (
        np.concatenate([np.linalg.svd(m[i], compute_uv=False) ** 2 for m in pairs]) for i in (0, 1))
    return {
        "name": name,
        "frobenius": float(np.linalg.norm(other - base)),
        "drift": float(np.linalg.norm(other - base) / np.linalg.norm(base)),
        "spectral_difference": float(max(np.linalg.norm(b - a, 2) for a, b in pairs)),
        "cka": float(np.mean([alignment(a, b) for a, b in pairs])),
        "ww_cka": float(np.mean([weightwatcher(a, b) for a, b in pairs])),
        "esd_wasserstein": float(wasserstein_distance(before, after) / ((before.mean() + after.mean()) / 2)),
        "vectors": k,
        "intruder_dims": intruders,
        "left": mean(left),
        "right": mean(right),
    }


def main():
    base, other = read(BASE), read(OTHER)
    result = {"base": BASE, "other": OTHER, "layers": [layer(n.removesuffix(".weight"), base[n], other[n]) for n in base]}
    with open("tests/Heavytail.Tests/Data/compare.json", "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")


main()
