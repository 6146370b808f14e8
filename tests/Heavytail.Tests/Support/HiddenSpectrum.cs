using Heavytail.LinearAlgebra.Storage;
using Heavytail.LinearAlgebra;

namespace Heavytail.Tests.Support;

/// <summary>
/// Dense matrices whose spectrum is known exactly, because making them rounds nothing. Integers are conjugated by
/// orthogonal matrices whose entries are ±½ and 0: rows are dealt at random into groups of four, and each group goes
/// through the Householder reflector I − ½·1·1ᵀ. A round adds a bit below the point for each side it is applied on;
/// as long as the largest value leaves room for these bits every sum is exact.
/// </summary>
internal static class HiddenSpectrum
{
    /// <summary>Largest |λ| for <see cref="Symmetric"/>.</summary>
    public const double LargestEigenvalue = 1L << 36;

    /// <summary>Largest singular value for <see cref="Rectangular"/>.</summary>
    public const double LargestSingularValue = 1L << 16;

    /// <summary>Rounds of four reach 4⁵ = 1024 rows.</summary>
    private const int Rounds = 5;

    /// <summary>A = Q·diag(λ)·Qᵀ: multiples of 2⁻¹⁰, at most 2³⁶, and sums of four of them.</summary>
    /// <param name="seed">Of the rounds.</param>
    /// <param name="eigenvalues">Integers.</param>
    public static Matrix Symmetric(ulong seed, double[] eigenvalues)
    {
        Check(eigenvalues, LargestEigenvalue);
        var a = Diagonal(eigenvalues, eigenvalues.Length, eigenvalues.Length);
        var generator = new SplitMix(seed);
        for (int round = 0; round < Rounds; round++)
        {
            int[] deal = Shuffled(generator, a.Rows);
            ReflectRows(a, deal);
            a = a.Transpose();
            ReflectRows(a, deal);
        }

        return a;
    }

    /// <summary>
    /// W = U·diag(s)·Vᵀ: multiples of 2⁻¹⁰, at most 2¹⁶, so 26 bits. Products of two take 52, and no partial sum of
    /// V·Vᵀ passes s_max² (Cauchy–Schwarz): the Gram matrix is exact in every order of summation.
    /// </summary>
    /// <param name="seed">Of the rounds.</param>
    /// <param name="singularValues">Non-negative integers, as many as the shorter side.</param>
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Columns of W.</param>
    public static Matrix Rectangular(ulong seed, double[] singularValues, int rows, int columns)
    {
        Check(singularValues, LargestSingularValue);
        var w = Diagonal(singularValues, rows, columns);
        var generator = new SplitMix(seed);
        for (int round = 0; round < Rounds; round++)
        {
            ReflectRows(w, Shuffled(generator, rows));
            w = w.Transpose();
            ReflectRows(w, Shuffled(generator, columns));
            w = w.Transpose();
        }

        return w;
    }

    /// <summary>diag(values), of any shape.</summary>
    public static Matrix Diagonal(double[] values, int rows, int columns)
    {
        var result = new Matrix(rows, columns);
        for (int k = 0; k < values.Length; k++)
        {
            result[k, k] = values[k];
        }

        return result;
    }

    /// <summary>A random order of 0 … n − 1 (Fisher–Yates).</summary>
    public static int[] Shuffled(SplitMix generator, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int k = count - 1; k > 0; k--)
        {
            int other = (int)(generator.NextBits() % (ulong)(k + 1));
            (order[k], order[other]) = (order[other], order[k]);
        }

        return order;
    }

    private static void ReflectRows(Matrix a, int[] deal)
    {
        for (int first = 0; first + 4 <= deal.Length; first += 4)
        {
            var x0 = a.Row(deal[first]);
            var x1 = a.Row(deal[first + 1]);
            var x2 = a.Row(deal[first + 2]);
            var x3 = a.Row(deal[first + 3]);
            for (int j = 0; j < x0.Length; j++)
            {
                double half = 0.5 * (x0[j] + x1[j] + x2[j] + x3[j]);
                x0[j] -= half;
                x1[j] -= half;
                x2[j] -= half;
                x3[j] -= half;
            }
        }
    }

    private static void Check(double[] values, double largest)
    {
        if (values.Any(value => Math.Abs(value) > largest || value != Math.Floor(value)))
        {
            throw new ArgumentException($"not all integers up to {largest}: sums would be rounded", nameof(values));
        }
    }
}
