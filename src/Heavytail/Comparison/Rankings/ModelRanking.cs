using Heavytail.Comparison.Rankings;

namespace Heavytail;

/// <summary>
/// Orders models by the votes of metrics, and measures how much the order depends on the choice of layers.
/// </summary>
public static class ModelRanking
{
    /// <summary>
    /// Means that differ by no more are equal: copies whose F32 weights were rescaled were measured to differ by 3e-8.
    /// </summary>
    internal const double Tie = 1e-7;

    /// <summary>Ranks models. One that looks untrained gets no place, and takes part in no rank of another.</summary>
    /// <param name="models">Two or more that do not look untrained, analyzed by the same convention.</param>
    /// <param name="options">Voting metrics, draws and seed.</param>
    /// <param name="reference">A family with scores, or null.</param>
    /// <param name="cancellation">Ends the draws.</param>
    /// <exception cref="ArgumentException">
    /// Fewer than two models that do not look untrained, several conventions, or no metric that all of these have.
    /// </exception>
    public static Ranking Rank(
        IReadOnlyList<ModelAnalysis> models,
        RankingOptions options,
        RankingReference? reference = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(options);
        string[] conventions = [.. models.Select(model => model.Options.Method.Convention.Scaling).Distinct()];
        var untrained = models.ToLookup(UntrainedNotes.LooksUntrained);
        ModelAnalysis[] candidates = [.. untrained[false]];
        if (candidates.Length < 2 || conventions.Length > 1)
        {
            throw new ArgumentException(
                "a ranking takes two or more models of one convention that do not look untrained", nameof(models));
        }

        var layers = LayerValues.From(candidates, options.Metrics);
        if (layers.Metrics.Count == 0)
        {
            throw new ArgumentException(
                $"none of the metrics {string.Join(", ", options.Metrics)} has a value for every model",
                nameof(models));
        }

        var places = Places.Of(layers, options, cancellation);
        var remarks = RankingRemarks.Of(candidates, models, layers);
        var predictions = new Predictions(reference, options);
        RankedModel[] ordered =
            [.. places.Order.Select(i => predictions.AddTo(places.Ranked(i, candidates[i].Path), candidates[i]))];
        string?[] doubts = [.. places.Order.Select(i => remarks.Short[i])];
        bool[] isCopy = [.. places.Order.Select(i => layers.Copies.IsSame(i))];
        var checks = PlaceChecks.Of(
            [.. places.Order.Select(i => candidates[i])],
            [.. ordered.Select((model, k) => model with { Remark = doubts[k] })],
            isCopy,
            layers.Votes);
        ordered = [.. ordered.Select((model, k) => model with { Remark = checks.Short[k] })];
        var lead = Lead.Of(candidates, layers.Metrics, places.Ranks, places.Order[0], options.Seed, cancellation);
        RankedModel[] unplaced =
        [
            .. untrained[true].Select(model => predictions.AddTo(
                RankedModel.Untrained(model.Path, Means(model, layers.Metrics)), model)),
        ];
        var sentence = new RankingSentence(ordered, lead)
        {
            Doubts = doubts,
            IsCopy = isCopy,
            IsNoted = checks.Sentences.Count > 0,
            Votes = layers.Votes,
            Unplaced = [.. unplaced.Select(model => model.Path)],
        };
        return new Ranking(
            layers.Metrics, [.. ordered, .. unplaced], lead.Agreement, Comparability.Differences(candidates),
            conventions[0])
        {
            ScaleMetrics = layers.Votes.Scale,
            ScaleHasSay = layers.Votes.ScaleHasSay,
            LeadP = lead.P,
            IsClear = sentence.IsClear,
            Options = options,
            Reference = reference,
            Sentence = sentence.Write(),
            Notes = [.. remarks.Sentences, .. checks.Sentences, .. checks.Asides, .. predictions.Notes],
        };
    }

    /// <summary>The metrics that vote: those with a mean for every model.</summary>
    /// <exception cref="UnknownNameException">There is no such metric.</exception>
    public static IReadOnlyList<string> Voters(IReadOnlyList<ModelAnalysis> models, RankingOptions options)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(options);
        return LayerValues.From(models, options.Metrics).Metrics;
    }

    /// <summary>Means over layers; null where no layer has a value.</summary>
    private static double?[] Means(ModelAnalysis model, IReadOnlyList<string> metrics) =>
    [
        .. metrics.Select(metric => model.Layers.Select(layer => layer[metric]).OfType<double>()
                .Where(double.IsFinite).ToArray())
            .Select(values => values.Length == 0 ? (double?)null : values.Average()),
    ];
}
