using Heavytail.Statistics;

namespace Heavytail.RandomMatrices;

/// <summary>The bulk of one slice, in the units of its eigenvalues.</summary>
internal sealed class SliceBulk
{
    private readonly BulkSearch _search;
    private readonly double _largest;
    private readonly double[] _shares;

    /// <param name="eigenvalues">Nonzero eigenvalues, ascending.</param>
    /// <param name="models">The models of the layer.</param>
    public SliceBulk(ReadOnlySpan<double> eigenvalues, BulkModels models)
    {
        // Ratios to the largest: so that the scale of W changes no count, and nothing overflows.
        _largest = eigenvalues[^1];
        double[] ratios = new double[eigenvalues.Length];
        for (int i = 0; i < ratios.Length; i++)
        {
            ratios[i] = eigenvalues[i] / _largest;
        }

        _search = new BulkSearch(ratios, models);
        double unit = _search.Variance * _search.Model.Rows;
        _shares = new double[_search.Bulk.Length];
        for (int i = 0; i < _shares.Length; i++)
        {
            _shares[i] = _search.Model.Law.Cdf(ratios[i] / unit);
        }
    }

    /// <summary>The layer: means over its slices, the sum of their spikes.</summary>
    public static BulkResult Summarize(List<SliceBulk> slices)
    {
        (double variance, double rows, double columns, double edge) = (0, 0, 0, 0);
        double largest = 0;
        (int spikes, int count) = (0, 0);
        foreach (var slice in slices)
        {
            var search = slice._search;
            variance += slice.Variance;
            rows += search.Model.Rows;
            columns += search.Model.Columns;
            edge += search.Model.Edge;
            largest = Math.Max(largest, slice._largest);
            spikes += search.Spikes;
            count += slice._shares.Length + search.Spikes;
        }

        variance /= slices.Count;
        rows /= slices.Count;
        columns /= slices.Count;
        edge /= slices.Count;
        double end = Math.Sqrt(rows) + Math.Sqrt(columns);
        double start = Math.Sqrt(rows) - Math.Sqrt(Math.Min(rows, columns));
        double p = PValue(slices);
        (double? spread, double? score) = Spread(slices);
        return new BulkResult(
            LastMethod(slices),
            Math.Sqrt(variance),
            variance * start * start,
            variance * end * end,
            variance * edge,
            spikes,
            variance * end * end / largest,
            Distance(slices),
            p < 1e-9 ? p * slices.Count : 1 - Math.Pow(1 - p, slices.Count),
            spread is double value ? Math.Sqrt(Math.Max(0, value)) : null,
            score,
            count);
    }

    private double Variance => _search.Variance * _largest;

    /// <summary>
    /// The least probability, over slices, that the largest eigenvalue of noise is as large as λ_max. Of slices that
    /// share a model it is that of the largest ratio.
    /// </summary>
    private static double PValue(List<SliceBulk> slices)
    {
        double least = 1;
        var (model, ratio) = (slices[0]._search.Whole, 0.0);
        foreach (var slice in slices)
        {
            if (slice._search.Whole != model)
            {
                least = Math.Min(least, model.Noise.PValue(ratio));
                (model, ratio) = (slice._search.Whole, 0);
            }

            ratio = Math.Max(ratio, slice._search.LargestRatio);
        }

        return Math.Min(least, model.Noise.PValue(ratio));
    }

    private static BulkMethod LastMethod(List<SliceBulk> slices)
    {
        var method = BulkMethod.Matching;
        foreach (var slice in slices)
        {
            method = slice._search.Method > method ? slice._search.Method : method;
        }

        return method;
    }

    /// <summary>The mean of ν̂, and how far it is from that of noise.</summary>
    private static (double? Spread, double? Score) Spread(List<SliceBulk> slices)
    {
        double sum = 0;
        double mean = 0;
        double square = 0;
        int count = 0;
        foreach (var slice in slices)
        {
            if (slice._search.Spread is double spread)
            {
                sum += spread;
                mean += slice._search.Model.SpreadMean;
                square += slice._search.Model.SpreadDeviation * slice._search.Model.SpreadDeviation;
                count++;
            }
        }

        return count == 0 ? (null, null) : (sum / count, (sum - mean) / Math.Sqrt(square));
    }

    /// <summary>
    /// The distance of Kolmogorov and Smirnov between the shares of the law below each eigenvalue, of all slices, and
    /// evenly distributed ones.
    /// </summary>
    private static double Distance(List<SliceBulk> slices)
    {
        double[] shares = SortedRuns.Merge(slices.ConvertAll(slice => (ReadOnlyMemory<double>)slice._shares));
        double largest = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            double below = (double)i / shares.Length;
            largest = Math.Max(largest, Math.Max(shares[i] - below, below + (1.0 / shares.Length) - shares[i]));
        }

        return largest;
    }
}
