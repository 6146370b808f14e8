"""Eigenvalues of reproducible matrices, computed with 60 digits by mpmath and rounded once.

usage: make_eigenvalues.py > eigenvalues.json        (ten minutes, nearly all for the two large ones; gmpy2 helps)

Support/GoldenMatrices.cs makes the same matrices, bit by bit: integers of a splitmix64 generator, powers of two, and
+ * / sqrt, which IEEE 754 rounds the same everywhere. A fingerprint of the entries tells a matrix that differs from
eigenvalues that do. A "gram" is the weights W, of which the eigenvalues of W*W^T are given.
"""

import fractions, math, struct, sys
from mpmath import mp, mpf, matrix
from mpmath.matrices.eigen_symmetric import r_sy_tridiag, tridiag_eigen

mp.dps = 60
MASK = (1 << 64) - 1


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def gaussian(self):
        """A sum of twelve 16-bit integers around zero: deviation 65536, at most 19 bits."""
        total = 0
        for _ in range(3):
            z = self.bits()
            total += (z & 0xFFFF) + (z >> 16 & 0xFFFF) + (z >> 32 & 0xFFFF) + (z >> 48)
        return float(total - 393210)

    def pareto(self, sixty_fourths):
        """A float, +-u^(-p/64), from square roots alone: pow is not the same in every library."""
        z = self.bits()
        root = 1.0 / (((z >> 11) + 1) * 2.0 ** -53)
        value = root if sixty_fourths & 64 else 1.0
        for bit in (32, 16, 8, 4, 2, 1):
            root = math.sqrt(root)
            if sixty_fourths & bit:
                value *= root
        (value,) = struct.unpack("<f", struct.pack("<f", value))
        return -value if z & 1 else value

    def small(self, bits):
        """An integer of so many bits around zero."""
        return float((self.bits() >> (64 - bits)) - (1 << (bits - 1)))


def rectangular(rows, columns, entry):
    return [[entry(i, j) for j in range(columns)] for i in range(rows)]


def symmetric(order, entry):
    lower = [[entry(i, j) for j in range(i + 1)] for i in range(order)]
    return [[lower[max(i, j)][min(i, j)] for j in range(order)] for i in range(order)]


def gaussian(seed, rows, columns):
    g = SplitMix(seed)
    return rectangular(rows, columns, lambda i, j: g.gaussian())


def pareto(seed, rows, columns, sixty_fourths):
    g = SplitMix(seed)
    return rectangular(rows, columns, lambda i, j: g.pareto(sixty_fourths))


def quantized(rows, quantum):
    return [[round(value / quantum) * quantum for value in row] for row in rows]


def graded(seed, rows, columns):
    g = SplitMix(seed)
    return rectangular(rows, columns, lambda i, j: g.gaussian() * 2.0 ** -(27 * i // (rows - 1)))


def rank_five(seed, rows, columns):
    g = SplitMix(seed)
    left = rectangular(rows, 5, lambda i, j: g.small(6))
    right = rectangular(5, columns, lambda i, j: g.small(6))
    return rectangular(rows, columns, lambda i, j: sum(left[i][k] * right[k][j] for k in range(5)))


def clusters(seed):
    g = SplitMix(seed)
    return symmetric(36, lambda i, j: g.small(4) + (2.0 ** 20 * (i // 12 + 1) if i == j else 0.0))


def multiple():
    return symmetric(40, lambda i, j: float((2 if i % 8 == j % 8 else 1) * (min(i // 8, j // 8) + 1)))


def banded(seed):
    g = SplitMix(seed)
    return symmetric(60, lambda i, j: g.small(12) if i - j <= 5 else 0.0)


def hilbert():
    return symmetric(32, lambda i, j: 1.0 / (i + j + 1))


def wilkinson(order):
    return [float(abs(i - order // 2)) for i in range(order)], [1.0] * (order - 1)


def glued_wilkinson():
    diagonal, off = wilkinson(21)
    return diagonal * 10, ((off + [2.0 ** -26]) * 10)[:-1]


def clement():
    return [0.0] * 60, [math.sqrt(float(k * (60 - k))) for k in range(1, 60)]


def graded_tridiagonal():
    return [2.0 ** -k for k in range(54)], [-1.5 * 2.0 ** -(k + 1) for k in range(53)]


def heavy_tridiagonal(seed):
    g = SplitMix(seed)
    return [g.pareto(80) for _ in range(50)], [g.pareto(32) for _ in range(49)]


CASES = {
    "gaussian 48x60": ("gram", gaussian(1, 48, 60)),
    "pareto 0.8 40x60": ("gram", pareto(2, 40, 60, 80)),
    "pareto 2 60x60": ("gram", pareto(3, 60, 60, 32)),
    "pareto 4.9 24x57": ("gram", pareto(4, 24, 57, 13)),
    "graded 30x40": ("gram", graded(5, 30, 40)),
    "rank 5 of 20x30": ("gram", rank_five(6, 20, 30)),
    "clusters 36": ("symmetric", clusters(7)),
    "multiple 40": ("symmetric", multiple()),
    "banded 60": ("symmetric", banded(8)),
    "hilbert 32": ("symmetric", hilbert()),
    "wilkinson 21": ("tridiagonal", wilkinson(21)),
    "wilkinson 201": ("tridiagonal", wilkinson(201)),
    "glued wilkinson 210": ("tridiagonal", glued_wilkinson()),
    "clement 60": ("tridiagonal", clement()),
    "graded tridiagonal 54": ("tridiagonal", graded_tridiagonal()),
    "heavy tridiagonal 50": ("tridiagonal", heavy_tridiagonal(9)),
    "gaussian 456x470": ("gram", gaussian(10, 456, 470)),
    "pareto 1.6 449x460": ("gram", quantized(pareto(11, 449, 460, 40), 2.0 ** -12)),
}


def tridiagonal_of(kind, entries):
    if kind == "tridiagonal":
        diagonal, off = entries
        return [mpf(d) for d in diagonal], [mpf(e) for e in off] + [mpf(0)]
    if kind == "gram":
        # Dyadic rationals: over a common power of two the products are sums of integers, exact.
        power = max(value.as_integer_ratio()[1] for row in entries for value in row)
        rows = [[int(fractions.Fraction(value) * power) for value in row] for row in entries]
        entries = [[mpf(sum(a * b for a, b in zip(x, y))) / power ** 2 for y in rows] for x in rows]
    n = len(entries)
    a, d, e = matrix(entries), matrix(n, 1), matrix(n, 1)
    r_sy_tridiag(mp, a, d, e, calc_ev=False)
    return list(d), list(e)


def eigenvalues(kind, entries):
    d, e = tridiagonal_of(kind, entries)
    tridiag_eigen(mp, d, e)
    values = sorted(d)
    noise = mpf(10) ** -45 * max(abs(value) for value in values)
    return [0.0 if abs(value) < noise else float(value) for value in values]


def fingerprint(rows):
    """FNV-1a over the entries as 64-bit words."""
    result = 14695981039346656037
    for row in rows:
        for value in row:
            (bits,) = struct.unpack("<Q", struct.pack("<d", value + 0.0))
            result = ((result ^ bits) * 1099511628211) & MASK
    return f"{result:016x}"


blocks = []
for name, (kind, entries) in CASES.items():
    print(name, file=sys.stderr)
    values = [repr(value) for value in eigenvalues(kind, entries)]
    lines = ",\n".join("    " + ", ".join(values[k:k + 5]) for k in range(0, len(values), 5))
    blocks.append(f'  "{name}": {{\n   "fingerprint": "{fingerprint(entries)}",\n'
                  f'   "eigenvalues": [\n{lines}\n   ]\n  }}')
print("{\n" + ",\n".join(blocks) + "\n}")
