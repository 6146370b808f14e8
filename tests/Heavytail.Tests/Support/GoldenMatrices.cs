using Heavytail.LinearAlgebra.Storage;
using Heavytail.LinearAlgebra;

namespace Heavytail.Tests.Support;

/// <summary>
/// The matrices of <c>Data/eigenvalues.json</c>, made as <c>Data/make_eigenvalues.py</c> makes them: integers of a
/// generator, powers of two, and operations that IEEE 754 rounds the same everywhere; so no Math.Pow, no logarithm.
/// </summary>
internal static class GoldenMatrices
{
    /// <summary>Weights W, of which the file has the eigenvalues of W·Wᵀ.</summary>
    public static IReadOnlyDictionary<string, Func<Matrix>> Weights { get; } = new Dictionary<string, Func<Matrix>>
    {
        ["gaussian 48x60"] = () => Gaussian(1, 48, 60),
        ["pareto 0.8 40x60"] = () => Pareto(2, 40, 60, 80),
        ["pareto 2 60x60"] = () => Pareto(3, 60, 60, 32),
        ["pareto 4.9 24x57"] = () => Pareto(4, 24, 57, 13),
        ["graded 30x40"] = () => Graded(5, 30, 40),
        ["rank 5 of 20x30"] = () => RankFive(6, 20, 30),
        ["gaussian 456x470"] = () => Gaussian(10, 456, 470),
        ["pareto 1.6 449x460"] = () => Quantized(Pareto(11, 449, 460, 40), 1.0 / 4096),
    };

    public static IReadOnlyDictionary<string, Func<Matrix>> Symmetric { get; } = new Dictionary<string, Func<Matrix>>
    {
        ["clusters 36"] = () => Clusters(7),
        ["multiple 40"] = () => Lower(40, (i, j) => (i % 8 == j % 8 ? 2 : 1) * (Math.Min(i / 8, j / 8) + 1)),
        ["banded 60"] = () => Banded(8),
        ["hilbert 32"] = () => Lower(32, (i, j) => 1.0 / (i + j + 1)),
    };

    public static IReadOnlyDictionary<string, Func<SymmetricTridiagonal>> Tridiagonal { get; } =
        new Dictionary<string, Func<SymmetricTridiagonal>>
        {
            ["wilkinson 21"] = () => Wilkinson(21),
            ["wilkinson 201"] = () => Wilkinson(201),
            ["glued wilkinson 210"] = GluedWilkinson,
            ["clement 60"] = () => new(new double[60], Each(59, k => Math.Sqrt((k + 1.0) * (59 - k)))),
            ["graded tridiagonal 54"] = () =>
                new(Each(54, k => Math.ScaleB(1, -k)), Each(53, k => -1.5 * Math.ScaleB(1, -(k + 1)))),
            ["heavy tridiagonal 50"] = () => HeavyTridiagonal(9),
        };

    private static Matrix Gaussian(ulong seed, int rows, int columns)
    {
        var generator = new SplitMix(seed);
        return Rows(rows, columns, (_, _) => NextGaussian(generator));
    }

    private static Matrix Pareto(ulong seed, int rows, int columns, int sixtyFourths)
    {
        var generator = new SplitMix(seed);
        return Rows(rows, columns, (_, _) => NextPareto(generator, sixtyFourths));
    }

    private static Matrix Quantized(Matrix matrix, double quantum)
    {
        for (int k = 0; k < matrix.Data.Length; k++)
        {
            matrix.Data[k] = Math.Round(matrix.Data[k] / quantum) * quantum;
        }

        return matrix;
    }

    private static Matrix Graded(ulong seed, int rows, int columns)
    {
        var generator = new SplitMix(seed);
        return Rows(rows, columns, (i, _) => Math.ScaleB(NextGaussian(generator), -(27 * i / (rows - 1))));
    }

    private static Matrix RankFive(ulong seed, int rows, int columns)
    {
        var generator = new SplitMix(seed);
        var left = Rows(rows, 5, (_, _) => NextSmall(generator, 6));
        var right = Rows(5, columns, (_, _) => NextSmall(generator, 6));
        return Rows(rows, columns, (i, j) => Enumerable.Range(0, 5).Sum(k => left[i, k] * right[k, j]));
    }

    private static Matrix Clusters(ulong seed)
    {
        var generator = new SplitMix(seed);
        return Lower(36, (i, j) => NextSmall(generator, 4) + (i == j ? (1 << 20) * ((i / 12) + 1) : 0));
    }

    private static Matrix Banded(ulong seed)
    {
        var generator = new SplitMix(seed);
        return Lower(60, (i, j) => i - j <= 5 ? NextSmall(generator, 12) : 0);
    }

    private static SymmetricTridiagonal Wilkinson(int order) =>
        new(Each(order, i => Math.Abs(i - (order / 2))), Each(order - 1, _ => 1));

    /// <summary>Ten W21⁺ in a row, joined by 2⁻²⁶: clusters of ten eigenvalues closer than 1e-14.</summary>
    private static SymmetricTridiagonal GluedWilkinson()
    {
        var one = Wilkinson(21);
        return new(Each(210, i => one.Diagonal[i % 21]), Each(209, i => i % 21 < 20 ? 1 : Math.ScaleB(1, -26)));
    }

    private static SymmetricTridiagonal HeavyTridiagonal(ulong seed)
    {
        var generator = new SplitMix(seed);
        return new(Each(50, _ => NextPareto(generator, 80)), Each(49, _ => NextPareto(generator, 32)));
    }

    /// <summary>A sum of twelve 16-bit integers around zero: deviation 65536, at most 19 bits.</summary>
    private static double NextGaussian(SplitMix generator)
    {
        long total = 0;
        for (int k = 0; k < 3; k++)
        {
            ulong z = generator.NextBits();
            total += (long)((z & 0xFFFF) + ((z >> 16) & 0xFFFF) + ((z >> 32) & 0xFFFF) + (z >> 48));
        }

        return total - 393210;
    }

    /// <summary>A float, ±u^(−p/64), from square roots alone.</summary>
    private static double NextPareto(SplitMix generator, int sixtyFourths)
    {
        ulong z = generator.NextBits();
        double root = 1 / (((z >> 11) + 1) * (1.0 / (1L << 53)));
        double value = (sixtyFourths & 64) != 0 ? root : 1;
        for (int bit = 32; bit > 0; bit /= 2)
        {
            root = Math.Sqrt(root);
            value *= (sixtyFourths & bit) != 0 ? root : 1;
        }

        return (z & 1) != 0 ? -(float)value : (float)value;
    }

    /// <summary>An integer of so many bits around zero.</summary>
    private static double NextSmall(SplitMix generator, int bits) =>
        (long)(generator.NextBits() >> (64 - bits)) - (1L << (bits - 1));

    private static double[] Each(int count, Func<int, double> value) =>
        [.. Enumerable.Range(0, count).Select(value)];

    private static Matrix Rows(int rows, int columns, Func<int, int, double> entry) =>
        new(rows, columns, Each(rows * columns, k => entry(k / columns, k % columns)));

    private static Matrix Lower(int order, Func<int, int, double> entry)
    {
        var result = new Matrix(order, order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                result[i, j] = result[j, i] = entry(i, j);
            }
        }

        return result;
    }
}
