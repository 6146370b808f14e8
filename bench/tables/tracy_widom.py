#!/usr/bin/env python3
"""Writes src/Heavytail/RandomMatrices/TracyWidomTable.cs: ln(1 - F1) and ln F1 of the Tracy-Widom law, beta = 1.

F1(s) = det(I - T) on L2(s, inf), T(x, y) = Ai((x + y)/2)/2 (Ferrari & Spohn, J. Phys. A 38 (2005) L557), as the
determinant of a Gauss-Legendre matrix (Bornemann, Math. Comp. 79 (2010) 871). With the eigenvalues t of T,
ln F1 = sum ln(1 - t), so that 1 - F1 = -expm1(ln F1) keeps its relative precision however small it is.

    python3 bench/tables/tracy_widom.py           writes the table
    python3 bench/tables/tracy_widom.py --check   prints moments, quantiles and the change with more nodes
"""
import decimal
import math
import pathlib
import sys

import numpy as np

STEP = 0.1
LEFT_FROM, LEFT_TO = -8.0, 0.0     # ln F1
RIGHT_FROM, RIGHT_TO = -4.0, 16.0   # ln(1 - F1)
AI0 = "0.35502805388781723926006318600418317639797917419917752"
AID0 = "-0.25881940379280679840518356018920396347909113835493458"
SPACING = 0.25


def airy_series(x):
    """Ai and Ai' by the Maclaurin series, with digits enough for its cancellation."""
    decimal.getcontext().prec = 50
    x = decimal.Decimal(x)
    a = [decimal.Decimal(AI0), decimal.Decimal(AID0), decimal.Decimal(0)]
    value = slope = decimal.Decimal(0)
    power = decimal.Decimal(1)          # x^k
    before = decimal.Decimal(0)         # x^(k-1)
    for k in range(200):
        if k > 2:
            a.append(a[k - 3] / (k * (k - 1)))
        value += a[k] * power
        slope += k * a[k] * before
        before, power = power, power * x
    return float(value), float(slope)


def airy_integral(x):
    """Ai and Ai' for x > 1 by the trapezoidal rule on the path of steepest descent."""
    t = np.linspace(0, 12 / x**0.25, 400)
    h = t[1] - t[0]
    w = np.exp(-math.sqrt(x) * t * t)
    w[0] *= 0.5
    c, s = np.cos(t**3 / 3), np.sin(t**3 / 3)
    scale = math.exp(-2 / 3 * x**1.5) / math.pi * h
    return scale * np.sum(w * c), -scale * np.sum(w * (math.sqrt(x) * c + t * s))


def airy(x):
    """Ai by a Taylor series from the nearest of the tabulated points."""
    k = np.rint((x - airy.first) / SPACING).astype(int)
    h = x - (airy.first + k * SPACING)
    x0 = airy.first + k * SPACING
    a, b = airy.values[k], airy.slopes[k]
    terms = [a, b, x0 * a / 2]
    for j in range(3, 24):
        terms.append((x0 * terms[j - 2] + terms[j - 3]) / (j * (j - 1)))
    total = np.zeros_like(x)
    for term in reversed(terms):
        total = total * h + term
    return total


def prepare():
    airy.first = -12.0
    points = airy.first + SPACING * np.arange(int(70 / SPACING))
    pairs = [airy_series(str(p)) if p <= 3 else airy_integral(p) for p in points]
    airy.values = np.array([p[0] for p in pairs])
    airy.slopes = np.array([p[1] for p in pairs])
    for x in (2.0, 3.0, 4.0):
        assert np.allclose(airy_series(str(x)), airy_integral(x), rtol=1e-14, atol=0), x
    assert abs(float(decimal.Decimal(AI0) * decimal.Decimal(AID0)) * 2 * math.pi * math.sqrt(3) + 1) < 1e-15


def log_cdf(s, nodes=80):
    """ln F1(s)."""
    u, w = np.polynomial.legendre.leggauss(nodes)
    length = 16.0 + max(0.0, -s)        # Ai((x + y)/2) is negligible beyond, relative to its value at s
    x = s + (u + 1) * length / 2
    root = np.sqrt(w * length / 2)
    kernel = 0.5 * airy((x[:, None] + x[None, :]) / 2)
    t = np.linalg.eigvalsh(root[:, None] * kernel * root[None, :])
    return math.fsum(np.log1p(-t))


def log_survival(s, nodes=80):
    return math.log(-math.expm1(log_cdf(s, nodes)))


def grid(first, last):
    return [first + STEP * k for k in range(int(round((last - first) / STEP)) + 1)]


def rows(values):
    lines = []
    for k in range(0, len(values), 5):
        lines.append("        " + ", ".join("%.15g" % v for v in values[k:k + 5]) + ",")
    return "\n".join(lines)


def write():
    left = [log_cdf(round(s, 10)) for s in grid(LEFT_FROM, LEFT_TO)]
    right = [log_survival(round(s, 10)) for s in grid(RIGHT_FROM, RIGHT_TO)]
    text = f"""// What:      ln F₁ and ln(1 − F₁) of the Tracy–Widom law of β = 1, every {STEP}.
// Formula:   F₁(s) = det(I − T) on L²(s, ∞) with T(x, y) = ½ Ai((x + y)/2).
// Reference: Ferrari & Spohn, J. Phys. A 38 (2005) L557; determinants: Bornemann, Math. Comp. 79 (2010) 871.
// Not done:  no edits by hand: bench/tables/tracy_widom.py writes this file.
namespace Heavytail.RandomMatrices;

/// <summary>The numbers of <see cref="TracyWidom"/>.</summary>
internal static class TracyWidomTable
{{
    public const double Step = {STEP};

    /// <summary>Where <see cref="LogCdf"/> starts.</summary>
    public const double LeftFrom = {LEFT_FROM:g};

    /// <summary>Where <see cref="LogSurvival"/> starts.</summary>
    public const double RightFrom = {RIGHT_FROM:g};

    /// <summary>ln F₁ to s = {LEFT_TO:g}.</summary>
    public static ReadOnlySpan<double> LogCdf =>
    [
{rows(left)}
    ];

    /// <summary>ln(1 − F₁) to s = {RIGHT_TO:g}.</summary>
    public static ReadOnlySpan<double> LogSurvival =>
    [
{rows(right)}
    ];
}}
"""
    room = pathlib.Path(__file__).resolve().parents[2] / "src/Heavytail/RandomMatrices"
    room.mkdir(exist_ok=True)
    (room / "TracyWidomTable.cs").write_text(text, encoding="utf-8")


def check():
    s = np.linspace(-9, 14, 1151)
    f = np.array([math.exp(log_cdf(x)) for x in s])
    survival = -np.expm1(np.log(f))
    survival[s > 0] = [math.exp(log_survival(x)) for x in s[s > 0]]
    h = s[1] - s[0]
    right, left = s >= 0, s <= 0

    def simpson(y):
        return h / 3 * (y[0] + y[-1] + 4 * np.sum(y[1:-1:2]) + 2 * np.sum(y[2:-1:2]))

    mean = simpson(survival[right]) - simpson(f[left])
    second = simpson(2 * s[right] * survival[right]) - simpson(2 * s[left] * f[left])
    third = simpson(3 * s[right]**2 * survival[right]) - simpson(3 * s[left]**2 * f[left])
    variance = second - mean**2
    skewness = (third - 3 * mean * second + 2 * mean**3) / variance**1.5
    print("mean %.10f variance %.10f skewness %.8f" % (mean, variance, skewness))
    for q in (0.5, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9999):
        low, high = -6.0, 8.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if math.exp(log_cdf(middle)) < q else (low, middle)
        print("%.4f %.8f" % (q, low))
    for x in (-8, -7, -6, -5, -2, 0, 2, 4, 6, 10, 16):
        print(x, log_cdf(x), log_cdf(x, 120) - log_cdf(x), log_survival(x), log_survival(x, 120) - log_survival(x))


if __name__ == "__main__":
    prepare()
    check() if "--check" in sys.argv[1:] else write()
