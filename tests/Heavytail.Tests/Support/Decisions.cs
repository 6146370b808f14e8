using Heavytail.Formats.HuggingFace;
using Heavytail.Layers;
using Heavytail.Layers.Rules;

namespace Heavytail.Tests.Support;

/// <summary>What the rules decide about tensors that a line of text describes.</summary>
internal static class Decisions
{
    /// <summary>Decides about tensors of a file.</summary>
    /// <param name="tensors">Name and dimensions of each, <c>fc.weight 10,20</c>, with <c>:i</c> after those of
    /// integers.</param>
    public static IReadOnlyList<LayerDecision> Of(params string[] tensors) =>
        LayerDetector.Decide([.. tensors.Select(Tensor)], new LayerOptions());

    /// <summary>The same by rules of a user.</summary>
    public static IReadOnlyList<LayerDecision> With(IReadOnlyList<UserRule> rules, params string[] tensors) =>
        LayerDetector.Decide([.. tensors.Select(Tensor)], new LayerOptions { Rules = rules });

    /// <summary>The same beside a configuration, or in a file whose metadata names a framework.</summary>
    public static IReadOnlyList<LayerDecision> Beside(
        ModelConfiguration? configuration, string? framework, params string[] tensors) =>
        LayerDetector.Decide([.. tensors.Select(Tensor)], new LayerOptions(), configuration, framework);

    /// <summary>The same for one of the tensors, the first.</summary>
    public static LayerDecision OfFirst(params string[] tensors) => Of(tensors)[0];

    /// <summary>Layers as text: <c>dense[q] 4x4|dense[k] 4x4</c>, <c>conv2d 16x3x25</c>.</summary>
    public static string Text(this LayerDecision decision) => string.Join('|', decision.Layers.Select(layer =>
        $"{layer.Kind.Word()}{(layer.Part is null ? "" : $"[{layer.Part}]")} {layer.Rows}x{layer.Columns}"
        + (layer.Rf > 1 ? $"x{layer.Rf}" : "")));

    private static TensorInfo Tensor(string text, int index)
    {
        string[] parts = text.Split(' ');
        bool isInteger = parts.Length > 1 && parts[1].EndsWith(":i", StringComparison.Ordinal);
        string sides = parts.Length < 2 ? "" : isInteger ? parts[1][..^2] : parts[1];
        return new TensorInfo(
            index, parts[0], isInteger ? ElementType.I32 : ElementType.F32,
            new TensorShape(sides.Length == 0 ? [] : [.. sides.Split(',').Select(long.Parse)]), "memory");
    }
}
