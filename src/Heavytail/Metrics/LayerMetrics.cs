using System.Collections.Immutable;

namespace Heavytail;

/// <summary>
/// The metrics of one layer, or of one slice of it, in small groups. A group or a value that does not exist is null,
/// and
/// <see cref="Status"/> says why. λ are the eigenvalues of WᵀW, s = √λ the singular values, log is log10.
/// Formulas and sources: <see cref="MetricCatalog"/>.
/// </summary>
public sealed record LayerMetrics
{
    /// <summary>How the analysis ended.</summary>
    public required LayerStatus Status { get; init; }

    /// <summary>What α says of the layer's training.</summary>
    public TrainingWarning Warning { get; init; }

    /// <summary>The power law of the tail.</summary>
    public TailMetrics? Tail { get; init; }

    /// <summary>How sure α is; null where it was not measured.</summary>
    public IntervalMetrics? Interval { get; init; }

    /// <summary>Norms of W.</summary>
    public NormMetrics? Norms { get; init; }

    /// <summary>Ranks of W.</summary>
    public RankMetrics? Ranks { get; init; }

    /// <summary>The shape of the whole spectrum.</summary>
    public ShapeMetrics? Shape { get; init; }

    /// <summary>The distribution of the weights.</summary>
    public WeightMetrics? Weights { get; init; }

    /// <summary>The bulk of noise, and the spikes above it.</summary>
    public BulkMetrics? Bulk { get; init; }

    /// <summary>Correlation traps.</summary>
    public TrapMetrics? Traps { get; init; }

    /// <summary>The layer in random order; null unless it was measured.</summary>
    public NullMetrics? Null { get; init; }

    /// <summary>Rivals of the power law; null unless they were measured.</summary>
    public RivalMetrics? Rivals { get; init; }

    /// <summary>The phase of training; null unless it was measured.</summary>
    public PhaseMetrics? Phase { get; init; }

    /// <summary>The condition det X = 1; null unless it was measured.</summary>
    public ErgMetrics? Erg { get; init; }

    /// <summary>Singular vectors of the largest eigenvalues; null unless they were measured.</summary>
    public VectorMetrics? Vectors { get; init; }

    /// <summary>The high-temperature Marchenko–Pastur law; null unless it was fitted.</summary>
    public HighTemperatureMetrics? HighTemperature { get; init; }

    /// <summary>The ranks of the change of an adapter; null unless they were measured, and of other layers.</summary>
    public AdapterMetrics? Adapter { get; init; }

    /// <summary>Values that measures outside of this library computed, by the names of their metrics.</summary>
    private ImmutableDictionary<string, double> Others { get; init; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>The metrics in force: those that the indexer knows.</summary>
    internal MetricTable Table { get; init; } = MetricTable.BuiltIn;

    /// <summary>
    /// Where this stands for all slices of a layer: the value of each metric over them, in place of the groups.
    /// </summary>
    internal ImmutableDictionary<string, double>? OverSlices { get; private init; }

    /// <summary>The value of a metric by its name; null where there is none.</summary>
    /// <exception cref="UnknownNameException">No metric has the name.</exception>
    public double? this[string name] => Others.TryGetValue(name, out double value)
        ? value
        : Table.Find(name).Value(this);

    /// <summary>The same metrics and one more.</summary>
    /// <param name="name">The name of the metric.</param>
    /// <param name="value">Its value; null leaves it missing.</param>
    /// <exception cref="ArgumentException">The name is that of a column that every report has.</exception>
    public LayerMetrics With(string name, double? value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return MetricTable.IsReserved(name)
            ? throw new ArgumentException($"every report has a `{name}`; a metric needs another name", nameof(name))
            : this with { Others = value is double number ? Others.SetItem(name, number) : Others.Remove(name) };
    }

    /// <summary>One row for all slices of a layer.</summary>
    /// <param name="status">How the layer ended.</param>
    /// <param name="slices">Its slices.</param>
    /// <param name="table">The metrics in force.</param>
    internal static LayerMetrics Over(LayerStatus status, IReadOnlyList<LayerMetrics> slices, MetricTable table)
    {
        var values = ImmutableDictionary.CreateBuilder<string, double>();
        foreach (var metric in table.All)
        {
            if (metric.OverSlices(slices) is double value)
            {
                values.Add(metric.Name, value);
            }
        }

        var all = values.ToImmutable();
        return new LayerMetrics
        {
            Status = status,
            Warning = TrainingWarnings.FromAlpha(all.TryGetValue("alpha", out double alpha) ? alpha : null),
            OverSlices = all,
            Table = table,
        };
    }

    /// <summary>A value that a measure stored.</summary>
    internal double? Custom(string name) => Others.TryGetValue(name, out double value) ? value : null;
}
