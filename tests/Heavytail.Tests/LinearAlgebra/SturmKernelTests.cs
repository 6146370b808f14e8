using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>The kernels of eigenvalues of tridiagonal matrices, every set against the plain loops.</summary>
public sealed unsafe class SturmKernelTests
{
    private const double Epsilon = 2.220446049250313e-16;

    private static readonly KernelSet s_scalar = KernelSet.Choose("scalar");

    public static TheoryData<string> Sets => [.. KernelSet.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Counts_and_values(string set)
    {
        foreach (int n in new[] { 1, 2, 7, 8, 9, 50 })
        {
            double[][] matrices = [.. Enumerable.Range(0, SturmKernels.Blocks).Select(k => Terms(n, (ulong)k))];
            double[] shifts = Array.ConvertAll(SplitMix.Normals(3, SturmKernels.Batch), value => value / 16);
            shifts[0] = matrices[0][0]; // the first term is exactly zero
            var expected = Evaluate(s_scalar.Sturm, matrices, shifts);
            var actual = Evaluate(KernelSet.Choose(set).Sturm, matrices, shifts);
            Assert.Equal(expected.Counts, actual.Counts);
            Assert.Contains(expected.Counts, count => count > 0);
            for (int k = 0; k < shifts.Length; k++)
            {
                double scaled = Math.ScaleB(actual.Values[k], (int)(actual.Exponents[k] - expected.Exponents[k]));
                Assert.Equal(expected.Values[k], scaled, Math.Max(1, Math.Abs(scaled)) * n * n * 4 * Epsilon);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void What_one_matrix_gets_does_not_depend_on_its_neighbours(string set)
    {
        double[][] matrices = [.. Enumerable.Range(0, SturmKernels.Blocks).Select(k => Terms(50, (ulong)k))];
        double[] shifts = Array.ConvertAll(SplitMix.Normals(3, SturmKernels.Batch), value => value / 16);
        var together = Evaluate(KernelSet.Choose(set).Sturm, matrices, shifts);
        for (int k = 0; k < SturmKernels.Batch; k++)
        {
            double[][] alone = [.. Enumerable.Repeat(matrices[k / SturmKernels.Block], SturmKernels.Blocks)];
            double[] same = [.. Enumerable.Repeat(shifts[k], SturmKernels.Batch)];
            var actual = Evaluate(KernelSet.Choose(set).Sturm, alone, same);
            Assert.All(actual.Counts, count => Assert.Equal(together.Counts[k], count));
            Assert.All(actual.Values, value => Assert.Equal(together.Values[k], value));
            Assert.All(actual.Exponents, exponent => Assert.Equal(together.Exponents[k], exponent));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Secant_steps_have_the_bits_of_the_plain_loop(string set)
    {
        using var expected = Intervals(out int count);
        using var actual = Intervals(out _);
        var kernels = KernelSet.Choose(set).Secant;
        s_scalar.Secant.Start(expected.Rows, count);
        kernels.Start(actual.Rows, count);
        AssertSameBits(expected.Rows, actual.Rows, count, "start");
        for (int step = 0; step < 12; step++)
        {
            // Root 1/3; in some lanes as steep as 2^4000x, so that exponents reach their limits.
            long[] counts = new long[count];
            long[] exponents = new long[count];
            double[] values = new double[count];
            for (int k = 0; k < count; k++)
            {
                double x = expected.Rows.Trial[k] - (1.0 / 3);
                (counts[k], values[k]) = (x > 0 ? k + 1 : k, x * (1 + (x * x)) * (1 + k));
                exponents[k] = k % 3 == 0 ? 0 : (long)(x * 4000);
            }

            fixed (long* c = counts, e = exponents)
            {
                fixed (double* v = values)
                {
                    s_scalar.Secant.Narrow(expected.Rows, count, c, v, e);
                    kernels.Narrow(actual.Rows, count, c, v, e);
                }
            }

            AssertSameBits(expected.Rows, actual.Rows, count, $"step {step}");
        }

        Assert.True(expected.Rows.Size[0] < 1e-12); // it converges, too
    }

    private static double[] Terms(int n, ulong seed)
    {
        double[] diagonal = SplitMix.Normals(seed + 1, n);
        double[] offDiagonal = SplitMix.Normals(seed + 20, n);
        double[] terms = new double[2 * n];
        for (int i = 0; i < n; i++)
        {
            (terms[2 * i], terms[(2 * i) + 1]) = (diagonal[i] / 16, -offDiagonal[i] * offDiagonal[i] / 256);
        }

        return terms;
    }

    private static (long[] Counts, double[] Values, long[] Exponents) Evaluate(
        SturmKernels kernels, double[][] matrices, double[] shifts)
    {
        const int batch = SturmKernels.Batch;
        (long[] counts, double[] values, long[] exponents) = (new long[batch], new double[batch], new long[batch]);
        fixed (double* t0 = matrices[0], t1 = matrices[1], t2 = matrices[2], t3 = matrices[3], x = shifts, v = values)
        {
            fixed (long* c = counts, e = exponents)
            {
                double** terms = stackalloc double*[] { t0, t1, t2, t3 };
                kernels.Evaluate(terms, matrices[0].Length / 2, x, c, v, e);
            }
        }

        return (counts, values, exponents);
    }

    private static Brackets Intervals(out int count)
    {
        count = 2 * SturmKernels.Block;
        var brackets = new Brackets(1, count);
        for (int k = 0; k < count; k++)
        {
            double low = (1.0 / 3) - (0.1 / (k + 1));
            double high = (1.0 / 3) + (0.02 * (k + 1));
            brackets.Add(0, new SturmPoint(low, k, low - 1, -k), new SturmPoint(high, k + 1, 1 / high, -2 * k));
        }

        return brackets;
    }

    private static void AssertSameBits(BracketRows expected, BracketRows actual, int count, string what)
    {
        KnownSpectrum.AssertSameBits(Row(expected.A), Row(actual.A), what);
        KnownSpectrum.AssertSameBits(Row(expected.B), Row(actual.B), what);
        KnownSpectrum.AssertSameBits(Row(expected.ValueA), Row(actual.ValueA), what);
        KnownSpectrum.AssertSameBits(Row(expected.ValueB), Row(actual.ValueB), what);
        KnownSpectrum.AssertSameBits(Row(expected.Goal), Row(actual.Goal), what);
        KnownSpectrum.AssertSameBits(Row(expected.Steps), Row(actual.Steps), what);
        KnownSpectrum.AssertSameBits(Row(expected.Size), Row(actual.Size), what);
        KnownSpectrum.AssertSameBits(Row(expected.Trial), Row(actual.Trial), what);

        double[] Row(double* row) => new Span<double>(row, count).ToArray();
    }
}
