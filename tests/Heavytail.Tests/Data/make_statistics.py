"""Figures of statistics.json: SciPy where it has the statistic, else brute force in NumPy and itertools.

/usr/bin/python3 make_statistics.py > statistics.json     (a minute; scipy 1.10.1, numpy 1.24.2)
"""
import itertools
import json
import math
import sys

import numpy as np
from scipy import stats

rng = np.random.default_rng(20210503)


def numbers(values):
    return [float(v) for v in values]


def columns():
    """Name, x, y: what a family of models may look like, and worse."""
    yield "two", [1, 2], [5, 3]
    yield "three", [1, 2, 4], [2, 1, 5]
    yield "four", [0.3, 0.1, 0.7, 0.2], [4, 3, 9, 1]
    yield "four-ties-in-x", [1, 1, 2, 3], [1, 2, 3, 4]
    yield "four-ties-in-both", [1, 1, 2, 2], [1, 2, 2, 2]
    yield "one-way-out", [1, 1, 2], [1, 2, 2]
    yield "six-rising", [1, 2, 3, 4, 5, 6], [-3, -1, 1, 3, 5, 7]
    yield "six-falling", [1, 2, 3, 4, 5, 6], [10, 8, 6, 4, 2, 0]
    yield "five-outlier", [1, 1, 1, 1, 9], [2, 4, 3, 5, 30]
    yield "six-two-values", [0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 1, 1]
    yield "far-from-zero", [1e6 + k for k in range(6)], [1e-3 * (k * k - 3 * k) + 7e4 for k in range(6)]
    for n in (5, 6, 7, 8):
        yield f"normal-{n}", numbers(rng.normal(size=n)), numbers(rng.normal(size=n))
        yield f"ties-{n}", numbers(rng.integers(0, 4, n)), numbers(rng.integers(0, n - 1, n))
    for n in (10, 19, 33, 60, 171, 300):
        x = rng.normal(size=n)
        yield f"linear-{n}", numbers(x), numbers(2.5 * x - 1 + rng.normal(size=n))
        yield f"unrelated-{n}", numbers(x), numbers(rng.normal(size=n))
        yield f"ties-{n}", numbers(rng.integers(0, n // 3, n)), numbers(np.round(x, 1))


def score_kendall(x, y):
    def sign(a, b):
        return (b > a) - (b < a)
    return sum(sign(x[i], x[j]) * sign(y[i], y[j]) for i, j in itertools.combinations(range(len(x)), 2))


def score_spearman(x, y):
    rx, ry = stats.rankdata(x), stats.rankdata(y)
    return float(np.sum((2 * rx - len(x) - 1) * (2 * ry - len(x) - 1)))


def enumerate_all(score, x, y):
    """p and the smallest p, by all n! orders: scores are whole numbers."""
    # each different sequence stands for as many orders as every other
    scores = [abs(round(score(x, order))) for order in set(itertools.permutations(y))]
    observed = abs(round(score(x, y)))
    return {"p": sum(s >= observed for s in scores) / len(scores),
            "smallest": sum(s == max(scores) for s in scores) / len(scores)}


def fast_kendall(x, y):
    dx, dy = np.subtract.outer(x, x), np.subtract.outer(y, y)
    return float(np.sum(np.sign(dx) * np.sign(dy))) / 2


def drawn(score, x, y):
    """p by random orders of another generator."""
    draws = 20000
    observed = abs(score(x, y)) - 1e-9
    return sum(abs(score(x, rng.permutation(y))) >= observed for _ in range(draws)) / draws


def ranks(x, y):
    n = len(x)
    tau = stats.kendalltau(x, y, method="auto")
    rho = stats.spearmanr(x, y)
    result = {"tau": float(tau.correlation), "rho": float(rho.correlation)}
    if n <= 8:
        result["kendall"] = enumerate_all(score_kendall, x, y)
        result["spearman"] = enumerate_all(score_spearman, x, y)
    elif len(set(x)) == n and len(set(y)) == n:
        exact = stats.kendalltau(x, y, method="exact")
        result["kendall"] = {"p": float(exact.pvalue)}
    if 8 < n <= 60:
        for name, score in ("spearman", score_spearman), ("kendall", fast_kendall):
            result[name + "_drawn"] = drawn(score, x, y)
    return result


def foretold(x, y, at):
    return y.mean() + stats.linregress(x - x.mean(), y - y.mean()).slope * (at - x.mean())


def line(x, y):
    x, y = np.array(x, float), np.array(y, float)
    n = len(x)
    fit = stats.linregress(x, y)
    e = y - fit.intercept - fit.slope * x
    result = {"slope": fit.slope, "intercept": fit.intercept, "r": fit.rvalue, "r2": fit.rvalue ** 2,
              "rmse": math.sqrt(np.mean(e ** 2))}
    if n < 3:
        return result
    at = float(x[0] + 0.5 * (x.max() - x.min()) + 1)
    result["at"] = at
    sxx = np.sum((x - x.mean()) ** 2)
    error = math.sqrt(np.sum(e ** 2) / (n - 2) * (1 + 1 / n + (at - x.mean()) ** 2 / sxx))
    result["student"] = [{"confidence": c, "half": float(stats.t.ppf(0.5 + c / 2, n - 2) * error)}
                         for c in (0.5, 0.9, 0.95, 0.999)]
    keeps = [np.delete(np.arange(n), i) for i in range(n)]
    if any(np.ptp(x[keep]) == 0 for keep in keeps):
        return result
    # from the means: intercepts of columns far from zero are large, and lose digits
    left = np.array([y[i] - foretold(x[keep], y[keep], x[i]) for i, keep in enumerate(keeps)])
    result["loo_r2"] = 1 - np.sum(left ** 2) / np.sum((y - y.mean()) ** 2)
    there = np.array([foretold(x[keep], y[keep], at) for keep in keeps])
    result["jackknife"] = []
    for percent in (50, 75, 90):
        k = -(-percent * (n + 1) // 100)  # rounded up, in whole numbers
        if k <= n:
            low, high = np.sort(there - abs(left)), np.sort(there + abs(left))
            result["jackknife"].append({"confidence": percent / 100, "low": low[n - k], "high": high[k - 1]})
    return result


def partial(n, groups):
    z = rng.normal(size=n)
    x, y = z + rng.normal(size=n), 0.5 * z + rng.normal(size=n)
    family = [int(f) for f in np.arange(n) % groups]
    for f in range(groups):
        mine = np.array(family) == f
        x[mine] += 10 * f
        y[mine] -= 3 * f
    design = np.column_stack([np.array(family) == f for f in range(groups)] + [z]).astype(float)
    ex, ey = (v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (x, y))
    r = float(ex @ ey / math.sqrt(ex @ ex * (ey @ ey)))
    freedom = n - 2 - groups
    p = float(2 * stats.t.sf(abs(r) * math.sqrt(freedom / (1 - r * r)), freedom))
    return {"x": numbers(x), "y": numbers(y), "z": numbers(z), "groups": family, "r": r, "p": p}


def inversions(n, d):
    """Kendall's p where d of the n(n-1)/2 pairs are discordant, by SciPy from orders that have so many."""
    rest, order, left = list(range(n)), [], d
    for k in range(n):
        skip = min(left, n - 1 - k)
        order.append(rest.pop(skip))
        left -= skip
    return {"n": n, "inversions": d, "p": float(stats.kendalltau(range(n), order, method="exact").pvalue)}


def main():
    json.dump({
        "columns": [{"name": name, "x": numbers(x), "y": numbers(y), **ranks(x, y), "line": line(x, y)}
                    for name, x, y in columns()],
        "kendall_exact": [inversions(n, d) for n in (2, 3, 4, 5, 8, 13, 21, 34, 50, 60)
                          for d in sorted({n * (n - 1) * part // 48 for part in (0, 1, 3, 6, 9, 11, 12, 15, 21, 24)})],
        "partial": [partial(n, groups) for n, groups in ((4, 1), (5, 1), (12, 1), (40, 1), (12, 3), (40, 8))],
        "std": [{"values": v, "mean": float(np.mean(v)), "std": float(np.std(v, ddof=1))}
                for v in ([1.0, 2.0], numbers(rng.normal(1e4, 1e-3, 50)), [3.0, 1.0, 4.0, 1.0, 5.0])],
        "quantiles": [{"p": p, "value": float(np.quantile([1, 2, 4, 8, 16.5], p))} for p in (0, 0.025, 0.3, 0.5, 0.975, 1)],
    }, sys.stdout, default=float)
    print()


main()
