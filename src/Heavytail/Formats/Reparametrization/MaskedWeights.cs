// MADE: Germain et al., arXiv 1502.03509; PixelCNN: van den Oord et al., arXiv 1606.05328
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;
using Heavytail.Tensors;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Layers that multiply by <c>weight</c> · <c>mask</c>, both of which they keep: autoregressive networks, and pruned
/// ones that train on. Only a mask of zeros and ones, of the weight's shape, is one.
/// </summary>
internal static class MaskedWeights
{
    public const string Scheme = "mask";

    public const string Word = "the mask";

    /// <summary>What a mask is called that lies beside its weight.</summary>
    private static readonly string[] s_beside =
    [
        "mask", "pruning_mask", "prune_mask", "sparsity_mask", "bool_mask", "_mask", "mask_weight", "connectivity",
    ];

    /// <summary>What follows the name of the weight.</summary>
    private static readonly string[] s_behind = ["_mask", ".mask", "_mask_0", "_fake_sparsity.mask"];

    /// <summary>Where masks of all weights are together: <c>masks.fc1.weight</c>.</summary>
    private static readonly string[] s_together = ["mask", "masks"];

    private static readonly string[] s_networks = ["model", "module", "net", "network", "state_dict"];

    private static readonly string[] s_weights = ["weight", "kernel", "weights"];

    /// <summary>How the names of masks end.</summary>
    public static IReadOnlyList<string> Marks { get; } = ["mask", "_mask_0", "mask_weight", "connectivity"];

    /// <summary>Whether a name is one of the masks of all weights, which are together.</summary>
    public static bool IsTogether(string name) => Array.Exists(
        s_together, word => name.Length > word.Length && name[word.Length] is '.' or '/'
            && name.StartsWith(word, StringComparison.Ordinal));

    public static void Compute(TensorTable tensors)
    {
        // A file may have the masks of two programs.
        foreach (string word in s_weights.Concat(s_weights))
        {
            foreach (var (parent, stored) in tensors.EndingIn(word).ToArray())
            {
                if (parent[^1] is '.' or '/' && stored.Info is { Role: null, Shape.Rank: >= 2, Unread: null }
                    && stored.Info.Type.IsRealFloat() && MaskOf(tensors, parent, stored) is { } mask)
                {
                    string name = stored.Info.Name;
                    tensors.Replace(
                        ParameterNames.Step(tensors, Scheme, name, stored, (mask, Word)) with { Place = null },
                        () => PruningMask.Weight(Scheme, stored, mask, name));
                }
            }
        }
    }

    /// <summary>Whether all elements are zeros and ones, some of them ones.</summary>
    public static bool IsMask(StoredTensor tensor)
    {
        if (!ElementConversion.CanConvert(tensor.Info.Type))
        {
            return false;
        }

        using var elements = new NumberReader(tensor.OpenRead(), tensor.Info.Type);
        bool hasOnes = false;
        for (long left = tensor.Info.Shape.ElementCount; left > 0;)
        {
            var run = elements.Next(left);
            foreach (double element in run)
            {
                if (element is not (0 or 1))
                {
                    return false;
                }

                hasOnes |= element == 1;
            }

            left -= run.Length;
        }

        return hasOnes;
    }

    private static StoredTensor? MaskOf(TensorTable tensors, string parent, StoredTensor stored) =>
        MaskNames(parent, stored.Info.Name).Select(tensors.Find)
            .FirstOrDefault(mask => mask is { Info.Role: null } && mask.Info.Shape.Equals(stored.Info.Shape)
                && IsMask(mask));

    private static IEnumerable<string> MaskNames(string parent, string name)
    {
        char separator = parent[^1];
        int first = name.IndexOf(separator, StringComparison.Ordinal);
        string? within = Array.Exists(s_networks, network => name.AsSpan(0, first).SequenceEqual(network))
            ? name[(first + 1)..] : null;
        return s_beside.Select(word => parent + word)
            .Concat(s_behind.Select(word => name + word))
            .Concat(s_together.Select(word => $"{word}{separator}{name}"))
            .Concat(within is null ? [] : s_together.Select(word => $"{word}{separator}{within}"));
    }
}
