using Heavytail.Fits;

namespace Heavytail.Benchmarks.Calibration;

/// <summary>How often the intervals of one kind have the true exponent, and how wide they are.</summary>
internal sealed class Coverage
{
    private readonly List<double> _widths = [];
    private int _hits;

    public double Share => (double)_hits / _widths.Count;

    public double MedianWidth
    {
        get
        {
            double[] sorted = [.. _widths.Order()];
            return sorted[sorted.Length / 2];
        }
    }

    public void Add(AlphaInterval interval, double alpha)
    {
        _widths.Add(interval.Width);
        _hits += interval.Contains(alpha) ? 1 : 0;
    }
}
