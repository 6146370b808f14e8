using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>Trained tensors that are added or scale element by element, and have two dimensions or more.</summary>
internal static partial class BiasRules
{
    public static Verdict? BiasOrNorm(TensorInfo tensor, LayerContext context)
    {
        if (tensor.Name.Length > NameParts.Longest)
        {
            return null;
        }

        var (parent, last) = NameParts.Of(tensor.Name);
        string? what =
            last is "bias" or "biases" ? $"a bias of shape {tensor.Shape}"
            : last == "b" && context.Find(parent + "w") is not null ? $"the bias of `{parent}w`"
            : last.EndsWith("_bias", StringComparison.Ordinal)
                && context.Find(parent + last[..^"_bias".Length]) is { } weight ? $"the bias of `{weight.Name}`"
            : Table().IsMatch(last) ? "a table of biases, which attention adds"
            : tensor.Shape.Rank == 2 && Scale().IsMatch(last)
                && Norm().IsMatch(NameParts.Of(parent.TrimEnd('.', '/')).Last)
                ? "the scale of a norm, for each of a stack"
            : null;
        return what is null ? null
            : Verdict.Skip(SkipReason.NotAMatrix, $"{what}: it is added or scales element by element, no matrix");
    }

    /// <summary>Swin's, LeViT's, XLNet's, Conformer's and their kin's.</summary>
    [GeneratedRegex(
        "^(relative_position_bias_table|attention_biases|rel(ative)?_pos(ition)?_bias|earth_specific_bias"
        + "|r_[wrs]_bias|pos_bias_[uv]|content_bias)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex("^(weight|scale|gamma|beta|g)$", RegexOptions.CultureInvariant)]
    private static partial Regex Scale();

    [GeneratedRegex(
        @"^(\w*_)?(layer_?norm|rms_?norm|batch_?norm|group_?norm|norm|ln|bn|gn)(_?\w?\d*)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Norm();
}
