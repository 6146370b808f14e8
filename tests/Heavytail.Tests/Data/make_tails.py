"""Figures of tails.json: laws of tails by maximum likelihood, with mpmath for what they need and SciPy's optimizers.

/usr/bin/python3 make_tails.py > tails.json     (a minute; mpmath 1.2.1, scipy 1.10.1, numpy 1.24.2)
"""
import json
import math

import mpmath as mp
import numpy as np
from scipy import optimize, special, stats

mp.mp.dps = 60
rng = np.random.default_rng(14)


def samples():
    """Name, values over xmin: 1 is the first."""
    u = lambda n: 1 - rng.random(n)
    yield "pareto-60", u(60) ** (-1 / 1.5)
    yield "pareto-steep-200", u(200) ** (-1 / 4)
    yield "pareto-heavy-150", u(150) ** (-1 / 0.6)
    yield "exponential-100", 1 - np.log(u(100)) / 0.7
    yield "weibull-120", (1 + -np.log(u(120)) / 1.3) ** (1 / 0.4)
    yield "lognormal-250", np.exp(stats.truncnorm.rvs(-0.3, np.inf, loc=0.3, scale=1.0, size=250, random_state=rng))
    yield "lognormal-far-80", np.exp(stats.truncnorm.rvs(4, np.inf, loc=-4, scale=1.0, size=80, random_state=rng))
    yield "cutoff-150", cutoff(150, 1.6, 0.05)
    yield "uniform-50", 1 + rng.random(50)
    yield "seven", 1 + np.arange(7.0) ** 2
    yield "narrow-30", 1 + 0.05 * rng.random(30)


def cutoff(n, alpha, rate):
    """By rejection from the power law."""
    kept = []
    while len(kept) < n:
        x = (1 - rng.random()) ** (-1 / (alpha - 1))
        if rng.random() < math.exp(-rate * (x - 1)):
            kept.append(x)
    return np.array(kept)


def log_normalizer(alpha, rate):
    """ln of the integral of u^-alpha e^-rate(u-1) from 1 on: e^rate E_alpha(rate)."""
    return mp.log(mp.re(mp.expint(alpha, rate))) + rate


def terms_pareto(s, alpha):
    return math.log(alpha - 1) - alpha * s


def fit_bounded(s):
    bound = s.max()

    def terms(beta):
        z = mp.mpf(bound) if beta == 0 else (1 - mp.e ** (-beta * bound)) / beta
        return -float(mp.log(z)) - (beta + 1) * s

    best = optimize.minimize_scalar(lambda b: -terms(b).sum(), bracket=(0.1 / bound, 1 / s.mean()), tol=1e-14)
    return {"alpha": 1 + best.x, "bound": float(bound)}, terms(best.x)


def fit_cutoff(s):
    excess = np.expm1(s)
    n = len(s)

    def value(parameters):
        alpha, rate = parameters[0], math.exp(parameters[1])
        if alpha < 0:
            return 1e9
        return float(log_normalizer(alpha, rate)) * n + alpha * s.sum() + rate * excess.sum()

    starts = [(1 + 1 / s.mean(), math.log(1e-3 / (1 + excess.mean()))), (0.5, math.log(1 / excess.mean()))]
    best = min((polish(value, start) for start in starts), key=lambda r: r.fun)
    alpha, rate = best.x[0], math.exp(best.x[1])
    if rate * math.exp(s.max()) < 1e-6:  # no cutoff
        return {"alpha": 1 + 1 / s.mean(), "rate": 0.0}, terms_pareto(s, 1 + 1 / s.mean())
    if alpha < 1e-6:
        return {"alpha": 0.0, "rate": 1 / excess.mean()}, -math.log(excess.mean()) - excess / excess.mean()
    return {"alpha": alpha, "rate": rate}, -float(log_normalizer(alpha, rate)) - alpha * s - rate * excess


def polish(value, start):
    best = optimize.minimize(value, start, method="Nelder-Mead", options=dict(xatol=1e-10, fatol=1e-12, maxiter=600))
    return optimize.minimize(value, best.x, method="Nelder-Mead", options=dict(xatol=1e-11, fatol=1e-13, maxiter=300))


def fit_exponential(s):
    rate = 1 / np.expm1(s).mean()
    return {"rate": rate}, math.log(rate) - rate * np.expm1(s)


def fit_weibull(s):
    def terms(shape):
        growth = s if shape == 0 else np.expm1(shape * s) / shape
        slope = 1 / growth.mean()
        return slope, math.log(slope) + (shape - 1) * s - slope * growth

    spans = np.exp(np.linspace(math.log(1e-5), math.log(400), 300)) / s.max()
    at = max(spans, key=lambda b: terms(b)[1].sum())
    best = optimize.minimize_scalar(lambda b: -terms(b)[1].sum(), bounds=(at * 0.8, at * 1.2), method="bounded",
                                    options=dict(xatol=1e-13 * at))
    shape = best.x if -best.fun > terms(0)[1].sum() + 1e-9 else 0.0
    return {"slope": terms(shape)[0], "shape": shape}, terms(shape)[1]


def fit_lognormal(s):
    if (s ** 2).mean() >= 2 * s.mean() ** 2:  # the likelihood ascends to the power law
        return {"mu": None, "sigma": None}, terms_pareto(s, 1 + 1 / s.mean())

    def terms(mu, sigma):
        return (-s - ((s - mu) / sigma) ** 2 / 2 - math.log(sigma) - math.log(2 * math.pi) / 2
                - special.log_ndtr(mu / sigma))

    scale = s.std()
    value = lambda p: -terms(p[0] * scale, scale * math.exp(p[1])).sum()
    best = min((polish(value, start) for start in ((s.mean() / scale, 0.0), (-3.0, 1.0), (-30.0, 2.0))),
               key=lambda r: r.fun)
    mu, sigma = best.x[0] * scale, scale * math.exp(best.x[1])
    return {"mu": mu, "sigma": sigma}, terms(mu, sigma)


def against(first, second):
    difference = first - second
    r, n = float(difference.sum()), len(difference)
    if abs(r) < 1e-9:
        return {"r": 0.0, "z": 0.0, "p": 1.0, "nested": 1.0}
    z = r / (difference.std() * math.sqrt(n))
    return {"r": r, "z": z, "p": math.erfc(abs(z) / math.sqrt(2)), "nested": math.erfc(math.sqrt(abs(r)))}


def extremes(x):
    """Hill, moments and Pickands at three k, from their definitions."""
    x = np.sort(x)[::-1]
    for k in sorted({max(4, len(x) // part) for part in (2, 4, 8)}):
        logs = np.log(x[:k] / x[k])
        m1, m2 = logs.mean(), (logs ** 2).mean()
        moment = m1 + 1 - 0.5 / (1 - m1 ** 2 / m2)
        q = k // 4
        pickands = math.log((x[q - 1] - x[2 * q - 1]) / (x[2 * q - 1] - x[4 * q - 1])) / math.log(2) if q else None
        yield {"k": k, "hill": m1, "moments": moment, "pickands": pickands}


cases = []
for name, x in samples():
    x = np.sort(x)
    x = x / x[0]
    s = np.log(x)
    alpha = 1 + 1 / s.mean()
    own = terms_pareto(s, alpha)
    laws = {}
    for law, fit in (("bounded", fit_bounded), ("cutoff", fit_cutoff), ("exponential", fit_exponential),
                     ("stretched", fit_weibull), ("lognormal", fit_lognormal)):
        parameters, terms = fit(s)
        laws[law] = {"parameters": parameters, "log_likelihood": float(terms.sum()), **against(own, terms)}
    cases.append({"name": name, "x": [float(v) for v in x], "alpha": alpha, "log_likelihood": float(own.sum()),
                  "laws": laws, "extremes": list(extremes(x))})

normalizers = [{"alpha": a, "rate": k, "log": float(log_normalizer(mp.mpf(a), mp.mpf(k)))}
               for a in (0.0, 0.5, 1.0, 1.5, 2.5, 4.0, 12.0) for k in (1e-10, 1e-4, 0.01, 1.0, 30.0, 1000.0)]
mills = [{"t": t, "log": float(mp.log(mp.erfc(t / mp.sqrt(2)) / 2) + mp.mpf(t) ** 2 / 2 + mp.log(2 * mp.pi) / 2)}
         for t in (-30.0, -5.0, -1.0, 0.0, 0.5, 2.0, 2.9, 3.0, 5.0, 12.0, 40.0, 1e3, 1e6)]
# as committed, one case a line
print("{\"cases\": [\n" + ",\n".join(json.dumps(case) for case in cases) + "\n],\n\"normalizers\": "
      + json.dumps(normalizers) + ",\n\"mills\": " + json.dumps(mills) + "}")
