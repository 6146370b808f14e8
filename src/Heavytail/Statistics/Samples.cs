namespace Heavytail.Statistics;

/// <summary>Validates the input of every function here: finite values, as many x as y.</summary>
internal static class Samples
{
    /// <exception cref="ArgumentException">A value is NaN or infinite; the message names it and its index.</exception>
    public static void Check(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"value {i} is {values[i]}, expected finite numbers; FinitePairs leaves others out"),
                    name);
            }
        }
    }

    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN or infinite.</exception>
    public static void CheckPair(ReadOnlySpan<double> x, ReadOnlySpan<double> y, string nameOfY = "y")
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"{y.Length} values, expected {x.Length}, as many as x", nameOfY);
        }

        Check(x, nameof(x));
        Check(y, nameOfY);
    }
}
