"""Figures of trend-tables.json: what 400 generated tables of models allow to claim, by an implementation of its own.

/usr/bin/python3 make_trend_tables.py > trend-tables.json     (two minutes; numpy 1.24.2)
/usr/bin/python3 make_trend_tables.py noise 500               the share of noise tables with any claim, 500 of each kind

Definitions: p of tau by enumeration or by convolution; Var S after Daniels; Student's t by quadrature; the lines within families by least squares with a
constant for each family, drawn again without each model; partial correlations by residuals. The levels are those of
docs/trend.md.
"""
import itertools
import json
import math
import sys

import numpy as np

LEVEL = 0.05
METRICS = ["alpha_weighted", "log_norm", "stable_rank", "log10(parameters)"]
SIZE = METRICS[3]
KINDS = [("noise", 75), ("noise-families", 75), ("noise-offsets", 50), ("ties", 40), ("planted", 40),
         ("planted-families", 40), ("outlier", 40), ("simpson", 40)]
NOISE = ("noise", "noise-families", "noise-offsets", "ties")


class SplitMix:
    """As tests/Heavytail.Tests/Support/SplitMix.cs."""

    def __init__(self, seed):
        self.state, self.spare = seed, None

    def uniform(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return ((z ^ (z >> 31)) >> 11) / (1 << 53)

    def normal(self):
        if self.spare is not None:
            spare, self.spare = self.spare, None
            return spare
        u1, u2 = self.uniform(), self.uniform()
        r = math.sqrt(-2 * math.log(1 - u1))
        self.spare = r * math.sin(2 * math.pi * u2)
        return r * math.cos(2 * math.pi * u2)


def rounded(value):
    return math.floor(value * 1e6 + 0.5) / 1e6


def generate(kind, seed):
    """Rows (family, score, metrics): as TrendTables.cs does it."""
    rng = SplitMix(seed)
    one = kind in ("noise", "planted", "outlier")
    families = 1 if one else 2 + int(4 * rng.uniform())
    rows = []
    for f in range(families):
        size = 5 + int((12 if one else 4) * rng.uniform())
        offset = 10 * rng.normal() if kind == "noise-offsets" else 6 * f if kind == "simpson" else 0
        shift = 10 * rng.normal() if kind == "noise-offsets" else -20 * f if kind == "simpson" else 0
        for k in range(size):
            x = [rng.normal() for _ in range(3)]
            y = rng.normal()
            if kind.startswith("planted"):
                y = -2 * x[0] + y
            elif kind == "simpson":
                y = 2 * x[0] + 0.3 * y
            elif kind == "outlier":
                y = 30 if k == size - 1 else -x[0] + 0.1 * y
                x[0] = 40 if k == size - 1 else x[0]
            elif kind == "ties":
                x, y = [math.floor(v) for v in x], math.floor(2 * y)
            parameters = 1000 + int(1e9 * rng.uniform())
            rows.append((f, rounded(80 + y + shift), [rounded(v + offset) for v in x] + [math.log10(parameters)]))
    return rows


def concordance(x, y):
    return np.sign(np.subtract.outer(x, x)), np.sign(np.subtract.outer(y, y))


def score(x, y):
    a, b = concordance(x, y)
    return int(np.sum(a * b)) // 2


def untied_p(sizes, s):
    """Two-sided p of S over groups without ties: inversions of all groups, by convolution."""
    inversions = np.ones(1)
    for size in sizes:
        for m in range(2, size + 1):
            inversions = np.convolve(inversions, np.ones(m) / m)
    most = (len(inversions) - 1 - int(abs(s))) // 2
    return 1.0 if s == 0 else 2 * float(np.sum(inversions[:most + 1]))


def student(t, freedom):
    """P(|T| > t) by Gauss and Legendre, with t = sqrt(freedom)·tan(angle)."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    low, high = math.atan(t / math.sqrt(freedom)), math.pi / 2
    angles = low + (high - low) * (nodes + 1) / 2
    density = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(math.pi)
    return float(2 * density * (high - low) / 2 * np.sum(weights * np.cos(angles) ** (freedom - 1)))


def tau_test(x, y):
    """tau, its p, the smallest p; None where a column is constant."""
    n = len(x)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    a, b = concordance(x, y)
    s = np.sum(a * b) / 2
    tau = s / math.sqrt(np.sum(a * a) * np.sum(b * b) / 4)
    if len(set(x)) == n and len(set(y)) == n:
        return tau, untied_p([n], s), 2 / math.factorial(n)
    if n > 8:
        raise ValueError("ties of more than eight points are not enumerated here")
    orders = np.array(list(itertools.permutations(range(n))))
    scores = np.abs(sum(a[i, j] * b[orders[:, i], orders[:, j]] for i, j in itertools.combinations(range(n), 2)))
    return tau, float(np.mean(scores >= abs(s))), float(np.mean(scores == scores.max()))


def variance(x, y):
    """Of S over all orders, after Daniels (1944), for any scores of pairs."""
    n = len(x)
    a, b = concordance(x, y)
    rows = [np.sum(np.sum(m, axis=1) ** 2) - np.sum(m * m) for m in (a, b)]
    second = 2 * np.sum(a * a) * np.sum(b * b) / (n * (n - 1))
    third = 4 * rows[0] * rows[1] / (n * (n - 1) * (n - 2)) if n > 2 else 0
    return (third + second) / 4


def pair_test(groups):
    """tau and p of the pairs within groups, each a pair of columns."""
    groups = [(x, y) for x, y in groups if np.ptp(x) > 0 and np.ptp(y) > 0]
    if not groups:
        return None
    s = sum(score(x, y) for x, y in groups)
    pairs = [sum(np.sum(concordance(x, y)[c] ** 2) for x, y in groups) / 2 for c in (0, 1)]
    if all(len(set(x)) == len(x) and len(set(y)) == len(y) for x, y in groups):
        p = untied_p([len(x) for x, _ in groups], s)
    else:
        z = max(0, abs(s) - 1) / math.sqrt(sum(variance(x, y) for x, y in groups))
        p = math.erfc(z / math.sqrt(2))
    return s / math.sqrt(pairs[0] * pairs[1]), min(1.0, p)


def within_loo(x, y, family):
    """Leave-one-out R² of one slope and a constant for each family, every fit without the model."""
    design = np.column_stack([family == f for f in sorted(set(family))] + [x]).astype(float)
    total = sum(np.sum((y[family == f] - y[family == f].mean()) ** 2) for f in set(family))
    left = []
    for i in range(len(x)):
        keep = np.arange(len(x)) != i
        if np.linalg.matrix_rank(design[keep]) < design.shape[1]:
            return None
        left.append(y[i] - design[i] @ np.linalg.lstsq(design[keep], y[keep], rcond=None)[0])
    return float(1 - np.sum(np.square(left)) / total)


def partial(x, y, z, family):
    design = np.column_stack([family == f for f in sorted(set(family))] + [z]).astype(float)
    ex, ey = (v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (x, y))
    freedom = len(x) - design.shape[1] - 1
    if freedom < 1 or np.ptp(z) == 0 or max(abs(ex)) < 1e-9 or max(abs(ey)) < 1e-9:
        return None
    r = float(ex @ ey / math.sqrt(ex @ ex * (ey @ ey)))
    return r, student(abs(r) * math.sqrt(freedom / (1 - r * r)), freedom)


def largest_p(level, tests):
    """Benjamini and Hochberg's threshold over the tests (tau, p, smallest p) that can reach the level."""
    p = sorted(test[1] for test in tests if test[2] <= level)
    claims = max([i for i in range(1, len(p) + 1) if p[i - 1] <= level * i / len(p)], default=1)
    return level * claims / max(1, len(p))


def slope(x, y):
    return np.sum((x - x.mean()) * (y - y.mean())) / np.sum((x - x.mean()) ** 2)


def analyze(rows):
    family = np.array([row[0] for row in rows])
    y = np.array([row[1] for row in rows])
    columns = {m: np.array([row[2][k] for row in rows]) for k, m in enumerate(METRICS)}
    names = sorted(set(family))
    several = len(names) > 1
    trends = {f: {m: tau_test(columns[m][family == f], y[family == f]) for m in METRICS} for f in names}
    leads = {f: next((m for m in METRICS[:3] if trends[f][m]), None) for f in names}
    share = LEVEL / 2 if several else LEVEL
    level = largest_p(share, [trends[f][leads[f]] for f in names if leads[f]])
    claims = []
    for f in names:
        if not leads[f] or trends[f][leads[f]][1] > level:
            continue
        of = family == f
        direction = np.sign(trends[f][leads[f]][0])
        agrees = np.sign(slope(columns[leads[f]][of], y[of])) * direction >= 0
        claims.append(f"{f}{'+' if direction > 0 else '-'}{'' if agrees else '!'}")
        varying = [m for m in METRICS[:3] if trends[f][m]]
        if trends[f][SIZE]:
            given = {m: partial(columns[m][of], y[of], columns[SIZE][of], np.zeros(of.sum())) for m in varying}
            claims += [f"{f}>{m}" for m in varying if of.sum() > 3 and given[m] and given[m][1] <= level / len(varying)
                       and np.sign(slope(columns[m][of], y[of])) == np.sign(trends[f][m][0])]
    result = {"claims": claims}
    if several:
        each = LEVEL / 4 / len(METRICS)
        against = largest_p(LEVEL / 4, [t for f in names for t in trends[f].values() if t])
        for m in METRICS:
            x = columns[m]
            pooled = pair_test([(x, y)])
            within = pair_test([(x[family == f], y[family == f]) for f in names])
            signs = [np.sign(t[0]) if t and t[1] <= each else 0 for t in (pooled, within)]
            if signs[0] * signs[1] < 0:
                claims.append(f"{m}:simpson")
            if any(t[m] and t[m][1] <= against and np.sign(t[m][0]) * signs[0] < 0 for t in trends.values()):
                claims.append(f"{m}:reversal")
            dx, dy = (v - np.array([v[family == f].mean() for f in family]) for v in (x, y))
            plain = float(dx @ dy / math.sqrt(dx @ dx * (dy @ dy)))
            given = None if m == SIZE else partial(x, y, columns[SIZE], family)
            if given and signs[1] and abs(plain) >= 0.5 and (abs(given[0]) < abs(plain) / 2 or plain * given[0] < 0):
                claims.append(f"{m}:size")
            if m == METRICS[0]:
                result["pooled"], result["within"] = list(pooled), list(within)
                result["loo"] = within_loo(x, y, family)
    return result


def golden():
    lines, seed = [], 1000
    for kind, count in KINDS:
        for _ in range(count):
            lines.append(json.dumps({"kind": kind, "seed": seed, **analyze(generate(kind, seed))}, default=float))
            seed += 1
    print("[\n" + ",\n".join(lines) + "\n]")


def noise(count):
    for kind in NOISE:
        found = [bool(analyze(generate(kind, 100_000 + k))["claims"]) for k in range(count)]
        print(f"{kind}: {sum(found)} of {count} tables, {100 * sum(found) / count:.1f} %; the level is {100 * LEVEL:.0f} %")


noise(int(sys.argv[2])) if sys.argv[1:2] == ["noise"] else golden()
