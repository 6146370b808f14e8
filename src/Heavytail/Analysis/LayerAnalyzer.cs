using System.Globalization;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>One layer: stored values → spectrum → metrics of the convention → further measures.</summary>
/// <param name="checkpoint">The file.</param>
/// <param name="options">By which convention, with which measures.</param>
/// <param name="engine">Decomposes layers.</param>
/// <param name="cancellation">Stops the work.</param>
internal sealed class LayerAnalyzer(
    Checkpoint checkpoint, AnalysisOptions options, ISpectrumEngine engine, CancellationToken cancellation)
{
    private readonly MetricTable _table = options.Metrics;

    /// <returns>The layer, or each of its slices where the convention does not pool them.</returns>
    /// <exception cref="InvalidCheckpointException">The values cannot be read.</exception>
    public IReadOnlyList<LayerAnalysis> Analyze(LayerTask task)
    {
        var layer = task.Layer;
        Stream Open() => checkpoint.OpenRead(layer.Tensor, layer.Layout.View);
        try
        {
            var resources = new SpectrumResources(task.Share.SlicesAtOnce, task.Share.PerSlice);
            var result = engine.Decompose(task.Request, Open, resources, cancellation);
            if (result.Spectrum is not { } spectrum)
            {
                var status = new LayerMetrics { Status = LayerStatus.NonFiniteWeights, Table = _table };
                return [new LayerAnalysis(layer, status, Describe(result.NonFinite!, layer))];
            }

            var weights = new WeightReader(layer, Open, cancellation);
            var convention = options.Method.Convention;
            return
            [
                .. convention.Measure(layer, spectrum.Scale(convention.Factor(layer)))
                    .Select(row => Row(layer, row, weights, spectrum)),
            ];
        }
        catch (Exception e) when (Checkpoint.IsDamage(e))
        {
            throw Checkpoint.Damaged(layer.Tensor, e);
        }
    }

    private LayerAnalysis Row(Layer layer, ConventionRow row, WeightReader weights, Spectrum spectrum)
    {
        var metrics = row.Metrics with { Table = _table };
        foreach (var measure in options.Measures.List)
        {
            metrics = measure.Measure(
                new MeasureInput(layer, row.Slice, row.Spectrum, metrics, weights, options.Measures.Seed));
        }

        return new LayerAnalysis(layer, metrics, row.Note)
        {
            Slice = row.Slice,
            KeptSpectrum = spectrum,
        };
    }

    /// <summary>How many NaN and infinities there are, and where the first is.</summary>
    private static string Describe(NonFiniteWeights found, Layer layer)
    {
        long rest = layer.Layout.PlaceInTensor(found.First);
        long[] position = new long[layer.Tensor.Shape.Rank];
        for (int d = position.Length - 1; d >= 0; d--)
        {
            rest = Math.DivRem(rest, layer.Tensor.Shape[d], out position[d]);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Nan} NaN and {found.Infinite} infinite weights, the first at [{string.Join(", ", position)}]");
    }
}
