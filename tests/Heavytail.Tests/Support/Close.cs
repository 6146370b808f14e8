using System.Globalization;

namespace Heavytail.Tests.Support;

/// <summary>Comparison of doubles by relative error.</summary>
internal static class Close
{
    /// <summary>
    /// Fails unless |actual − expected| ≤ tolerance·|expected|; infinities and missing values equal themselves.
    /// </summary>
    public static void Assert(double? expected, double? actual, double tolerance, string what)
    {
        bool close = expected is null || actual is null || !double.IsFinite(expected.Value)
            ? Equals(expected, actual)
            : Math.Abs(actual.Value - expected.Value) <= tolerance * Math.Abs(expected.Value);
        Xunit.Assert.True(close, string.Create(
            CultureInfo.InvariantCulture, $"{what}: expected {expected:R}, found {actual:R}"));
    }
}
