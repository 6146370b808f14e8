using System.Text.RegularExpressions;

namespace Heavytail.Tensors;

/// <summary>Names of norms, whose parameters scale and shift element by element.</summary>
internal static partial class NormNaming
{
    /// <summary>
    /// Whether a layer's name is that of a norm. Linear maps that compute the scale and shift of a norm are not.
    /// </summary>
    public static bool IsNorm(string layer) => Norm().IsMatch(layer) && !Adaptive().IsMatch(layer);

    /// <summary>
    /// Whether a parameter's own name is that of a norm: <c>attention_norm</c>, <c>ln_1_g</c>, <c>norm_w</c>.
    /// </summary>
    public static bool IsParameter(string last) => IsNorm(Stem(last));

    /// <summary>The name of the norm: <c>ln_1</c> of <c>ln_1_g</c>.</summary>
    public static string Stem(string last) => Ending().Replace(last, "");

    /// <summary>Linear maps that compute the scale and shift of a norm.</summary>
    [GeneratedRegex(
        "(^|_)(ada\\w*|style|cond\\w*|film|mod\\w*)(_|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Adaptive();

    [GeneratedRegex(
        @"^(\w*_)?(layer_?norm|rms_?norm|batch_?norm|group_?norm|norm|rms|ln|bn|gn)(_?\w?\d*)?$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Norm();

    [GeneratedRegex(
        "_(w|b|g|s|weight|bias|scale|gamma|beta|offset)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Ending();
}
