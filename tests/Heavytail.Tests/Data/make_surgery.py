"""Matrices with their truncations and projections by LAPACK -> surgery.json. NumPy alone, in double.

Run from the root of the repository: /usr/bin/python3 tests/Heavytail.Tests/Data/make_surgery.py

The projection is WW_PGD's formula as systems.md has it, for a tail of k, hardness h, eta and blend.
"""
import json

import numpy as np

random = np.random.default_rng(2026)


def truncated(w, k):
    u, s, vt = np.linalg.svd(w, full_matrices=False)
    return (u[:, :k] * s[:k]) @ vt[:k]


def projected(w, k, h, eta, blend, alpha):
    u, s, vt = np.linalg.svd(w, full_matrices=False)
    lam = s[:k] ** 2
    mu = np.arange(1, k + 1) ** (-1 / (alpha - 1))
    total = np.log(lam).sum()
    target = np.exp((total - np.log(mu).sum()) / k) * mu
    g = np.log(lam) - np.log(target)
    step = eta * h
    if step == 0:
        new = target
    else:
        new = lam * np.clip((1 - step * g) / (1 + step * g), 0.1, 10)
    new = new * np.exp((total - np.log(new).sum()) / k)
    after = s.copy()
    after[:k] = np.sqrt(new)
    b = blend * h
    return (1 - b) * w + b * (u * after) @ vt


cases = []
for rows, columns, k in [(12, 9, 4), (7, 15, 3), (20, 20, 15), (40, 6, 5), (5, 31, 1)]:
    w = random.normal(size=(rows, columns)) / np.sqrt(1 + np.arange(columns))
    tail = min(5, min(rows, columns))
    cases.append({
        "rows": rows,
        "columns": columns,
        "weights": w.ravel().tolist(),
        "singular_values": np.linalg.svd(w, compute_uv=False).tolist(),
        "k": k,
        "truncated": truncated(w, k).ravel().tolist(),
        "tail": tail,
        "projected": projected(w, tail, 1, 0.25, 0.5, 2).ravel().tolist(),
        "softer": projected(w, tail, 0.4, 0.5, 0.9, 3).ravel().tolist(),
        "target": projected(w, tail, 1, 0, 1, 2).ravel().tolist(),
    })

with open("tests/Heavytail.Tests/Data/surgery.json", "w") as file:
    json.dump({"numpy": np.__version__, "cases": cases}, file)
    file.write("\n")
