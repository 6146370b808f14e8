namespace Heavytail;

/// <summary>
/// The one ordered list of metrics. Columns of every output, means over slices and layers, summaries, trends,
/// rankings, the
/// schema of reports and <c>explain</c> derive from it; <c>metrics.json</c> has the texts.
/// </summary>
public sealed class MetricTable
{
    /// <summary>The fields of JSON lines beside the columns.</summary>
    private static readonly string[] s_fields = ["compat", "precision", "reason", "hint", "percentiles", "kind"];

    private readonly Dictionary<string, Metric> _byName;

    private MetricTable(IReadOnlyList<Metric> metrics)
    {
        All = metrics;
        _byName = metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        Means = Ordered(metric => metric.SummaryOrder);
        Trends = Ordered(metric => metric.TrendOrder);
        Default = Ordered(metric => metric.TableOrder);
    }

    /// <summary>The metrics that every analysis has.</summary>
    public static MetricTable BuiltIn { get; } = new(
    [
        new("alpha", MetricKind.Real, m => m.Tail?.Alpha)
            { SummaryOrder = 1, TrendOrder = 3, TableOrder = 1, SmallerIsBetter = true, Ranks = true },
        new("alpha_weighted", MetricKind.Real, m => m.Tail?.AlphaWeighted)
            {
                SummaryOrder = 2, TrendOrder = 4, TableOrder = 6, SmallerIsBetter = true,
                Ranks = true, RanksByScale = true,
            },
        new("log_alpha_norm", MetricKind.Real, m => m.Tail?.LogAlphaNorm)
            {
                SummaryOrder = 3, TrendOrder = 5, SmallerIsBetter = true,
                Ranks = true, RanksByScale = true,
            },
        new("D", MetricKind.Real, m => m.Tail?.D) { SummaryOrder = 7, TrendOrder = 9, TableOrder = 4 },
        new("sigma", MetricKind.Real, m => m.Tail?.Sigma),
        new("alpha_ci_low", MetricKind.Real, m => m.Interval?.Low),
        new("alpha_ci_high", MetricKind.Real, m => m.Interval?.High),
        new("xmin", MetricKind.Real, m => m.Tail?.XMin),
        new("xmax", MetricKind.Real, m => m.Tail?.XMax),
        new("num_pl_spikes", MetricKind.Count, m => m.Tail?.NumPlSpikes) { TableOrder = 5 },
        new("num_spikes", MetricKind.Count, m => m.Bulk?.NumSpikes) { TableOrder = 2 },
        new("lambda_max", MetricKind.Real, m => m.Norms?.LambdaMax),
        new("spectral_norm", MetricKind.Real, m => m.Norms?.LambdaMax),
        new("log_spectral_norm", MetricKind.Real, m => m.Norms?.LogSpectralNorm)
            {
                SummaryOrder = 5, TrendOrder = 2, TableOrder = 8, SmallerIsBetter = true,
                Ranks = true, RanksByScale = true,
            },
        new("norm", MetricKind.Real, m => m.Norms?.Norm),
        new("log_norm", MetricKind.Real, m => m.Norms?.LogNorm)
            {
                SummaryOrder = 4, TrendOrder = 1, TableOrder = 7, SmallerIsBetter = true,
                Ranks = true, RanksByScale = true,
            },
        new("stable_rank", MetricKind.Real, m => m.Norms?.StableRank)
            { SummaryOrder = 6, TrendOrder = 6, TableOrder = 9 },
        new("matrix_rank", MetricKind.Count, m => m.Ranks?.MatrixRank),
        new("rank_loss", MetricKind.Count, m => m.Ranks?.RankLoss),
        new("weak_rank_loss", MetricKind.Count, m => m.Ranks?.WeakRankLoss),
        new("entropy", MetricKind.Real, m => m.Shape?.Entropy) { SummaryOrder = 8, TrendOrder = 8 },
        new("effective_rank", MetricKind.Real, m => m.Shape?.EffectiveRank) { SummaryOrder = 9 },
        new("sv_min", MetricKind.Real, m => m.Norms?.SvMin),
        new("sv_max", MetricKind.Real, m => m.Norms?.SvMax),
        new("sigma_mp", MetricKind.Real, m => m.Bulk?.SigmaMp),
        new("bulk_min", MetricKind.Real, m => m.Bulk?.BulkMin),
        new("bulk_max", MetricKind.Real, m => m.Bulk?.BulkMax),
        new("bulk_edge", MetricKind.Real, m => m.Bulk?.Edge),
        new("mp_softrank", MetricKind.Real, m => m.Bulk?.MpSoftRank) { SummaryOrder = 11, TrendOrder = 10 },
        new("bulk_ks", MetricKind.Real, m => m.Bulk?.Ks),
        new("bulk_p", MetricKind.Real, m => m.Bulk?.PValue),
        new("bulk", MetricKind.Word, m => (double?)m.Bulk?.Kind) { Words = BulkKinds.Words },
        new("kurtosis", MetricKind.Real, m => m.Weights?.Kurtosis) { SummaryOrder = 10 },
        new("num_traps", MetricKind.Count, m => m.Traps?.Count) { TableOrder = 3 },
        new("trap_cause", MetricKind.Word, m => (double?)m.Traps?.Cause) { Words = TrapCauses.Words },
        new("trap_lambda", MetricKind.Real, m => m.Traps?.Lambda),
        new("trap_excess", MetricKind.Real, m => m.Traps?.Excess),
        new("trap_surgery", MetricKind.Word, m => (double?)m.Traps?.Surgery) { Words = TrapCauses.SurgeryWords },
    ]);

    /// <summary>Every metric, in the order of reports.</summary>
    public IReadOnlyList<Metric> All { get; }

    /// <summary>Those that have a mean over layers, in the order of summaries.</summary>
    public IReadOnlyList<Metric> Means { get; }

    /// <summary>Those that trends look at, in their order.</summary>
    public IReadOnlyList<Metric> Trends { get; }

    /// <summary>Those that tables show unless others are asked for, in the order of the default columns.</summary>
    public IReadOnlyList<Metric> Default { get; }

    /// <summary>The table with further metrics behind the others.</summary>
    /// <param name="metrics">The metrics that measures add.</param>
    /// <exception cref="ArgumentException">
    /// Two metrics have one name, or one has the name of a column or of a field of the summary.
    /// </exception>
    public MetricTable With(IEnumerable<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        Metric[] added = [.. metrics];
        var names = new HashSet<string>(_byName.Keys, StringComparer.Ordinal);
        foreach (var metric in added)
        {
            ArgumentNullException.ThrowIfNull(metric, nameof(metrics));
            ArgumentException.ThrowIfNullOrWhiteSpace(metric.Name, nameof(metrics));
            if ((!metric.IsOwn && IsReserved(metric.Name)) || !names.Add(metric.Name))
            {
                throw new ArgumentException(
                    $"reports already have a `{metric.Name}`; a metric needs another name", nameof(metrics));
            }
        }

        return added.Length == 0 ? this : new MetricTable([.. All, .. added]);
    }

    /// <summary>Whether a name is taken in every report: a column, or a field of the summary or of a line.</summary>
    internal static bool IsReserved(string name) =>
        s_fields.Contains(name) || MetricCatalog.All.Any(text => text.Name == name);

    /// <summary>The metric of a name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public Metric Find(string name) => _byName.TryGetValue(name, out var metric)
        ? metric
        : throw UnknownNameException.From(name, All.Select(known => known.Name), "metric");

    /// <summary>Whether there is a metric of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The metrics that a choice gives a position, in the order of positions.</summary>
    private Metric[] Ordered(Func<Metric, int> position) =>
        [.. All.Where(metric => position(metric) > 0).OrderBy(position)];
}
