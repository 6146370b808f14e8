// What:      Spectrum's ratio of signal to noise of a layer, and LaserRMT's threshold.
// Formula:   σ = (q75 − q25)/1.349 of the singular values S; ε = σ·(1 + √β), β = min/max of the dimensions;
//            ratio = ΣS[S > ε]/ΣS[S ≤ ε]/max S, where an empty sum of noise counts as 1.
// Reference: Hartford et al., Spectrum, arXiv 2406.06623, equations 2 to 5; spectrum.py. σ is taken from the singular
//            values, not from the weights, so ε is a rule of thumb and not the edge of Marchenko and Pastur.
// Not done:  vectors (norms): they have one singular value, so that all have the ratio 1, and a choice among equal ones
//            says nothing.
namespace Heavytail.Plans;

/// <summary>What of a layer's singular values is signal.</summary>
/// <param name="Threshold">ε, in the unit of the singular values.</param>
/// <param name="Count">The singular values above ε.</param>
/// <param name="Ratio">The ratio.</param>
internal readonly record struct SignalToNoise(double Threshold, int Count, double Ratio)
{
    /// <summary>The interquartile range of a normal distribution, in standard deviations.</summary>
    private const double NormalRange = 1.349;

    /// <summary>Of a layer; null where its spectrum was not computed. Slices are pooled.</summary>
    public static SignalToNoise? Of(LayerAnalysis row)
    {
        if (row.KeptSpectrum is not { } spectrum)
        {
            return null;
        }

        double[] values = [.. spectrum.Slices.SelectMany(slice => slice.SingularValues())];
        Array.Sort(values);
        return values.Length == 0 || !(values[^1] > 0) ? null
            : Of(values, row.Layer.Rows, row.Layer.Columns);
    }

    /// <summary>Of singular values.</summary>
    /// <param name="ascending">All singular values, ascending, at least one above zero.</param>
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Columns of W.</param>
    public static SignalToNoise Of(ReadOnlySpan<double> ascending, int rows, int columns)
    {
        double sigma = (Quantile(ascending, 0.75) - Quantile(ascending, 0.25)) / NormalRange;
        double beta = (double)Math.Min(rows, columns) / Math.Max(rows, columns);
        double threshold = sigma * (1 + Math.Sqrt(beta));
        double signal = 0;
        double noise = 0;
        int count = 0;
        foreach (double value in ascending)
        {
            bool isSignal = value > threshold;
            count += isSignal ? 1 : 0;
            signal += isSignal ? value : 0;
            noise += isSignal ? 0 : value;
        }

        noise = count == ascending.Length ? 1 : noise;
        return new SignalToNoise(threshold, count, signal / noise / ascending[^1]);
    }

    /// <summary>A quantile, interpolated between neighbors as NumPy and PyTorch do.</summary>
    private static double Quantile(ReadOnlySpan<double> ascending, double share)
    {
        double place = share * (ascending.Length - 1);
        int below = (int)place;
        double above = below + 1 < ascending.Length ? ascending[below + 1] : ascending[below];
        return ascending[below] + ((place - below) * (above - ascending[below]));
    }
}
