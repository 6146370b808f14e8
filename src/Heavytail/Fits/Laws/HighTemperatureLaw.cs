// What:      the high-temperature Marchenko–Pastur law (HTMP) of a whole spectrum, by its two parameters.
// Formula:   b = κ/2, c = 1 + b·(1 − 1/γ). The law has mass 1 − 1/γ at 0, and elsewhere the density p(u)/γ with
//            p(u) = γ·b·y^(−c)·e^(−y)/(Γ(b+1)·Γ(b−c+1)·|U(b, c, −y)|²), y = b·u, of mass 1 and mean 1. Near 0 it is
//            ~ u^(b·(1 − 1/γ) − 1), far out ~ u^(2b−c)·e^(−b·u); κ → ∞ is Marchenko and Pastur's law of N/M = γ,
//            γ → ∞ a gamma law.
// Reference: Hodgkinson, Wang & Mahoney, arXiv 2506.03470. Its density is p(u/γ)/γ.
namespace Heavytail.Fits.Laws;

/// <summary>The law with given parameters, of the logarithm of u.</summary>
internal sealed class HighTemperatureLaw
{
    private readonly HighTemperatureBranch _above;
    private readonly HighTemperatureBranch _below;
    private readonly double _logScale;

    /// <param name="gamma">γ, above 1.</param>
    /// <param name="kappa">κ, above 0.</param>
    /// <param name="tolerance">The relative error of a step of its equation; ln p has some hundred of it.</param>
    public HighTemperatureLaw(double gamma, double kappa, double tolerance = 1e-8)
    {
        var equation = new HighTemperatureEquation(gamma, kappa, tolerance);
        var start = equation.Start();
        _logScale = Math.Log(equation.Scale);
        _above = new HighTemperatureBranch(equation, start, 1);
        _below = new HighTemperatureBranch(equation, start, -1);
    }

    /// <summary>ln of the density of ln u: ln p(u) + ln u.</summary>
    /// <param name="log">ln u.</param>
    public double LogDensity(double log) => Sum([log], 0).Value;

    /// <summary>The sum of the density's logarithm over values, and its slope by a shift of them.</summary>
    /// <param name="logs">ln u but for the shift, ascending.</param>
    /// <param name="shift">What is added to each.</param>
    /// <returns>NaN where the law could not be computed.</returns>
    public (double Value, double Slope) Sum(ReadOnlySpan<double> logs, double shift)
    {
        int above = CountBelowOne(logs, shift);
        (double value, double slope) = (0, 0);
        int step = 1;
        for (int k = above - 1; k >= 0; k--)
        {
            double x = logs[k] + shift;
            step = _below.Find(x, step);
            var (log, derivative) = _below.Density(x, step);
            value += log + x;
            slope += derivative + 1;
        }

        step = 1;
        for (int k = above; k < logs.Length; k++)
        {
            double x = logs[k] + shift;
            step = _above.Find(x, step);
            var (log, derivative) = _above.Density(x, step);
            value += log + x;
            slope += derivative + 1;
        }

        return (value + (logs.Length * _logScale), slope);
    }

    /// <summary>The probability below values.</summary>
    /// <param name="logs">ln u but for the shift, ascending.</param>
    /// <param name="shift">What is added to each.</param>
    public double[] Below(ReadOnlySpan<double> logs, double shift)
    {
        double[] below = new double[logs.Length];
        int above = CountBelowOne(logs, shift);
        double atOne = _below.ToZero();
        int step = 1;
        for (int k = above - 1; k >= 0; k--)
        {
            step = _below.Find(logs[k] + shift, step);
            below[k] = atOne + _below.Mass(logs[k] + shift, step);
        }

        step = 1;
        for (int k = above; k < logs.Length; k++)
        {
            step = _above.Find(logs[k] + shift, step);
            below[k] = atOne + _above.Mass(logs[k] + shift, step);
        }

        return below;
    }

    /// <summary>How many values of u are below 1.</summary>
    private static int CountBelowOne(ReadOnlySpan<double> logs, double shift)
    {
        int count = 0;
        while (count < logs.Length && logs[count] + shift < 0)
        {
            count++;
        }

        return count;
    }
}
