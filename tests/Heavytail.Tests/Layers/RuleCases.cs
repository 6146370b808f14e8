using Heavytail.Formats.HuggingFace;
using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Tensors by name and shape, and what the rules make of them.</summary>
internal static class RuleCases
{
    public static IReadOnlyList<LayerDecision> Decide(
        IReadOnlyList<TensorInfo> tensors, LayerOptions? options = null, ModelConfiguration? configuration = null) =>
        LayerDetector.Decide(tensors, options ?? new LayerOptions(), configuration);

    public static TensorInfo Tensor(int index, string name, string sides) => new(
        index,
        name,
        ElementType.F32,
        new TensorShape(sides.Length == 0 ? [] : [.. sides.Split(',').Select(long.Parse)]),
        "memory");

    public static void Expect(LayerDecision decision, string rule, string layers)
    {
        Assert.Equal(rule, decision.Rule);
        Assert.Equal(layers, string.Join('|', decision.Layers.Select(layer =>
            $"{layer.Kind.Word()}{(layer.Part is null ? "" : $"[{layer.Part}]")} {layer.Rows}x{layer.Columns}"
            + (layer.Rf > 1 ? $"x{layer.Rf}" : ""))));
        Assert.Equal(decision.Layers.Count == 0, decision.Skipped is not null);
    }
}
