using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>PyTorch's names of what is behind a computed parameter.</summary>
internal static class ParameterNames
{
    /// <summary>How the name of a parameter ends whose weight is computed: <c>weight_orig</c>.</summary>
    public const string Original = "_orig";

    /// <summary>The part of a name that the computed parameter's own follows.</summary>
    public const string Parametrizations = "parametrizations.";

    /// <summary>
    /// Whether the last part is the name of a weight: <c>weight</c>, <c>weight_hh_l0</c>, <c>in_proj_weight</c>.
    /// </summary>
    public static bool IsWeight(string name) =>
        name[(name.LastIndexOf('.') + 1)..].Contains("weight", StringComparison.Ordinal);

    /// <summary>
    /// Tensors of real numbers whose name ends so, with what is before it; without those beside which another tensor
    /// has the name of the weight.
    /// </summary>
    public static IEnumerable<(string Prefix, StoredTensor Tensor)> EndingIn(TensorTable tensors, string suffix) =>
        tensors.EndingIn(suffix)
            .Where(found => found.Tensor.Info.Type.IsRealFloat() && IsFree(tensors, found.Prefix, found.Tensor));

    /// <summary>Whether a weight can have the name: no tensor has it, or only a copy of the weight.</summary>
    public static bool IsFree(TensorTable tensors, string name, StoredTensor part) =>
        !tensors.Contains(name) || Copy(tensors, name, part) is not null;

    /// <summary>
    /// The weight as it was when the file was written, beside what it is computed from; null where it is not stored.
    /// </summary>
    public static StoredTensor? Copy(TensorTable tensors, string name, StoredTensor part) =>
        tensors.Find(name) is { } copy && copy.Info.Type.IsRealFloat() && copy.Info.Shape.Equals(part.Info.Shape)
            ? copy
            : null;

    /// <summary>A step towards the weight of this name.</summary>
    public static WeightParts Step(
        TensorTable tensors, string scheme, string name, StoredTensor part,
        params (StoredTensor? Tensor, string Word)[] companions) =>
        new(scheme, part, companions)
        {
            Owner = $"`{name}`",
            Place = Copy(tensors, name, part),
            IsStep = true,
        };
}
