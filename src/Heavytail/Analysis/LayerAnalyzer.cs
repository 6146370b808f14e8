using System.Globalization;
using Heavytail.Formats;
using Heavytail.Layers;
using Heavytail.LinearAlgebra;
using Heavytail.Metrics;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>One layer: numbers → spectrum → metrics.</summary>
internal static class LayerAnalyzer
{
    /// <exception cref="InvalidCheckpointException">The numbers cannot be read.</exception>
    public static LayerAnalysis Analyze(
        Checkpoint checkpoint, Layer layer, Compatibility compatibility, CancellationToken cancellation)
    {
        double[] weights = new double[layer.Tensor.Shape.ElementCount];
        checkpoint.Read(layer.Tensor, weights);
        if (DescribeNonFinite(weights, layer) is string note)
        {
            return new LayerAnalysis(layer, new LayerMetrics { Status = LayerStatus.NonFiniteWeights }, note);
        }

        var spectrum = LayerSpectrum.Compute(weights, layer, compatibility, Kernels.Current, cancellation);
        var metrics = compatibility == Compatibility.WeightWatcher
            ? WeightWatcherMetrics.Compute(spectrum, WeightWatcherShape.N(layer))
            : SpectralMetrics.Compute(spectrum);
        return new LayerAnalysis(layer, metrics, Explain(metrics.Status));
    }

    private static string? Explain(LayerStatus status) => status switch
    {
        LayerStatus.Success => null,
        LayerStatus.AllZero => "all weights are zero",
        LayerStatus.TooFewEigenvalues => "fewer than two eigenvalues are above zero",
        LayerStatus.EqualEigenvalues => "the largest eigenvalues are all equal: alpha is infinite",
        LayerStatus.OutOfRange => "the eigenvalues are beyond the range of double",
        _ => "the power-law fit failed",
    };

    /// <summary>How many NaN and infinities there are, and where the first is; null when there are none.</summary>
    private static string? DescribeNonFinite(double[] weights, Layer layer)
    {
        int first = Array.FindIndex(weights, value => !double.IsFinite(value));
        if (first < 0)
        {
            return null;
        }

        int nan = weights.Count(double.IsNaN);
        int infinite = weights.Count(double.IsInfinity);
        long rest = first;
        long[] place = new long[layer.Tensor.Shape.Rank];
        for (int d = place.Length - 1; d >= 0; d--)
        {
            rest = Math.DivRem(rest, layer.Tensor.Shape[d], out place[d]);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{nan} NaN and {infinite} infinite weights, the first at [{string.Join(", ", place)}]");
    }
}
