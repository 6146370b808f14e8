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

    /// <summary>What a mask replaces, and what follows the name of the weight.</summary>
    private static readonly string[] s_masks = ["mask", "_mask"];

    private static readonly string[] s_weights = ["weight", "kernel", "weights"];

    /// <summary>How the names of masks end.</summary>
    public static IReadOnlyList<string> Marks => s_masks;

    public static void Compute(TensorTable tensors)
    {
        foreach (string word in s_weights)
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
        s_masks.Select(word => tensors.Find(word[0] == '_' ? stored.Info.Name + word : parent + word))
            .FirstOrDefault(mask => mask is { Info.Role: null } && mask.Info.Shape.Equals(stored.Info.Shape)
                && IsMask(mask));
}
