using System.Text.RegularExpressions;

namespace Heavytail.Layers.Rules;

/// <summary>
/// Experts of a mixture that share a tensor: as a dimension of their own, or one after the other in rows.
/// </summary>
internal static partial class ExpertRules
{
    private static readonly string[] s_lastAxis = ["expert_kernel", "expert_kernels", "experts_kernel"];
    private static readonly string[] s_biases = ["expert_bias", "expert_biases", "experts_bias"];
    private static readonly string[] s_gates =
        ["gate_kernel", "gate_kernels", "gate_kernel0", "gate_kernel_0", "gate_kernel_task_0"];

    /// <summary>
    /// <c>[experts, in, out]</c> or <c>[experts, out, in]</c>, which have the same spectra. Gate and up projections
    /// that share a tensor stay together: some models store one after the other, some let them alternate, and names do
    /// not say which.
    /// </summary>
    public static Verdict? Experts(TensorInfo tensor, LayerContext context) =>
        tensor.Name.Length > NameParts.Longest ? null
        : tensor.Shape.Rank == 3 ? Stacked(tensor, context)
        : tensor.Shape.Rank == 2 ? Kernels(tensor, context) ?? Rows(tensor, context)
        : null;

    /// <summary>Whether a tensor is the bias of experts that are the last dimension: <c>[out, experts]</c>.</summary>
    public static bool IsBias(TensorInfo tensor, LayerContext context)
    {
        var (parent, last) = NameParts.Of(tensor.Name);
        return tensor.Shape.Rank == 2 && s_biases.Contains(last, StringComparer.Ordinal)
            && s_lastAxis.Select(word => context.Find(parent + word)).Any(kernel => kernel is { Shape.Rank: 3 }
                && kernel.Shape[1] == tensor.Shape[0] && kernel.Shape[2] == tensor.Shape[1]);
    }

    /// <summary>
    /// MMoE of Keras and DeepCTR: <c>expert_kernel</c> of [in, out, experts]. The bias or the gate beside it has the
    /// experts last, too; alone, there are fewer experts than inputs and outputs.
    /// </summary>
    private static Verdict? OnLastAxis(TensorInfo tensor, LayerContext context)
    {
        var (parent, last) = NameParts.Of(tensor.Name);
        var shape = tensor.Shape;
        if (!s_lastAxis.Contains(last, StringComparer.Ordinal))
        {
            return null;
        }

        var bias = First(s_biases);
        var gate = First(s_gates);
        bool isLast = bias is { Shape.Rank: 2 } ? bias.Shape[0] == shape[1] && bias.Shape[1] == shape[2]
            : gate is { Shape.Rank: 2 } ? gate.Shape[0] == shape[0] && gate.Shape[1] == shape[2]
            : shape[2] < Math.Min(shape[0], shape[1]);
        return isLast
            ? Verdict.From(
                tensor, new TensorRole(TensorPurpose.Dense, "") { Axes = "ios", StackWord = "expert" },
                $"{shape[2]} experts, the last dimension, each with a matrix of its own")
            : null;

        TensorInfo? First(string[] words) =>
            words.Select(word => context.Find(parent + word)).OfType<TensorInfo>().FirstOrDefault();
    }

    private static Verdict? Stacked(TensorInfo tensor, LayerContext context)
    {
        if (OnLastAxis(tensor, context) is { } last)
        {
            return last;
        }

        var shape = tensor.Shape;
        bool isNamed = Mark().IsMatch(NameWords.Of(tensor.Name)) && !Numbered().IsMatch(tensor.Name);
        if (!isNamed && !IsRouted(tensor, context))
        {
            return null;
        }

        if (ConvolutionEvidence.NamesShortKernel(tensor)
            || (context.BiasOf(tensor) is { Shape.Rank: 1 } bias && bias.Shape[0] == shape[0]
                && bias.Shape[0] != shape[1] && bias.Shape[0] != shape[2]))
        {
            return null;
        }

        var role = new TensorRole(TensorPurpose.Dense, "") { Axes = "sio", StackWord = "expert" };
        return Verdict.From(tensor, role, $"{shape[0]} experts, each with a matrix of its own");
    }

    /// <summary>Whether a router beside it, which nothing else has, chooses among as many.</summary>
    private static bool IsRouted(TensorInfo tensor, LayerContext context)
    {
        var shape = tensor.Shape;
        return context.Routers.Of(tensor) is { IsCertain: true } router && router.Experts == shape[0]
            && (router.Width == shape[1] || router.Width == shape[2])
            && Math.Min(shape[1], shape[2]) > ConvolutionEvidence.LongKernel;
    }

    /// <summary>
    /// CondConv: a row holds a whole kernel, and a router beside it mixes them. How many outputs a kernel has is not
    /// stored.
    /// </summary>
    private static Verdict? Kernels(TensorInfo tensor, LayerContext context)
    {
        var name = NameParts.Of(tensor.Name);
        string block = NameParts.Of(name.Owner).Parent;
        return name.Last == "weight" && name.OwnerLast.StartsWith("conv", StringComparison.Ordinal)
            && context.Find(block + "routing_fn.weight") is { Shape: { Rank: 2 } router } mixer
            && router[0] == tensor.Shape[0]
            ? Verdict.Skip(
                SkipReason.Shape,
                $"{tensor.Shape[0]} kernels of {tensor.Shape[1]} elements, which `{mixer.Name}` mixes: their own shape "
                + "is not stored")
            : null;
    }

    /// <summary>DBRX and MegaBlocks: the rows of the first expert, then those of the second.</summary>
    private static Verdict? Rows(TensorInfo tensor, LayerContext context)
    {
        if (!InRows().IsMatch(tensor.Name))
        {
            return null;
        }

        var shape = tensor.Shape;
        var router = context.Routers.Of(tensor);
        long? told = context.Configuration?.Experts;
        long? count = router?.Experts ?? told;
        string source = router is null ? "config.json" : $"`{router.Name}`";
        if (count is not > 1 || (told is not null && told != count))
        {
            return ConvolutionEvidence.AmbiguousRows(tensor, count is null or 1
                ? "and neither config.json nor a router says how many"
                : $"but config.json says {told} and `{router!.Name}` has {router.Experts}");
        }

        // Megatron's `weight1` has the shape [in, experts · out], and its elements are those of [experts, in, out].
        bool isMegatron = NameParts.Of(tensor.Name).Last == "weight1" && shape[1] % count == 0;
        long? width = router?.Width ?? context.Configuration?.HiddenSize;
        if (isMegatron && (width is null || width == shape[0]))
        {
            return Cut(new TensorShape(count.Value, shape[0], shape[1] / count.Value));
        }

        return shape[0] % count == 0 && shape[0] > count && (width is null || width == shape[1])
            ? Cut(new TensorShape(count.Value, shape[0] / count.Value, shape[1]))
            : ConvolutionEvidence.AmbiguousRows(tensor, $"which {count} experts of {source} do not divide");

        Verdict Cut(TensorShape cut) => new(
            new MatrixForm(new TensorRole(TensorPurpose.Dense, "") { Axes = "sio", StackWord = "expert" }, cut),
            default, $"{count} experts in one matrix, as many as {source} has: {cut}");
    }

    [GeneratedRegex("_(experts?|exps|moes?)_|_switch_(mlp|glu)_", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    /// <summary>One expert, whose index is in the name.</summary>
    [GeneratedRegex(
        @"(^|[._/])experts[./]\d+([._/]|$)|(^|[._/])expert[._/]?\d+([._/]|$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Numbered();

    /// <summary>A projection right in what holds all experts; those that are shared are one network.</summary>
    [GeneratedRegex(
        @"(^|[./])((local|moe|routed|sparse|mlp)_)?experts[./](mlp[./])?"
        + @"([wv]\d?|weight\d|w[io]|w[io]_\d|fc\d?|w13|(gate|up|down|gate_up|in|out|input|output)_(proj|linear))"
        + @"([./](weight|kernel))?(:0)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex InRows();
}
