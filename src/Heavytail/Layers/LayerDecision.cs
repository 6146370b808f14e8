
using Heavytail.Tensors;

namespace Heavytail.Layers;

/// <summary>What became of a tensor, and why.</summary>
/// <param name="Tensor">The tensor.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Why">What it saw, for people.</param>
/// <param name="Layers">The layers that the tensor holds; none where it holds no weight matrix.</param>
/// <param name="Skipped">Why it holds none; null where it does.</param>
public sealed record LayerDecision(
    TensorInfo Tensor, string Rule, string Why, IReadOnlyList<Layer> Layers, SkippedTensor? Skipped);
