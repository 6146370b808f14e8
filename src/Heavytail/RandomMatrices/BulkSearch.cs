namespace Heavytail.RandomMatrices;

/// <summary>The sequence of fits that ends where no further eigenvalue is a spike.</summary>
internal sealed class BulkSearch
{
    private readonly double[] _ratios;
    private readonly BulkShape _shape;
    private readonly double _level;

    /// <param name="ratios">λ/λ_max, ascending, positive.</param>
    /// <param name="shape">Their matrix.</param>
    /// <param name="level">The share of noise that has no spike.</param>
    public BulkSearch(double[] ratios, BulkShape shape, double level)
    {
        (_ratios, _shape, _level) = (ratios, shape, level);
        Method = BulkMethod.Matching;
        Fit(0);
        // k only grows, and by one at least: the loop ends after count/2 steps at most.
        while (CountAbove(EdgeRatio) is int above && above > Spikes)
        {
            if (above > MostSpikes)
            {
                FitMedian();
                break;
            }

            Fit(above);
        }
    }

    public BulkMethod Method { get; private set; }

    /// <summary>k.</summary>
    public int Spikes { get; private set; }

    /// <summary>How many times σ was estimated.</summary>
    public int Steps { get; private set; }

    private double Variance { get; set; }

    private double Spread { get; set; }

    /// <summary>The edge, as a ratio to λ_max.</summary>
    private double EdgeRatio { get; set; }

    private EstimatedEdge Noise { get; set; }

    /// <summary>With more spikes the middle of the spectrum is spikes.</summary>
    private int MostSpikes => Math.Min(_shape.Count / 2, _shape.Count - BulkMatching.LeastCount);

    /// <summary>The result, in the units of the eigenvalues.</summary>
    /// <param name="largest">λ_max.</param>
    public BulkResult Result(double largest)
    {
        double rows = _shape.EffectiveRows(MatrixSpikes);
        double aspect = _shape.Aspect(MatrixSpikes);
        var law = new MarchenkoPastur(aspect);
        double unit = Variance * rows;
        var all = new EstimatedEdge(_shape.EffectiveRows(0), _shape.EffectiveColumns(0), _shape.Slices);
        double mean = 0.65 / rows;
        double deviation = (3.0 + (1.35 * aspect)) / (rows * Math.Sqrt(_shape.Slices));
        return new BulkResult(
            Method,
            Math.Sqrt(Variance) * Math.Sqrt(largest),
            law.LowerEdge * unit * largest,
            law.UpperEdge * unit * largest,
            EdgeRatio * largest,
            Spikes,
            law.UpperEdge * unit,
            Distance(law, unit),
            all.PValue(1 / Variance),
            Math.Sqrt(Math.Max(0, Spread)),
            (Spread - mean) / deviation);
    }

    /// <summary>The spikes that the fitted matrix lacks.</summary>
    private int MatrixSpikes => Method == BulkMethod.Matching ? Spikes : 0;

    private void Fit(int spikes)
    {
        var matching = BulkMatching.Of(_ratios, _shape, spikes);
        (Spikes, Variance, Spread) = (spikes, matching.Variance, matching.Spread);
        Noise = new EstimatedEdge(_shape.EffectiveRows(spikes), _shape.EffectiveColumns(spikes), _shape.Slices);
        EdgeRatio = Variance * Noise.At(_level);
        Steps++;
    }

    /// <summary>Gavish and Donoho's σ, which half of the eigenvalues may spoil.</summary>
    private void FitMedian()
    {
        Method = BulkMethod.Median;
        int middle = _ratios.Length / 2;
        double median = _ratios.Length % 2 == 1 ? _ratios[middle] : 0.5 * (_ratios[middle - 1] + _ratios[middle]);
        Variance = median / (_shape.EffectiveRows(0) * new MarchenkoPastur(_shape.Aspect(0)).Median);
        Noise = new EstimatedEdge(_shape.EffectiveRows(0), _shape.EffectiveColumns(0), _shape.Slices);
        EdgeRatio = Variance * Noise.At(_level);
        Spikes = CountAbove(EdgeRatio);
        Spread = BulkMatching.Of(_ratios, _shape, 0).Spread;
        Steps++;
    }

    private int CountAbove(double edge)
    {
        int count = 0;
        while (count < _ratios.Length && _ratios[^(count + 1)] > edge)
        {
            count++;
        }

        return count;
    }

    /// <summary>The distance of Kolmogorov and Smirnov between the eigenvalues below the spikes and the law.</summary>
    private double Distance(MarchenkoPastur law, double unit)
    {
        int count = _ratios.Length - Spikes;
        double largest = 0;
        for (int i = 0; i < count; i++)
        {
            double share = law.Cdf(_ratios[i] / unit);
            largest = Math.Max(largest, Math.Max(share - ((double)i / count), ((i + 1.0) / count) - share));
        }

        return largest;
    }
}
