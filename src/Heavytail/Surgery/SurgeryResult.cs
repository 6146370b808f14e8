namespace Heavytail;

/// <summary>A layer that was operated on, or looked at.</summary>
public sealed record SurgeryLayer
{
    /// <summary>The layer before.</summary>
    public required LayerAnalysis Before { get; init; }

    /// <summary>The layer after, of the weights as they are written; null where nothing changed, or where
    /// <see cref="Note"/> says why.</summary>
    public LayerAnalysis? After { get; init; }

    /// <summary>Whether weights changed.</summary>
    public required bool IsChanged { get; init; }

    /// <summary>What was done, or why nothing was, for people.</summary>
    public required string Done { get; init; }

    /// <summary>The singular values that are left, over all slices, before rounding; null where none were
    /// counted.</summary>
    public long? Kept { get; init; }

    /// <summary>
    /// ‖W' − W‖/‖W‖ by Frobenius norms, W' as it is written; 0 where nothing changed, null for W = 0.
    /// </summary>
    public double? Change { get; init; }

    /// <summary>The part of <see cref="Change"/> that rounding to the stored type makes, ‖W' − exact‖/‖W‖.</summary>
    public double? Rounding { get; init; }

    /// <summary>The traps, with what was done to each.</summary>
    public IReadOnlyList<TreatedTrap> Traps { get; init; } = [];

    /// <summary>Tensors that have the same elements, and got the same bytes.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [];

    /// <summary>What to know of it; null for nothing.</summary>
    public string? Note { get; init; }
}

/// <summary>A model after an operation.</summary>
public sealed record SurgeryResult
{
    /// <summary>What was done.</summary>
    public required SurgeryOperation Operation { get; init; }

    /// <summary>The analysis before.</summary>
    public required ModelAnalysis Before { get; init; }

    /// <summary>The layers that were selected, in file order.</summary>
    public required IReadOnlyList<SurgeryLayer> Layers { get; init; }

    /// <summary>Means and counts after, of the selected layers.</summary>
    public required ModelSummary After { get; init; }

    /// <summary>The tensors that are as they were, to the bit.</summary>
    public required int Untouched { get; init; }

    /// <summary>What to know before the result is used, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
