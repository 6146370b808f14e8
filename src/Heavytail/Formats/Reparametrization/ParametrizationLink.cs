using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>One step from the original to the weight.</summary>
/// <param name="Scheme">How it is computed, for people.</param>
/// <param name="Companions">The tensors that it takes, and a word for each.</param>
/// <param name="Apply">Computes what the step makes; throws <see cref="MisfitException"/> where the tensors do not
/// fit.</param>
internal sealed record ParametrizationLink(
    string Scheme,
    IReadOnlyList<(StoredTensor? Tensor, string Word)> Companions,
    Func<StoredTensor, StoredTensor> Apply)
{
    /// <summary>The step that keeps such tensors; null where it is not known.</summary>
    /// <param name="original">What the chain begins with.</param>
    /// <param name="name">The parameter: <c>a.weight</c>.</param>
    /// <param name="parts">What the step keeps, by the ends of their names.</param>
    public static ParametrizationLink? Of(
        StoredTensor original, string name, IReadOnlyList<(string End, StoredTensor Tensor)> parts)
    {
        var left = Find(parts, "_u");
        var right = Find(parts, "_v");
        if (left is not null && parts.Count == (right is null ? 1 : 2) && SpectralNorm.IsStored(original, left)
            && (right is null || right.Info.Type.IsRealFloat()))
        {
            return new(
                SpectralNorm.Scheme,
                [(left, SpectralNorm.Word), (right, SpectralNorm.Word)],
                weight => SpectralNorm.Weight(SpectralNorm.Scheme, weight, left, right, name));
        }

        return parts is [("mask", var mask)] && mask.Info.Shape.Equals(original.Info.Shape)
            && MaskedWeights.IsMask(mask)
            ? new(
                MaskedWeights.Scheme,
                [(mask, MaskedWeights.Word)],
                weight => PruningMask.Weight(MaskedWeights.Scheme, weight, mask, name))
            : null;
    }

    /// <summary>What a step is that cannot be computed, by what it keeps.</summary>
    public static string Describe(IReadOnlyList<(string End, StoredTensor Tensor)> parts)
    {
        string[] names = [.. parts.Select(part => part.End)];
        string shown = $"`{string.Join("`, `", names.Take(3))}`";
        return names is ["base"]
            ? "an orthogonal matrix by PyTorch's `orthogonal`, times its `base`, and the file does not say by which map"
            : Array.Exists(names, name => name.Contains("lora", StringComparison.OrdinalIgnoreCase))
            ? $"the sum with low-rank factors ({shown}) times a scale that is not in the file: merge them first"
            : $"which keeps {shown} and is not one that Heavytail knows";
    }

    private static StoredTensor? Find(IReadOnlyList<(string End, StoredTensor Tensor)> parts, string rest) =>
        parts.FirstOrDefault(part => part.End == rest).Tensor;
}
