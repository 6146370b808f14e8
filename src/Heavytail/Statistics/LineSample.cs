namespace Heavytail.Statistics;

/// <summary>The points of a line as it needs them for predictions: deviations in units of powers of two.</summary>
/// <param name="X">x − x̄.</param>
/// <param name="Y">y − ȳ.</param>
/// <param name="Slope">Slope in those units.</param>
/// <param name="SquaredError">Σe², in units of y squared.</param>
/// <param name="LeaveOneOutResiduals">
/// e/(1−h), in units of y; null where a line without some point cannot be drawn.
/// </param>
internal sealed record LineSample(
    Deviations X, Deviations Y, double Slope, double SquaredError, double[]? LeaveOneOutResiduals)
{
    private int Count => X.Values.Length;

    /// <summary>(x − x̄), in units of x.</summary>
    public double Deviation(double x) => (x / X.Unit) - (X.Mean / X.Unit);

    public double Value(double deviation) => Y.Mean + (Slope * deviation * Y.Unit);

    /// <summary>The standard error of a new observation: s·√(1 + 1/n + (x−x̄)²/Σ(x−x̄)²), s² = Σe²/(n−2).</summary>
    public double StandardError(double deviation) =>
        Math.Sqrt(SquaredError / (Count - 2) * (1 + Pull(deviation, deviation))) * Y.Unit;

    /// <summary>
    /// What the lines drawn without point i say at x, each less and more its own error at i, ascending. Without point i
    /// the line at x is lower by (1/n + (x−x̄)(x_i−x̄)/Σ(x−x̄)²)·e_i/(1−h_i).
    /// </summary>
    public (double[] Low, double[] High) LeaveOneOutEnds(double deviation, double[] residuals)
    {
        double value = Slope * deviation;
        double[] low = new double[Count];
        double[] high = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            double without = value - (Pull(deviation, X.Values[i]) * residuals[i]);
            low[i] = Y.Mean + ((without - Math.Abs(residuals[i])) * Y.Unit);
            high[i] = Y.Mean + ((without + Math.Abs(residuals[i])) * Y.Unit);
        }

        Array.Sort(low);
        Array.Sort(high);
        return (low, high);
    }

    /// <summary>How much a point at one x moves the line at another: 1/n + d·d'/Σd².</summary>
    private double Pull(double deviation, double other) => (1.0 / Count) + (deviation * other / X.SumOfSquares);

    /// <summary>Two lines are equal where their points are, in units of powers of two.</summary>
    public bool Equals(LineSample? other) => other is not null
        && X.Values.AsSpan().SequenceEqual(other.X.Values) && Y.Values.AsSpan().SequenceEqual(other.Y.Values);

    public override int GetHashCode() => HashCode.Combine(Count, Slope, SquaredError);
}
