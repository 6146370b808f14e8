using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// What speaks for a convolution beside its number of dimensions, which a stack of matrices has as well: its name, the
/// bias beside it, its neighbors, an odd kernel.
/// </summary>
internal static partial class ConvolutionEvidence
{
    /// <summary>Kernels of convolutions that nothing else proves are not longer.</summary>
    public const long LongKernel = 15;

    /// <summary>Kernels of even length are rare; where they are square, they are not longer.</summary>
    private const long LongSquare = 7;

    /// <summary>The evidence; null where there is none.</summary>
    public static string? For(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        var kernel = shape.Dimensions.AsSpan()[2..];
        if (Name().IsMatch(tensor.Name))
        {
            return "its name";
        }

        if (context.BiasOf(tensor) is { Shape.Rank: 1 } bias
            && (bias.Shape[0] == shape[0] || bias.Shape[0] == shape[1]))
        {
            return $"`{bias.Name}` has as many outputs";
        }

        if (kernel[^1] % 2 == 1 && kernel[^1] <= LongKernel && (kernel.Length == 1 || kernel[^2] == kernel[^1]))
        {
            return "an odd kernel";
        }

        if (kernel.Length > 1 && kernel[^1] <= LongSquare && kernel[^2] == kernel[^1]
            && Math.Min(shape[0], shape[1]) > kernel[^1])
        {
            return "a small square kernel";
        }

        return shape[1] is 1 or 3 or 4 && kernel.Length == 2 && kernel[0] == kernel[1] ? "square patches of images"
            : context.ConvolutionBefore(tensor) is { } before && Fits(before.Shape, before.Shape[0] == shape[1])
                ? $"`{before.Name}` has as many outputs as it has inputs"
            : context.ConvolutionAfter(tensor) is { } after && Fits(after.Shape, after.Shape[1] == shape[0])
                ? $"`{after.Name}` has as many inputs as it has outputs"
            : context.NormAfter(tensor) is { } norm && (norm.Shape[0] == shape[0] || norm.Shape[0] == shape[1])
                && kernel[^1] <= LongKernel
                ? $"`{norm.Name}` behind it has as many channels"
            : null;

        // Two stacks of equal shapes prove nothing: a kernel is short.
        bool Fits(TensorShape neighbor, bool channels) => channels && neighbor.Rank == shape.Rank
            && shape.Dimensions.Skip(2).Concat(neighbor.Dimensions.Skip(2)).All(side => side <= LongKernel);
    }

    /// <summary>The reason for a tensor that may be one or the other, with the rule that decides.</summary>
    public static Verdict Ambiguous(TensorInfo tensor, string what)
    {
        var shape = tensor.Shape;
        string match = JsonEncodedText.Encode(tensor.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        string stack = new string('s', shape.Rank - 2) + "io";
        string kernel = "oi" + new string('k', shape.Rank - 2);
        return Verdict.Skip(
            SkipReason.Ambiguous,
            $"shape {shape} {what}; a rule of `Rules` decides: "
            + $$"""{ "match": "{{match}}", "kind": "dense", "axes": "{{stack}}" } for a stack of matrices, """
            + $$"""{ "match": "{{match}}", "kind": "conv", "axes": "{{kernel}}" } for a convolution""");
    }

    [GeneratedRegex(
        @"conv|down_?samp|up_?samp|kernel|filter|patch|stem|depthwise|pointwise|(^|[._/])[dp]w[._/\d]|shortcut|cnn"
        + @"|resample|(^|[._/])(c|cv|conv)\d*[._/]|squeeze|expand\d|deconv|unpool|stft|basis",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
