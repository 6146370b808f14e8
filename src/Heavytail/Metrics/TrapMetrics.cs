using Heavytail.Traps;

namespace Heavytail;

/// <summary>Correlation traps: what of a layer survives a random permutation of its entries as a spike.</summary>
public sealed record TrapMetrics
{
    /// <summary>The number of entries and means that do.</summary>
    public required int Count { get; init; }

    /// <summary>Why, for the one with the largest eigenvalue.</summary>
    public required TrapCause Cause { get; init; }

    /// <summary>That eigenvalue of the permuted matrix, predicted.</summary>
    public double? Lambda { get; init; }

    /// <summary>How many times its threshold the strongest is.</summary>
    public double? Excess { get; init; }

    /// <summary>Where the strongest lie, for people: <c>row 3 column 5</c>; null without one.</summary>
    public string? At { get; init; }

    /// <summary>What would remove it.</summary>
    public TrapSurgery Surgery => Cause.Surgery();

    /// <summary>All that was found, which follows from the weights as the rest does: no part of equality.</summary>
    internal TrapDetails? Details { get; init; }
}

/// <summary>All traps of a layer, equal to any other.</summary>
/// <param name="traps">The traps.</param>
internal sealed class TrapDetails(LayerTraps traps)
{
    public LayerTraps Traps { get; } = traps;

    public override bool Equals(object? obj) => obj is TrapDetails;

    public override int GetHashCode() => 0;
}
