using Heavytail.Comparison.Models;
using Heavytail.Traps;

namespace Heavytail;

/// <summary>A model beside a base: layers by their names, differences of metrics, distances of weights.</summary>
public static class ModelComparer
{
    /// <summary>Compares two models that were analyzed with the same options and still are open.</summary>
    /// <param name="baseCheckpoint">The open base.</param>
    /// <param name="before">Its analysis, with spectra.</param>
    /// <param name="checkpoint">The other model.</param>
    /// <param name="after">Its analysis, with spectra.</param>
    /// <param name="options">How they are compared.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static ModelComparison Compare(
        Checkpoint baseCheckpoint,
        ModelAnalysis before,
        Checkpoint checkpoint,
        ModelAnalysis after,
        ComparisonOptions options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseCheckpoint);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(options);
        Layer[] old = [.. before.AllLayers];
        Layer[] now = [.. after.AllLayers];
        var (matches, unused, notes) = NameMatching.Of(
            [.. old.Select(layer => layer.Name)], [.. now.Select(layer => layer.Name)], options.Maps);
        var pairs = Pairs(old, now, matches);
        var errors = new List<CheckpointException>();
        var layers = pairs.SelectMany(pair => RowsOf(pair, before, after)).ToList();
        errors.AddRange(layers.Where(layer => layer.Change == LayerChange.Reshaped)
            .DistinctBy(layer => layer.Name).Select(layer => Reshaped(layer, before)));
        var work = new PairedWork(baseCheckpoint, checkpoint, after.Options, cancellation);
        work.MeasureWeights(layers, errors);
        if (options.Delta)
        {
            errors.AddRange(work.MeasureDelta(layers));
        }

        return new ModelComparison
        {
            Base = before,
            Other = after,
            Layers = layers,
            UnusedMaps = unused,
            Notes = notes,
            Errors = errors,
        };
    }

    /// <summary>The pairs in the order of the base, then what only the other model has.</summary>
    private static IEnumerable<(Layer? Before, Layer? After, MatchedBy? By)> Pairs(
        Layer[] old, Layer[] now, IReadOnlyList<NameMatch> matches)
    {
        var byBase = matches.ToDictionary(match => match.Base);
        var matched = matches.Select(match => match.Other).ToHashSet();
        return old.Select((layer, index) => byBase.TryGetValue(index, out var match)
                ? (layer, now[match.Other], match.By)
                : ((Layer?)layer, (Layer?)null, (MatchedBy?)null))
            .Concat(now.Where((_, index) => !matched.Contains(index))
                .Select(layer => ((Layer?)null, (Layer?)layer, (MatchedBy?)null)));
    }

    /// <summary>The rows of a pair: one, or one a slice; none where neither model analyzed the layer.</summary>
    private static IEnumerable<ComparedLayer> RowsOf(
        (Layer? Before, Layer? After, MatchedBy? By) pair, ModelAnalysis before, ModelAnalysis after)
    {
        var old = Rows(before, pair.Before);
        var now = Rows(after, pair.After);
        foreach (int? slice in old.Concat(now).Select(row => row.Slice).Distinct())
        {
            yield return Row(
                pair, old.FirstOrDefault(row => row.Slice == slice), now.FirstOrDefault(row => row.Slice == slice),
                before.Options.Method.Convention);
        }
    }

    private static LayerAnalysis[] Rows(ModelAnalysis model, Layer? layer) => layer is null
        ? [] : [.. model.Layers.Where(row => row.Layer.Id == layer.Id && row.Layer.Part == layer.Part)];

    private static ComparedLayer Row(
        (Layer? Before, Layer? After, MatchedBy? By) pair, LayerAnalysis? old, LayerAnalysis? now,
        Convention convention)
    {
        bool hasShape = pair is ({ } one, { } other, _)
            && (one.Rows, one.Columns, one.Rf) == (other.Rows, other.Columns, other.Rf);
        var change = pair.Before is null ? LayerChange.OnlyOther
            : pair.After is null ? LayerChange.OnlyBase
            : hasShape ? LayerChange.Unknown : LayerChange.Reshaped;
        var row = new ComparedLayer
        {
            Base = pair.Before,
            Other = pair.After,
            MatchedBy = pair.By,
            Before = old,
            After = now,
            Change = change,
            Alpha = old is null || now is null ? null
                : new LayerDifference(LayerVerdict.From(old, convention), LayerVerdict.From(now, convention)),
            Note = pair is ({ } left, { } right, _) && (old is null || now is null)
                ? $"{(old is null ? left.Name : right.Name)} is left out of the analysis of "
                    + $"the {(old is null ? "base" : "other model")}" : null,
        };
        return hasShape && old?.KeptSpectrum is { } spectrum && now?.KeptSpectrum is { } changed
            ? WithSpectra(row, spectrum, changed) : row;
    }

    private static ComparedLayer WithSpectra(ComparedLayer row, Spectrum before, Spectrum after)
    {
        double[] old = NonNegative(before);
        double[] now = NonNegative(after);
        double all = (old.Sum() + now.Sum()) / 2;
        return row with
        {
            SpectrumWasserstein = all > 0 ? old.Zip(now, (one, other) => Math.Abs(one - other)).Sum() / all : null,
            SpectrumJensenShannon = SpectrumDistance.JensenShannon(old, now),
        };
    }

    /// <summary>The eigenvalues, ascending, with zeros for those that are zero to their precision.</summary>
    private static double[] NonNegative(Spectrum spectrum)
    {
        double[] values =
        [
            .. spectrum.Slices.SelectMany(slice =>
                slice.Eigenvalues().Select((value, index) => index < slice.Count - slice.Rank ? 0 : value)),
        ];
        Array.Sort(values);
        return values;
    }

    private static InvalidCheckpointException Reshaped(ComparedLayer layer, ModelAnalysis before) => new(
        layer.Other!.Tensor.File,
        layer.Other.LongName,
        $"its shape is {layer.Other.Tensor.Shape}; expected {layer.Base!.Tensor.Shape}, that of "
            + $"`{layer.Base.LongName}` in the base `{before.Path}`",
        "weights of different shapes have no difference: leave the layer out with `Layers`, or pair it with another "
            + "one");
}
