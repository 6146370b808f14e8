using Heavytail.Comparison.Rankings;

namespace Heavytail;

/// <summary>
/// Orders models by the consensus of metrics, and measures how much the order depends on the choice of layers.
/// </summary>
public static class ModelRanking
{
    /// <summary>
    /// Means that differ by no more are equal: copies whose F32 weights were rescaled were measured to differ by 3e-8.
    /// </summary>
    internal const double Tie = 1e-7;

    /// <summary>Ranks models.</summary>
    /// <param name="models">Two or more, analyzed by the same convention.</param>
    /// <param name="options">Voting metrics, draws and seed.</param>
    /// <param name="reference">A family with scores, or null.</param>
    /// <param name="cancellation">Ends the draws.</param>
    /// <exception cref="ArgumentException">
    /// Fewer than two models, several conventions, or no metric that all models have.
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
        if (models.Count < 2 || conventions.Length > 1)
        {
            throw new ArgumentException("a ranking takes two or more models of one convention", nameof(models));
        }

        var layers = LayerValues.From(models, options.Metrics);
        string[] metrics = [.. layers.Metrics];
        if (metrics.Length == 0)
        {
            throw new ArgumentException(
                $"none of the metrics {string.Join(", ", options.Metrics)} has a value for every model",
                nameof(models));
        }

        var means = layers.Means(layers.AllRows);
        double[][] ranks = [.. means.Select(layers.Ranks)];
        double[] consensus = Consensus(ranks, models.Count);
        var draws = RankDraws.Draw(layers, options, cancellation);
        var remarks = RankingRemarks.Of(models);
        var predictions = models.Select(model => Predict(model, options, reference)).ToArray();
        RankedModel[] ranked =
        [
            .. Enumerable.Range(0, models.Count).Select(i => new RankedModel(
                models[i].Path,
                [.. means.Select(values => (double?)values[i])],
                [.. ranks.Select(values => values[i])],
                consensus[i],
                1 + consensus.Count(other => other < consensus[i] - 1e-9))
            {
                BestShare = draws.BestShare[i],
                PlaceInterval = draws.PlaceInterval[i],
                Prediction = predictions[i]?.Interval,
                PredictionConfidence = predictions[i]?.Confidence,
                Remark = remarks.Short[i],
            }),
        ];
        int[] order = [.. Enumerable.Range(0, models.Count).OrderBy(i => consensus[i])];
        var checks = PlaceChecks.Of(
            [.. order.Select(i => models[i])],
            [.. order.Select(i => ranked[i])],
            [.. order.Select(i => remarks.CopyOf[i] is not null)],
            metrics);
        RankedModel[] ordered = [.. order.Select((i, k) => ranked[i] with { Remark = checks.Short[k] })];
        var lead = Lead.Of(models, metrics, ranks, order[0], options.Seed, cancellation);
        var sentence = new RankingSentence(ordered, lead)
        {
            Doubts = [.. order.Select(i => remarks.Short[i])],
            IsCopy = [.. order.Select(i => remarks.CopyOf[i] is not null)],
            IsNoted = checks.Sentences.Count > 0,
        };
        return new Ranking(metrics, ordered, lead.Agreement, Comparability.Differences(models), conventions[0])
        {
            LeadP = lead.P,
            IsClear = sentence.IsClear,
            Options = options,
            Reference = reference,
            Sentence = sentence.Write(),
            Notes = [.. remarks.Sentences, .. checks.Sentences],
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

    /// <summary>Mean ranks over metrics.</summary>
    internal static double[] Consensus(double[][] ranks, int models) =>
        [.. Enumerable.Range(0, models).Select(i => ranks.Average(values => values[i]))];

    private static (PredictionInterval Interval, double Confidence)? Predict(
        ModelAnalysis model, RankingOptions options, RankingReference? reference) =>
        reference is not null
        && TrendMetrics.From(model.Summary, model.Options.Metrics).TryGetValue(reference.Metric, out double value)
            ? reference.Predict(value, options)
            : null;
}
