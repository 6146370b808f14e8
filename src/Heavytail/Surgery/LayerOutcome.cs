namespace Heavytail.Surgery;

/// <summary>What became of the weights of a layer.</summary>
/// <param name="IsChanged">Whether weights were written.</param>
/// <param name="Done">What was done, or why nothing was, for people.</param>
internal sealed record LayerOutcome(bool IsChanged, string Done)
{
    /// <summary>The singular values that are left, over all slices; null where none were counted.</summary>
    public long? Kept { get; init; }

    /// <summary>The traps, with what was done to each.</summary>
    public IReadOnlyList<TreatedTrap> Traps { get; init; } = [];

    /// <summary>Weights that stay as they are.</summary>
    public static LayerOutcome Unchanged(string why) => new(false, $"unchanged: {why}");
}
