using System.Text.RegularExpressions;
using Heavytail.Formats.HuggingFace;

namespace Heavytail.Layers.Rules;

/// <summary>Projections of a transformer that share a tensor, and GPT-2's way of storing dense matrices.</summary>
internal static partial class AttentionRules
{
    private static readonly string[] s_names = ["q", "k", "v"];

    /// <summary>Models whose heads each have their query, key and value rows together.</summary>
    private static readonly string[] s_interleaved = ["gpt_neox", "gpt_neox_japanese", "bloom"];

    /// <summary>
    /// Whose query is recognized by being as wide as the model: Phi-3, MPT and DBRX, StarCoder. OpenELM's and gpt-oss'
    /// is not.
    /// </summary>
    private static readonly string[] s_squareQueries = ["self_attn.qkv_proj", "attn.Wqkv", "attn.c_attn"];

    /// <summary>
    /// Whether a scheme of quantization (GPTQ, AWQ) says which dimension is which, and the name says more.
    /// </summary>
    public static bool IsFusedAndPacked(TensorInfo tensor) =>
        tensor is
        {
            IsQuantized: true, Shape.Rank: 2,
            Role: { Purpose: TensorPurpose.Dense, Axes: "io", Parts.Length: 0, Groups: 1 }
        }
        && (Fused(tensor.Name).Success || IsGateUp(tensor.Name));

    public static Verdict? FusedProjections(TensorInfo tensor, LayerContext context)
    {
        var match = Fused(tensor.Name);
        if (!match.Success || tensor.Shape.Rank < 2 || tensor.Shape.Dimensions.Skip(2).Any(side => side != 1))
        {
            return null;
        }

        string name = match.Groups["name"].Value;
        bool transposed = IsFusedAndPacked(tensor) || (name == "c_attn" && tensor.Shape[1] == 3 * tensor.Shape[0]);
        (long outputs, long inputs) = transposed
            ? (tensor.Shape[1], tensor.Shape[0])
            : (tensor.Shape[0], tensor.Shape[1]);
        string axes = (transposed ? "io" : "oi") + new string('1', tensor.Shape.Rank - 2);
        if (name is "query_key_value" or "wqkv")
        {
            return Interleaved(tensor, context.Configuration, axes, outputs, inputs);
        }

        if (IsMixed(tensor, name, context.Configuration))
        {
            return Verdict.Matrix(
                tensor, TensorPurpose.Dense, axes, "query, key and value by heads or shards: one matrix");
        }

        (long[]? sizes, string why) = Sizes(
            WrapperNames.Plain(tensor.Name), name, outputs, inputs, context.Configuration);
        var role = new TensorRole(TensorPurpose.Dense, "")
        {
            Axes = axes,
            Parts = sizes is null ? [] : [.. s_names.Zip(sizes, (part, size) => new TensorPart(part, size))],
        };
        return Verdict.From(tensor, role, why);
    }

    /// <summary>The gate and the up projection of a gated feed-forward layer, as Phi-3 and GLM-4 store them.</summary>
    public static Verdict? FusedGate(TensorInfo tensor)
    {
        if (tensor.Shape.Rank != 2 || !IsGateUp(tensor.Name))
        {
            return null;
        }

        string axes = IsFusedAndPacked(tensor) ? "io" : "oi";
        long outputs = tensor.Shape[axes.IndexOf('o', StringComparison.Ordinal)];
        var role = new TensorRole(TensorPurpose.Dense, "") { Axes = axes };
        return outputs % 2 == 0
            ? Verdict.From(
                tensor, role with { Parts = TensorPart.Equal(outputs, "gate", "up") },
                "gate and up projection of equal size")
            : Verdict.From(tensor, role, "gate and up projection, which are not of equal size: one matrix");
    }

    /// <summary>
    /// GPT-2's own Conv1D layer stores <c>[in, out]</c>; its <c>c_attn</c>, three times as wide as high, gives it away.
    /// </summary>
    public static Verdict? Gpt2Dense(TensorInfo tensor, LayerContext context) =>
        tensor.Shape.Rank == 2
        && NameParts.Of(WrapperNames.Plain(tensor.Name)) is { Last: "weight", OwnerLast: "c_fc" or "c_proj" }
        && context.HasGpt2Conv1D
            ? Verdict.Matrix(tensor, TensorPurpose.Dense, "io", "beside a c_attn of [in, 3·in]: stored [in, out]")
            : null;

    private static Match Fused(string name) =>
        Name().Match(name) is { Success: true } match ? match : Name().Match(WrapperNames.OfProjection(name));

    private static bool IsGateUp(string name) => GateUp().IsMatch(WrapperNames.OfProjection(name));

    /// <summary>
    /// Rows of query, key and value that alternate: guided diffusion's 1D convolutions (by heads), EDM's 2D ones,
    /// CodeGen's four shards, each with its own query, value and key, and StarCoder's kin (by heads) where heads share
    /// nothing.
    /// </summary>
    private static bool IsMixed(TensorInfo tensor, string name, ModelConfiguration? configuration) =>
        (name == "qkv" && tensor.Shape.Rank > 2)
        || (name == "c_attn" && configuration?.ModelType == "gpt_bigcode" && tensor.Shape[0] == 3 * tensor.Shape[1])
        || (name == "qkv_proj"
            && (configuration?.ModelType == "codegen" || CodeGen().IsMatch(WrapperNames.Plain(tensor.Name))));

    /// <summary>The rows of each; null if nothing determines them.</summary>
    private static (long[]? Sizes, string Why) Sizes(
        string path, string name, long outputs, long inputs, ModelConfiguration? configuration)
    {
        if (configuration?.ProjectionSizes is (long query, long shared) && query + (2 * shared) == outputs)
        {
            return ([query, shared, shared],
                $"config.json: {configuration.Heads} query heads, {configuration.KeyValueHeads} of key and value");
        }

        if (outputs == 3 * inputs || (outputs % 3 == 0 && name is "in_proj_weight" or "to_qkv"))
        {
            return ([outputs / 3, outputs / 3, outputs / 3], "query, key and value of equal size");
        }

        // Heads of the query are shared out evenly among those of key and value.
        long key = (outputs - inputs) / 2;
        return configuration?.ProjectionSizes is null && key > 0 && outputs == inputs + (2 * key) && inputs % key == 0
            && s_squareQueries.Any(known => path.Contains(known, StringComparison.Ordinal))
                ? ([inputs, key, key], "a query as wide as the model, key and value share the rest")
                : (null, "query, key and value in one matrix of unknown parts");
    }

    /// <summary><c>[heads, 3, dimension, in]</c>: the rows of each are scattered.</summary>
    private static Verdict Interleaved(
        TensorInfo tensor, ModelConfiguration? configuration, string axes, long outputs, long inputs)
    {
        var whole = Verdict.Matrix(
            tensor,
            TensorPurpose.Dense,
            axes,
            configuration?.ModelType is string known
                ? $"query, key and value by heads, in an order that is not read of `{known}`: one matrix"
                : "query, key and value by heads, which only config.json could separate: one matrix");
        if (configuration is not { Heads: > 0 and long heads, ModelType: string type }
            || heads > outputs
            || !s_interleaved.Contains(type, StringComparer.Ordinal) || outputs % (3 * heads) != 0
            || tensor.Shape.Rank != 2)
        {
            return whole;
        }

        bool isTransposed = axes == "io";
        var role = new TensorRole(TensorPurpose.Dense, "") { Axes = isTransposed ? "ioso" : "osoi" };
        long width = outputs / (3 * heads);
        var shape = isTransposed ? new TensorShape(inputs, heads, 3, width) : new TensorShape(heads, 3, width, inputs);
        return new Verdict(
            new MatrixForm(role, shape) { StackNames = [.. s_names] }, default,
            $"config.json: {type}, {heads} heads with their query, key and value rows together");
    }

    [GeneratedRegex(
        @"(^|(?<!in_proj)[._/])"
        + "(?<name>in_proj_weight|to_qkv|qkv_proj|qkv|Wqkv|attn_qkv|c_attn|query_key_value|wqkv)([._/]weight)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"(^|[._/])gate_up_proj(\.weight)?$", RegexOptions.CultureInvariant)]
    private static partial Regex GateUp();

    [GeneratedRegex(@"(^|\.)h\.\d+\.attn\.qkv_proj(\.|$)", RegexOptions.CultureInvariant)]
    private static partial Regex CodeGen();
}
