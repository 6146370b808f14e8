namespace Heavytail;

/// <summary>How two models are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Renames of layers, from the base to the other model.</summary>
    public IReadOnlyList<NameMap> Maps { get; init; } = [];

    /// <summary>Whether W − W_base is analyzed as a layer of its own.</summary>
    public bool Delta { get; init; }
}

/// <summary>A model beside the base that it is compared with.</summary>
public sealed record ModelComparison
{
    /// <summary>The base.</summary>
    public required ModelAnalysis Base { get; init; }

    /// <summary>The other model.</summary>
    public required ModelAnalysis Other { get; init; }

    /// <summary>The layers in the order of the base, then those that only the other model has.</summary>
    public required IReadOnlyList<ComparedLayer> Layers { get; init; }

    /// <summary>The renames that matched no layer of both models.</summary>
    public IReadOnlyList<NameMap> UnusedMaps { get; init; } = [];

    /// <summary>How layers were matched where their names differ.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Layers of different shapes, and what could not be read.</summary>
    public IReadOnlyList<CheckpointException> Errors { get; init; } = [];

    /// <summary>The number of layers of which this became.</summary>
    public int Count(LayerChange change) => Layers.Count(layer => layer.Change == change);
}
