namespace Heavytail;

/// <summary>One layer, or one slice of it, with its metrics.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Metrics">Its metrics, in groups.</param>
/// <param name="Note">Why values are missing, for people; null where none are.</param>
public sealed record LayerAnalysis(Layer Layer, LayerMetrics Metrics, string? Note)
{
    /// <summary>
    /// The slice, i·kw + j for position (i, j) of a kernel; null for the layer as a whole, as it is where slices are
    /// pooled.
    /// </summary>
    public int? Slice { get; init; }

    /// <summary>The layer's name.</summary>
    public string Name => Layer.Name;

    /// <summary>Whether <see cref="Spectrum"/> is there.</summary>
    public bool HasSpectrum => KeptSpectrum is not null;

    /// <summary>The eigenvalues of the whole layer, unscaled.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is none: the weights hold NaN or infinities, could not be read, or
    /// <see cref="ExecutionOptions.KeepSpectra"/> is off.
    /// </exception>
    public Spectrum Spectrum => KeptSpectrum ?? throw new InvalidOperationException(
        $"`{Name}` has no spectrum: status {Metrics.Status.Word()}, or ExecutionOptions.KeepSpectra is off");

    /// <summary>The spectrum, where it is kept.</summary>
    internal Spectrum? KeptSpectrum { get; init; }

    /// <summary>The value of a metric by its name, as <c>layer["alpha"]</c>; null where there is none.</summary>
    /// <exception cref="UnknownNameException">No metric has the name.</exception>
    public double? this[string metric] => Metrics[metric];
}

/// <summary>A file of a model, with what identifies its content.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hex; null where it was not asked for.</param>
public sealed record AnalyzedFile(string Path, long Size, string? Sha256);

/// <summary>A whole model: every tensor is in <see cref="Layers"/> or in <see cref="Skipped"/>.</summary>
public sealed record ModelAnalysis
{
    /// <summary>The path it was opened with.</summary>
    public required string Path { get; init; }

    /// <summary>The name of its format.</summary>
    public required string Format { get; init; }

    /// <summary>See <see cref="Checkpoint.Joined"/>.</summary>
    public string? Joined { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<AnalyzedFile> Files { get; init; }

    /// <summary>What was asked for.</summary>
    public required AnalysisOptions Options { get; init; }

    /// <summary>The analyzed layers in file order, slice by slice where the convention does not pool them.</summary>
    public required IReadOnlyList<LayerAnalysis> Layers { get; init; }

    /// <summary>The other tensors, in file order.</summary>
    public required IReadOnlyList<SkippedTensor> Skipped { get; init; }

    /// <summary>What became of each rule of the user.</summary>
    public IReadOnlyList<RuleUse> Rules { get; init; } = [];

    /// <summary>Means and counts.</summary>
    public required ModelSummary Summary { get; init; }

    /// <summary>
    /// <see cref="Checkpoint.Damage"/>, and what went wrong while numbers were read; the layers at fault of that are in
    /// <see cref="Layers"/>.
    /// </summary>
    public required IReadOnlyList<CheckpointException> Errors { get; init; }

    /// <summary>Whether all its layers were analyzed; false where the analysis was interrupted.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The layers that were analyzed, and those that were left out.</summary>
    public IEnumerable<Layer> AllLayers => LayerSelection.LayersOf(this);

    /// <summary>
    /// Whether some layer that was asked for could not be analyzed: NaN, infinities, damage, too little memory.
    /// </summary>
    public bool HasErrors => Errors.Count > 0
        || Layers.Any(layer => layer.Metrics.Status.IsError())
        || Skipped.Any(tensor => tensor.Reason == SkipReason.Memory);

    /// <summary>A model of which nothing is analyzed yet.</summary>
    internal static ModelAnalysis Empty(Checkpoint checkpoint, AnalysisOptions options) => new()
    {
        Path = checkpoint.Path,
        Format = checkpoint.Format,
        Files = [],
        Options = options,
        Layers = [],
        Skipped = [],
        Summary = ModelSummary.Compute([], options.Metrics, new ModelCounts(0, 0, 0)),
        Errors = [],
    };
}
