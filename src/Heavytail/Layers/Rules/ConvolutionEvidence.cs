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
    public const long LongSquare = 7;

    /// <summary>
    /// First layers on images, which have one channel, three or four, have more outputs than a stack has layers.
    /// </summary>
    private const long ManyOutputs = 128;

    /// <summary>The evidence; null where there is none.</summary>
    public static string? For(TensorInfo tensor, LayerContext context) => GraphNetworks.Has(tensor, context) ? null
        : Own(tensor, context) ?? (IsWeight(tensor) ? Neighbor(tensor, context) : null);

    /// <summary>What the tensor itself and its bias show.</summary>
    private static string? Own(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        var kernel = shape.Dimensions.AsSpan()[2..];
        if (HasName(tensor) && (HasShortKernel(shape) || FirstLayer().IsMatch(NameWords.Of(tensor.Name))))
        {
            return "its name";
        }

        if (context.BiasOf(tensor) is { Shape.Rank: 1 } bias
            && (bias.Shape[0] == shape[0] || bias.Shape[0] == shape[1]))
        {
            return $"`{bias.Name}` has as many outputs";
        }

        // Along one dimension coefficients of polynomials and other factors have an odd length, too.
        bool isSquare = kernel.Length > 1 && kernel[^2] == kernel[^1];
        return !isSquare
                ? kernel.Length == 1 && IsOddLine(shape) && LayerWeight().IsMatch(NameParts.Of(tensor.Name).Last)
                    && !context.IsOfPoints(tensor) ? "an odd kernel" : null
            : KernelOrder.IsOdd(kernel[^1]) ? "an odd kernel"
            : kernel[^1] <= LongSquare && Math.Min(shape[0], shape[1]) > kernel[^1] && IsWeight(tensor)
                ? "a small square kernel"
            : kernel.Length == 2 && shape[1] is 1 or 3 or 4 && shape[0] >= ManyOutputs && IsWeight(tensor)
                && kernel[0] <= KernelOrder.LongPatch ? "square patches of images"
            : null;
    }

    /// <summary>What the layers beside it show, of which something else must say that they are convolutions.</summary>
    private static string? Neighbor(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        return context.ConvolutionBefore(tensor) is { } before && Fits(before, before.Shape[0] == shape[1])
                ? $"`{before.Name}` has as many outputs as it has inputs"
            : context.ConvolutionAfter(tensor) is { } after && Fits(after, after.Shape[1] == shape[0])
                ? $"`{after.Name}` has as many inputs as it has outputs"
            : context.NormAfter(tensor) is { } norm && (norm.Shape[0] == shape[0] || norm.Shape[0] == shape[1])
                && shape.Dimensions[^1] <= LongKernel
                ? $"`{norm.Name}` behind it has as many channels"
            : null;

        // Two stacks of equal shapes prove nothing: a kernel is short.
        bool Fits(TensorInfo neighbor, bool channels) => channels && neighbor.Shape.Rank == shape.Rank
            && shape.Dimensions.Skip(2).Concat(neighbor.Shape.Dimensions.Skip(2)).All(side => side <= LongKernel)
            && (neighbor.Role is not null || Own(neighbor, context) is not null);
    }

    /// <summary>Whether the last part of a name is what layers call their weight, and no name of its own.</summary>
    public static bool IsWeight(TensorInfo tensor) => Weight().IsMatch(NameParts.Of(tensor.Name).Last);

    /// <summary>Whether a kernel is as short as kernels are; a module called <c>conv</c> may have matrices.</summary>
    private static bool HasShortKernel(TensorShape shape)
    {
        var (least, most, isOdd) = (long.MaxValue, 0L, true);
        for (int dim = 2; dim < shape.Rank; dim++)
        {
            (least, most) = (Math.Min(least, shape[dim]), Math.Max(most, shape[dim]));
            isOdd &= shape[dim] % 2 == 1;
        }

        return least <= LongKernel || isOdd
            || (shape[1] is 1 or 3 or 4 && shape[0] >= 2 * LongKernel && most <= KernelOrder.LongPatch)
            || shape.Rank == 3;
    }

    /// <summary>
    /// Whether a name is that of a convolution. Flax and Keras call matrices <c>kernel</c> too, and filters of Fourier
    /// networks are products of elements.
    /// </summary>
    public static bool HasName(TensorInfo tensor)
    {
        var name = NameParts.Of(tensor.Name);
        string named = tensor.Shape.Rank == 3 && name.Last == "kernel" ? name.Owner : tensor.Name;
        string words = NameWords.Of(named);
        return !Fourier().IsMatch(words)
            && (Name().IsMatch(words) || ShortName().IsMatch(tensor.Name)
                || (FilterName().IsMatch(words) && HasKernel(tensor.Shape)));
    }

    /// <summary>Whether some dimensions could be a kernel, in the order of any framework.</summary>
    private static bool HasKernel(TensorShape shape) => shape.Rank switch
    {
        < 3 => false,
        3 => shape[1] == 1 || shape.Dimensions.Any(side => side <= LongKernel),
        _ => shape.Dimensions.Contains(1) || Enumerable.Range(0, 3).Any(
            start => KernelOrder.IsCube(shape, start, start + shape.Rank - 2) && shape[start] <= LongKernel),
    };

    /// <summary>Whether a name has the word itself, and the last dimension is as short as kernels are.</summary>
    public static bool NamesShortKernel(TensorInfo tensor)
    {
        var shape = tensor.Shape;
        long side = shape.Dimensions[^1];
        return Convolution().IsMatch(NameWords.Of(tensor.Name))
            && (IsOddKernel(shape) || (side <= LongSquare && (shape[1] == 1 || Math.Min(shape[0], shape[1]) > side)));
    }

    /// <summary>Whether the last dimension is odd and short, and the others are longer.</summary>
    public static bool IsOddKernel(TensorShape shape)
    {
        long side = shape.Dimensions[^1];
        return side % 2 == 1 && side <= LongKernel && shape[0] > side && (shape[1] == 1 || shape[1] > side);
    }

    /// <summary>A kernel of odd length and one output, or many.</summary>
    private static bool IsOddLine(TensorShape shape) =>
        IsOddKernel(shape) || (shape[0] == 1 && KernelOrder.IsOdd(shape[2]) && shape[1] > shape[2]);

    /// <summary>The reason for a tensor that may be one or the other, with the rule that decides.</summary>
    public static Verdict Ambiguous(TensorInfo tensor, string what)
    {
        var shape = tensor.Shape;
        if (LeadingOneRules.Vector(shape) is { } vector)
        {
            return vector;
        }

        string stack = new string('s', shape.Rank - 2) + "io";
        string kernel = "oi" + new string('k', shape.Rank - 2);
        return Verdict.Skip(
            SkipReason.Ambiguous,
            $"shape {shape} {what}; a file for `Rules` decides: "
            + $"{RulesFile(tensor, "dense", stack)} for a stack of matrices, "
            + $"{RulesFile(tensor, "conv", kernel)} for a convolution");
    }

    /// <summary>The same for experts that share the rows of a matrix.</summary>
    public static Verdict AmbiguousRows(TensorInfo tensor, string what)
    {
        return Verdict.Skip(
            SkipReason.Ambiguous,
            $"shape {tensor.Shape} may be several experts, one after the other, {what}; a file for `Rules` decides: "
            + $"{RulesFile(tensor, "dense", "oi")} for one matrix, "
            + $"{RulesFile(tensor, "dense", "oi", """, "parts": ["expert 0", "expert 1"]""")} "
            + "for two of equal size, and so on");
    }

    /// <summary>A whole file of one rule, to be copied.</summary>
    private static string RulesFile(TensorInfo tensor, string kind, string axes, string more = "")
    {
        var match = JsonEncodedText.Encode(tensor.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return $$"""{ "rules": [{ "match": "{{match}}", "kind": "{{kind}}", "axes": "{{axes}}"{{more}} }] }""";
    }

    /// <summary>Not of <c>converter</c>, <c>convex</c>, <c>conversation</c> and their kin.</summary>
    private const string Stem = "_[a-z]*conv(?!er|ex|ey|en[tie]|in[cg]|ic|oy|oc|ul|al)[a-z]*_";

    [GeneratedRegex(Stem, RegexOptions.CultureInvariant)]
    private static partial Regex Convolution();

    [GeneratedRegex(
        Stem + "|_(down|up)_?samp[a-z]*_|_re_?sampl(e|ing)_"
        + "|_(stems?|patch(es|ify|embed|embedding|embeddings|ing)?|[a-z]*(depth|point)_?wise|dw|pw"
        + "|short_?cuts?|[a-z]*cnn[a-z]*|squeeze[a-z]*|unpool(ing)?|stft|basis)_",
        RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>What reads patches of an image, which may be large.</summary>
    [GeneratedRegex(
        "_(stems?|patch(es|ify|embed|embedding|embeddings|ing)?)_", RegexOptions.CultureInvariant)]
    private static partial Regex FirstLayer();

    [GeneratedRegex(
        @"^(\w*_)?(weights?|kernels?|filters?|w)(_v|_orig)?(_?\d+)?$|^(arr_|param_?|variable_?)?\d*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Weight();

    /// <summary>The weight of a module, and no parameter with a name of its own.</summary>
    [GeneratedRegex("^weight(_v|_orig)?$", RegexOptions.CultureInvariant)]
    private static partial Regex LayerWeight();

    [GeneratedRegex("_(kernels?|filters?)_", RegexOptions.CultureInvariant)]
    private static partial Regex FilterName();

    /// <summary>A matrix or a factor for each frequency: FNO, AFNO, GFNet.</summary>
    [GeneratedRegex("_(a?fno|spectral_conv[a-z]*|fourier|complex)_", RegexOptions.CultureInvariant)]
    private static partial Regex Fourier();

    /// <summary>SqueezeNet's <c>expand3x3</c>, YOLO's <c>cv1</c>.</summary>
    [GeneratedRegex(
        @"(^|[._/])((c|cv)\d*[./]|expand\d)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ShortName();
}
