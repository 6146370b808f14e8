using System.Globalization;
using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>The criteria that computed eigenvalues are held to.</summary>
internal static class KnownSpectrum
{
    public const double Epsilon = 2.220446049250313e-16;

    /// <summary>Every eigenvalue to this many ε·λmax, whatever the spectrum.</summary>
    private const double Units = 30;

    /// <summary>The larger half of a spectrum that is not graded, relative to each.</summary>
    private const double TopHalfError = 1e-12;

    public static double Largest(IEnumerable<double> values) => values.Select(Math.Abs).DefaultIfEmpty().Max();

    /// <summary>
    /// Fails unless |λ' − λ| ≤ 30·ε·λmax for each pair and, where the spectrum is not graded, the half that is largest
    /// in magnitude is right to 1e-12 of each.
    /// </summary>
    /// <param name="expected">Ascending.</param>
    /// <param name="actual">Ascending.</param>
    /// <param name="what">Named in the failure.</param>
    /// <param name="inputError">Norm of what the matrix differs by from that of the expected values.</param>
    public static void AssertClose(double[] expected, double[] actual, string what, double inputError = 0)
    {
        double largest = Largest(expected);
        AssertWithin(expected, actual, (Units * Epsilon * largest) + inputError, what);
        int[] top = [.. TopHalf(expected)];

        // Graded: ten units ε·λmax, a usual error of an orthogonal reduction, are more than 1e-12 of the median. That
        // is λmax above 450 medians; up to 150 the absolute bound implies the relative one.
        bool graded = top.Length > 0 && TopHalfError * Math.Abs(expected[top[^1]]) < 10 * Epsilon * largest;
        if (!graded && inputError == 0)
        {
            foreach (int k in top)
            {
                double tolerance = TopHalfError * Math.Abs(expected[k]);
                AssertWithin([expected[k]], [actual[k]], tolerance, $"{what}, in the top half {k}");
            }
        }
    }

    /// <summary>Fails unless both are of one length and ascending, no pair further apart than the tolerance.</summary>
    public static void AssertWithin(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} eigenvalues, not {expected.Length}");
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.True(k == 0 || actual[k - 1] <= actual[k], $"{what}: not ascending at {k}");

            // Not "error > tolerance": a NaN has to fail. Nothing is finer than the smallest subnormal number.
            double error = Math.Abs(actual[k] - expected[k]);
            bool close = error <= tolerance || error <= double.Epsilon;
            Assert.True(close, Message(what, expected[k], actual[k], k, tolerance));
        }
    }

    public static void AssertSameBits(double[] expected, double[] actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} eigenvalues, not {expected.Length}");
        for (int k = 0; k < expected.Length; k++)
        {
            bool same = BitConverter.DoubleToInt64Bits(expected[k]) == BitConverter.DoubleToInt64Bits(actual[k]);
            Assert.True(same, Message(what, expected[k], actual[k], k, 0));
        }
    }

    /// <summary>Indices, largest magnitude first.</summary>
    private static IEnumerable<int> TopHalf(double[] values) =>
        Enumerable.Range(0, values.Length).OrderByDescending(k => Math.Abs(values[k])).Take((values.Length + 1) / 2);

    private static string Message(string what, double expected, double actual, int index, double tolerance) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: λ[{index}] is {actual:R}, not {expected:R}: off by {actual - expected:R}, may be {tolerance:R}");
}
