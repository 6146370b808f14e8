namespace Heavytail;

/// <summary>What became of a tensor, and why.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Why">Reason, for people.</param>
/// <param name="Layers">The layers of the tensor; empty if it contains no weight matrix.</param>
/// <param name="Skipped">Why the list is empty; null if it is not.</param>
public sealed record LayerDecision(
    TensorInfo Tensor, string Rule, string Why, IReadOnlyList<Layer> Layers, SkippedTensor? Skipped)
{
    /// <summary>The rule of the user that decided; null where none did.</summary>
    internal UserRule? ByUser { get; init; }

    /// <summary>Whether the tensor would be no parameter without the rule of the user that skips it.</summary>
    internal bool IsNoParameter { get; init; }
}
