using Heavytail.Analysis;

namespace Heavytail;

/// <summary>How many layers of a model have which label, and which are the worst.</summary>
public sealed record ModelVerdict
{
    /// <summary>The maximum length of <see cref="Worst"/>.</summary>
    public const int MostWorst = 5;

    /// <summary>The number of rows: layers, or slices where the convention keeps them apart.</summary>
    public required int Rows { get; init; }

    /// <summary>The number of rows with <see cref="LayerLabel.Inside"/>.</summary>
    public required int Inside { get; init; }

    /// <summary>The number of rows with <see cref="LayerLabel.OverTrained"/>.</summary>
    public required int OverTrained { get; init; }

    /// <summary>The number of rows with <see cref="LayerLabel.UnderTrained"/>.</summary>
    public required int UnderTrained { get; init; }

    /// <summary>The number of rows with <see cref="LayerLabel.Uncertain"/>.</summary>
    public required int Uncertain { get; init; }

    /// <summary>The number of rows with <see cref="LayerLabel.RandomLike"/>.</summary>
    public required int RandomLike { get; init; }

    /// <summary>The number of rows without α.</summary>
    public required int WithoutAlpha { get; init; }

    /// <summary>The number of rows without a spectrum: weights that are NaN, infinite or unreadable.</summary>
    public int Failed { get; init; }

    /// <summary>
    /// The number of rows with no eigenvalue, and no entropy, that noise of their shape would not have. Of noise 99 in
    /// 100 have none; of trained layers some one in twelve, most of them of few outputs.
    /// </summary>
    public required int LookingRandom { get; init; }

    /// <summary>The rows that look random; none where verdicts are summed.</summary>
    public required IReadOnlyList<LayerAnalysis> RandomRows { get; init; }

    /// <summary>The number of rows whose spectrum is beyond that of noise of their shape.</summary>
    public required int BeyondNoise { get; init; }

    /// <summary>Whether so many rows look random that the network may be untrained.</summary>
    public bool LooksUntrained =>
        LookingRandom > 0 && LookingRandom >= RandomLayers.LeastShare * (LookingRandom + BeyondNoise);

    /// <summary>
    /// The rows with α below 2 or above 6 that do not look random: first those whose label says so, of these the ones
    /// that are the most widths of their interval away.
    /// </summary>
    public required IReadOnlyList<LayerVerdict> Worst { get; init; }

    /// <summary>The number of rows that are outside for certain.</summary>
    public int Outside => OverTrained + UnderTrained;

    /// <summary>The verdict on a model; without rows of which it is not known what noise would have.</summary>
    public static ModelVerdict From(ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        LayerVerdict[] rows =
        [
            .. model.Layers.Where(row => row.Layer.HasNull)
                .Select(row => LayerVerdict.From(row, model.Options.Method.Convention)),
        ];
        int Count(LayerLabel label) => rows.Count(row => row.Label == label);
        LayerAnalysis[] random = [.. model.Layers.Where(row => RandomLayers.LooksRandom(row) == true)];
        return new ModelVerdict
        {
            Rows = rows.Length,
            Inside = Count(LayerLabel.Inside),
            OverTrained = Count(LayerLabel.OverTrained),
            UnderTrained = Count(LayerLabel.UnderTrained),
            Uncertain = Count(LayerLabel.Uncertain),
            RandomLike = Count(LayerLabel.RandomLike),
            WithoutAlpha = Count(LayerLabel.None),
            Failed = rows.Count(row => row.Row.Metrics.Status.IsError()),
            LookingRandom = random.Length,
            RandomRows = random,
            BeyondNoise = model.Layers.Count(row => RandomLayers.LooksRandom(row) == false),
            Worst =
            [
                .. rows.Where(row => row.Excess > 0 && row.Label != LayerLabel.RandomLike)
                    .OrderBy(row => row.Label == LayerLabel.Uncertain)
                    .ThenByDescending(row => row.ExcessInWidths).Take(MostWorst),
            ],
        };
    }

    /// <summary>The sum of the counts of several models; nothing is worst.</summary>
    public static ModelVerdict Sum(IEnumerable<ModelVerdict> verdicts)
    {
        ModelVerdict[] all = [.. verdicts];
        return new ModelVerdict
        {
            Rows = all.Sum(verdict => verdict.Rows),
            Inside = all.Sum(verdict => verdict.Inside),
            OverTrained = all.Sum(verdict => verdict.OverTrained),
            UnderTrained = all.Sum(verdict => verdict.UnderTrained),
            Uncertain = all.Sum(verdict => verdict.Uncertain),
            RandomLike = all.Sum(verdict => verdict.RandomLike),
            WithoutAlpha = all.Sum(verdict => verdict.WithoutAlpha),
            Failed = all.Sum(verdict => verdict.Failed),
            LookingRandom = all.Sum(verdict => verdict.LookingRandom),
            RandomRows = [],
            BeyondNoise = all.Sum(verdict => verdict.BeyondNoise),
            Worst = [],
        };
    }
}
