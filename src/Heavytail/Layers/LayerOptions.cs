namespace Heavytail.Layers;

/// <summary>How tensors become layers.</summary>
internal sealed record LayerOptions
{
    /// <summary>One matrix per gate by default.</summary>
    public RecurrentCut Recurrent { get; init; } = RecurrentCut.Gates;

    /// <summary>
    /// Whether tensors are taken whole, as WeightWatcher does: fused projections, groups and shared weights are not
    /// taken apart.
    /// </summary>
    public bool WholeTensors { get; init; }

    /// <summary>What the matrices of a layer are.</summary>
    public MatrixOptions Matrices { get; init; } = new();

    /// <summary>The user's own rules, which come first.</summary>
    public IReadOnlyList<UserRule> Rules { get; init; } = [];
}
