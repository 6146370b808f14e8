namespace Heavytail.Layers;

/// <summary>How the gates of recurrent layers are analyzed.</summary>
public enum RecurrentCut
{
    /// <summary>One matrix for each gate.</summary>
    Gates,

    /// <summary>All gates as one matrix, as they are stored.</summary>
    Stacked,
}

/// <summary>The words of cuts.</summary>
public static class RecurrentCuts
{
    /// <summary>The word on the command line and in reports.</summary>
    public static string Word(this RecurrentCut cut) => cut switch
    {
        RecurrentCut.Gates => "gates",
        RecurrentCut.Stacked => "stacked",
        _ => throw new ArgumentOutOfRangeException(nameof(cut), cut, "not a cut"),
    };
}

/// <summary>How tensors become layers.</summary>
public sealed record LayerOptions
{
    /// <summary>One matrix per gate by default.</summary>
    public RecurrentCut Recurrent { get; init; } = RecurrentCut.Gates;

    /// <summary>
    /// Whether tensors are taken whole, as WeightWatcher does: fused projections, groups and shared weights are not
    /// taken apart.
    /// </summary>
    public bool WholeTensors { get; init; }

    /// <summary>The user's own rules, which come first.</summary>
    public IReadOnlyList<UserRule> Rules { get; init; } = [];
}
