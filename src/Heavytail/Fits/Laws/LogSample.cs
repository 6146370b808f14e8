namespace Heavytail.Fits.Laws;

/// <summary>Logarithms of values whose scale is free: the law that is compared with them may be shifted.</summary>
/// <param name="logs">ln of the values, ascending.</param>
internal sealed class LogSample(double[] logs)
{
    private const int MostSteps = 60;

    /// <summary>Of the shift: its square, times a curvature of some units, is what the likelihood loses.</summary>
    private const double Narrow = 1e-7;

    private double _lastShift = -logs[logs.Length / 2];

    /// <summary>Number of values.</summary>
    public int Count => logs.Length;

    /// <summary>At most so many of the values, in the middle of groups of neighbors of one size.</summary>
    public LogSample Thinned(int most) => logs.Length <= most ? this : new LogSample(
        [.. Enumerable.Range(0, most).Select(k => logs[(int)((((2L * k) + 1) * logs.Length) / (2L * most))])]);

    /// <summary>The best mean of the density's logarithm, and the shift that has it.</summary>
    /// <param name="law">The law.</param>
    /// <returns>−∞ where the law could not be computed.</returns>
    public (double Value, double Shift) Fit(HighTemperatureLaw law)
    {
        // The slope falls from (c − 1)·n to −∞: first an interval that has its zero, then Ridders' rule, which solves
        // a − b·e^t in one step.
        double width = 0.25;
        double low = _lastShift;
        var (value, atLow) = law.Sum(logs, low);
        (double high, double atHigh) = (low, atLow);
        while (atLow < 0)
        {
            (high, atHigh) = (low, atLow);
            low -= width;
            width *= 2;
            (value, atLow) = law.Sum(logs, low);
        }

        while (atHigh > 0)
        {
            (low, atLow) = (high, atHigh);
            high += width;
            width *= 2;
            (value, atHigh) = law.Sum(logs, high);
        }

        double best = atLow == 0 ? low : high;
        for (int k = 0; k < MostSteps && high - low > Narrow && atLow > 0 && atHigh < 0; k++)
        {
            double half = 0.5 * (low + high);
            double atHalf = law.Sum(logs, half).Slope;
            double root = Math.Sqrt((atHalf * atHalf) - (atLow * atHigh));
            double next = half + ((half - low) * atHalf / root);
            (value, double atNext) = law.Sum(logs, next);
            bool near = Math.Abs(next - best) < Narrow;
            best = next;
            if (near || atNext == 0)
            {
                break;
            }

            Enclose(half, atHalf);
            Enclose(next, atNext);
        }

        if (!double.IsFinite(value))
        {
            return (double.NegativeInfinity, best);
        }

        _lastShift = best;
        return (value / logs.Length, best);

        void Enclose(double at, double slope)
        {
            if (at <= low || at >= high)
            {
                return;
            }

            if (slope > 0)
            {
                (low, atLow) = (at, slope);
            }
            else
            {
                (high, atHigh) = (at, slope);
            }
        }
    }

    /// <summary>The largest distance between the distribution functions of the law and the values.</summary>
    public double Distance(HighTemperatureLaw law, double shift)
    {
        double[] below = law.Below(logs, shift);
        double distance = 0;
        for (int k = 0; k < below.Length; k++)
        {
            distance = Math.Max(
                distance, Math.Max(below[k] - ((double)k / below.Length), ((k + 1.0) / below.Length) - below[k]));
        }

        return distance;
    }
}
