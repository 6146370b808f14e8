namespace Heavytail;

/// <summary>
/// What to analyze, and how, in four parts. The first three are the identity of a result: every report carries them,
/// see
/// <see cref="AnalysisIdentity"/>. The fourth changes no number.
/// </summary>
/// <example>
/// <code>
/// var options = new AnalysisOptions
/// {
///     Selection = new LayerSelection { Layers = ["*mlp*"] },
///     Execution = new ExecutionOptions { Threads = 2 },
/// };
/// </code>
/// </example>
public sealed record AnalysisOptions
{
    /// <summary>Which layers.</summary>
    public LayerSelection Selection { get; init; } = new();

    /// <summary>By which convention, and in which arithmetic.</summary>
    public MethodOptions Method { get; init; } = new();

    /// <summary>Which measures beside those of the convention, and the seed of their draws.</summary>
    public MeasureOptions Measures { get; init; } = new();

    /// <summary>On what, and what is kept.</summary>
    public ExecutionOptions Execution { get; init; } = new();

    /// <summary>The metrics of a layer under these options, in the order of reports.</summary>
    /// <exception cref="ArgumentException">
    /// Two measures, or two metrics, have one name, or a metric has the name of a column.
    /// </exception>
    public MetricTable Metrics => Measures.Table();

    /// <summary>The measures of a layer: those that hold for its matrices.</summary>
    internal IEnumerable<IMeasure> MeasuresOf(Layer layer) =>
        layer.HasNull ? Measures.List : Measures.List.Where(measure => !measure.NeedsIndependence);

    /// <exception cref="ArgumentException">The options exclude each other, or a value is impossible.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Method.Convention);
        ArgumentNullException.ThrowIfNull(Method.Matrices);
        ArgumentOutOfRangeException.ThrowIfLessThan(Execution.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Execution.Memory ?? 1, 1);
        if (Method.Precision == Precision.Single && !Method.Convention.AllowsSinglePrecision)
        {
            throw new ArgumentException(
                $"single precision and convention {Method.Convention.Name}, whose digits need double, exclude each other");
        }

        if (Method.Contradiction() is { } contradiction)
        {
            throw new ArgumentException(contradiction);
        }

        _ = Metrics;
    }
}

/// <summary>By which convention weights are scaled, pooled and fitted, and in which arithmetic.</summary>
public sealed record MethodOptions
{
    private readonly Convention _convention = Convention.WeightWatcher;

    /// <summary>The convention; with a row for each slice where <see cref="Matrices"/> asks for that.</summary>
    public Convention Convention
    {
        get => Matrices.Kind == MatrixKind.Slices ? _convention.BySlice : _convention;
        init => _convention = value;
    }

    /// <summary>
    /// The arithmetic of the costliest stage for large layers. <see cref="Precision.Single"/> excludes
    /// <see cref="Convention.WeightWatcher0755"/>.
    /// </summary>
    public Precision Precision { get; init; } = Precision.Double;

    /// <summary>
    /// What the spectrum of a layer is taken of. All but the default exclude the conventions that have their own
    /// matrices: all but <see cref="Convention.WeightWatcher"/>.
    /// </summary>
    public MatrixOptions Matrices { get; init; } = new();

    /// <summary>What excludes each other in them, or is impossible; null where nothing is.</summary>
    public string? Contradiction() => Matrices.Contradiction(
        ReferenceEquals(_convention, Convention.WeightWatcher) ? null : _convention.Name);
}
