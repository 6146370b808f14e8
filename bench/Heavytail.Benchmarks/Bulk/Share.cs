namespace Heavytail.Benchmarks.Bulk;

/// <summary>The mean of draws.</summary>
internal sealed class Share
{
    private double _sum;
    private double _squares;
    private int _count;

    public double Mean => _sum / _count;

    public double Deviation => Math.Sqrt(Math.Max(0, (_squares / _count) - (Mean * Mean)));

    /// <summary>The standard error of the mean.</summary>
    public double Error => Deviation / Math.Sqrt(_count);

    public void Add(double value)
    {
        _sum += value;
        _squares += value * value;
        _count++;
    }
}
