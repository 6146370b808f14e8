using System.Numerics.Tensors;

namespace Heavytail.Statistics;

/// <summary>
/// A sample less its mean, d = (v − v̄)/unit, in units of a power of two near its largest value: sums of squares
/// neither overflow nor vanish, and W and 2^k·W have the same digits.
/// </summary>
internal sealed class Deviations
{
    /// <summary>
    /// Of the largest value: a column that varies by no more is constant. That is 4,500 roundings of a double, room for
    /// the arithmetic that made it (0.1 + 0.2 beside 0.3), and far below any difference that is measured.
    /// </summary>
    public const double Rounding = 1e-12;

    private Deviations(double[] values, double mean, double unit)
    {
        Values = values;
        Mean = mean;
        Unit = unit;
        SumOfSquares = TensorPrimitives.SumOfSquares<double>(values);
    }

    /// <summary>d; all zero for a constant sample.</summary>
    public double[] Values { get; }

    /// <summary>v̄, in the units of the values.</summary>
    public double Mean { get; }

    public double Unit { get; }

    /// <summary>Σd², in units squared.</summary>
    public double SumOfSquares { get; }

    public bool IsConstant => SumOfSquares == 0;

    public static Deviations From(ReadOnlySpan<double> values)
    {
        double largest = Largest(values);
        double unit = largest == 0 ? 1 : Math.ScaleB(1, Math.ILogB(largest));
        double[] scaled = new double[values.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = values[i] / unit;
        }

        bool constant = AreConstant(scaled, largest / unit);
        double mean = Centre(scaled);
        if (constant)
        {
            Array.Clear(scaled);
        }

        return new(scaled, mean * unit, unit);
    }

    /// <summary>Whether values differ by no more than <see cref="Rounding"/> of a magnitude.</summary>
    public static bool AreConstant(ReadOnlySpan<double> values, double magnitude) =>
        values.IsEmpty || TensorPrimitives.Max(values) - TensorPrimitives.Min(values) <= Rounding * magnitude;

    /// <summary>max |v|.</summary>
    public static double Largest(ReadOnlySpan<double> values) =>
        values.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));

    /// <summary>Σ d·d' of two samples.</summary>
    public double Dot(Deviations other) => TensorPrimitives.Dot<double>(Values, other.Values);

    /// <summary>Subtracts the mean, and the rounding error of the mean.</summary>
    private static double Centre(Span<double> values)
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        double mean = TensorPrimitives.Sum<double>(values) / values.Length;
        TensorPrimitives.Subtract(values, mean, values);
        double error = TensorPrimitives.Sum<double>(values) / values.Length;
        TensorPrimitives.Subtract(values, error, values);
        return mean + error;
    }
}
