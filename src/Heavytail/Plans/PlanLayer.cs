using Heavytail.Plans;
using Heavytail.Tensors;

namespace Heavytail;

/// <summary>A layer as a plan sees it: a name, a size, a score.</summary>
/// <param name="Name">The name of the layer, as in reports.</param>
/// <param name="Tensor">The name of the tensor as stored; several layers of one tensor share it.</param>
/// <param name="Elements">The number of weights, at least 1.</param>
/// <example>
/// <code>
/// var layers = model.Layers.Select(layer => new PlanLayer(layer.Name, layer.Layer.LongName, layer.Layer.ElementCount)
/// {
///     Score = layer["alpha"],
/// });
/// var plan = SparsityPlan.Create([.. layers], new SparsityOptions { Sparsity = 0.6 });
/// </code>
/// </example>
public sealed record PlanLayer(string Name, string Tensor, long Elements)
{
    private const string WeightSuffix = ".weight";

    /// <summary>The score; null where there is none, as where a fit failed. Infinite scores are kept.</summary>
    public double? Score { get; init; }

    /// <summary>Why it has no score, for people: <c>the weights hold NaN</c>; null where nothing is known.</summary>
    public string? WhyNoScore { get; init; }

    /// <summary>
    /// Whether it is a layer of the model that was not selected: it is not planned, and stands in files by position
    /// with the value that changes nothing.
    /// </summary>
    public bool IsLeftOut { get; init; }

    /// <summary>The variance of the weights, in their unit squared; null where it is not known.</summary>
    public double? Variance { get; init; }

    /// <summary>M·rf, the number of eigenvalues; null where it is not known.</summary>
    public long? Eigenvalues { get; init; }

    /// <summary>Slices of the layer: 1 for a dense one.</summary>
    public int Slices { get; init; } = 1;

    /// <summary>The format of the file that it comes from; null where scores come from a file alone.</summary>
    internal string? Format { get; init; }

    /// <summary>What tells the operator that takes it from others; null where the file does not say.</summary>
    internal int? Step { get; init; }

    /// <summary>
    /// The module that it is a part of: the gates of an LSTM, and its weights on inputs and state, have one.
    /// </summary>
    internal string Owner => Step is int step ? $"#{step}" : ModuleName.Owner(Tensor);

    /// <summary>The factors of a change that an adapter makes; null for other layers.</summary>
    internal FactorForm? Factors { get; init; }

    /// <summary>The type that a file gives, as Spectrum's; null to take it from the name.</summary>
    public string? GivenType { get; init; }

    /// <summary>The name of the tensor without a closing <c>.weight</c>: that of the module in PyTorch.</summary>
    public string Module => Tensor.EndsWith(WeightSuffix, StringComparison.Ordinal)
        ? Tensor[..^WeightSuffix.Length] : Tensor;

    /// <summary>The block, the name up to its first index: <c>model.layers.12</c>; null where there is none.</summary>
    public string? Block => ModuleName.Parse(Module).Block;

    /// <summary>The type, which layers of other blocks have too: <c>mlp.up_proj</c>.</summary>
    public string Type => GivenType ?? ModuleName.Parse(Module).Type;
}
