// flax.linen.WeightNorm and SpectralNorm: https://github.com/google/flax/blob/main/flax/linen/normalization.py
using System.Text.RegularExpressions;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Flax' modules that wrap a layer keep the layer's path below their own name: <c>WeightNorm_0/Dense_0/kernel/scale</c>
/// has a magnitude for each output of <c>Dense_0/kernel</c>, whose last dimension they are, and
/// <c>batch_stats/SpectralNorm_0/Dense_0/kernel/sigma</c> the number that the kernel is divided by.
/// </summary>
internal static partial class FlaxNorms
{
    /// <summary>Whether a file has such a module.</summary>
    public static bool IsPart(string name) =>
        (name.EndsWith("/scale", StringComparison.Ordinal) && name.Contains("WeightNorm_", StringComparison.Ordinal))
        || (name.EndsWith("/sigma", StringComparison.Ordinal)
            && name.Contains("SpectralNorm_", StringComparison.Ordinal));

    public static void Compute(TensorTable tensors)
    {
        foreach (var (_, part) in tensors.EndingIn("/scale").Concat(tensors.EndingIn("/sigma")).ToArray())
        {
            if (!IsPart(part.Info.Name) || Part().Match(part.Info.Name) is not { Success: true } path
                || !part.Info.Type.IsRealFloat()
                || tensors.Find($"{path.Groups["root"]}params/{path.Groups["owner"]}{path.Groups["weight"]}")
                    is not { Info.Shape: { Rank: >= 2, ElementCount: > 0 } } stored
                || !stored.Info.Type.IsRealFloat())
            {
                continue;
            }

            if (path.Groups["norm"].Value == "WeightNorm")
            {
                Scale(tensors, stored, part);
            }
            else if (part.Info.Shape.ElementCount == 1)
            {
                Divide(tensors, stored, part);
            }
        }
    }

    private static void Scale(TensorTable tensors, StoredTensor stored, StoredTensor scale)
    {
        var shape = stored.Info.Shape;
        if (scale.Info.Shape.Rank != 1 || scale.Info.Shape[0] != shape.Dimensions[^1])
        {
            return;
        }

        tensors.Replace(
            new WeightParts(WeightNorm.Scheme, stored, [(scale, WeightNorm.Word)]),
            () => WeightNorm.OfLast(stored, scale, stored.Info.Name));
    }

    private static void Divide(TensorTable tensors, StoredTensor stored, StoredTensor sigma)
    {
        var one = new TensorShape([.. Enumerable.Repeat(1L, stored.Info.Shape.Rank)]);
        tensors.Replace(
            new WeightParts(SpectralNorm.Scheme, stored, [(sigma, "the largest singular value")]),
            () => ProductStream.Weight(
                SpectralNorm.Scheme, stored, stored.Info.Name,
                () => new BroadcastFactors([1 / Scalars.ReadAll(sigma)[0]], stored.Info.Shape, one)));
    }

    [GeneratedRegex(
        "^(?<root>(.+/)?)(params|batch_stats)/(?<owner>(.+/)?)(?<norm>WeightNorm|SpectralNorm)_[0-9]+/(?<weight>.+)/"
        + "(scale|sigma)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
