using System.Globalization;

namespace Heavytail.Plans;

/// <summary>The name of a module, cut at its first index: <c>model.layers.12.mlp.up_proj</c> is of block 12.</summary>
/// <param name="Stack">What is before the index, <c>model.layers</c>; null where the name has no index.</param>
/// <param name="Index">The index, 12; −1 where the name has none.</param>
/// <param name="Type">What is after the index, <c>mlp.up_proj</c>; the whole name where it has none.</param>
internal readonly record struct ModuleName(string? Stack, int Index, string Type)
{
    /// <summary>
    /// Modules in the order in which Transformers makes them: checkpoints are mostly sorted by name, and positional
    /// files are not.
    /// </summary>
    private static readonly string[] s_made =
    [
        "q_proj", "k_proj", "v_proj", "qkv_proj", "c_attn", "o_proj", "out_proj", "gate", "gate_proj", "gate_up_proj",
        "c_fc", "up_proj", "down_proj",
    ];

    /// <summary>
    /// The last parts of names that say which of a module's weights is meant, and of the cells of TensorFlow 1 which
    /// gates.
    /// </summary>
    private static readonly string[] s_weights =
    [
        "weight", "in_proj_weight", "kernel", "recurrent_kernel", "depthwise_kernel", "pointwise_kernel", "gates",
        "candidate", "MatMul", "MatMul_1", "ReadVariableOp", "resource",
    ];

    /// <summary>Beginnings of such parts: <c>weight_ih_l0</c>.</summary>
    private static readonly string[] s_stems = ["weight_ih", "weight_hh", "weight_hr"];

    /// <summary>The name of the block, <c>model.layers.12</c>; null where there is none.</summary>
    public string? Block => Stack is null ? null
        : Stack.Length == 0 ? Index.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Stack}.{Index}");

    /// <summary>Cuts a name.</summary>
    public static ModuleName Parse(string name)
    {
        string[] parts = name.Split('.');
        for (int k = 0; k < parts.Length; k++)
        {
            if (parts[k].Length > 0 && parts[k].All(char.IsAsciiDigit)
                && int.TryParse(parts[k], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                return new ModuleName(string.Join('.', parts[..k]), index, string.Join('.', parts[(k + 1)..]));
            }
        }

        return new ModuleName(null, -1, name);
    }

    /// <summary>The module that has a tensor: <c>decoder.rnn</c> of <c>decoder.rnn.weight_ih[i]</c>.</summary>
    public static string Owner(string tensor)
    {
        int bracket = tensor.EndsWith(']') ? tensor.LastIndexOf('[') : -1;
        string name = bracket > 0 ? tensor[..bracket] : tensor;
        int colon = name.LastIndexOf(':');
        name = colon > 0 && name[(colon + 1)..].All(char.IsAsciiDigit) ? name[..colon] : name;
        while (name.LastIndexOfAny(['.', '/']) is > 0 and var cut && IsWeight(name[(cut + 1)..]))
        {
            name = name[..cut];
        }

        return name;
    }

    /// <summary>
    /// Layers in the order of their modules: blocks by number, and those of a block as models make them.
    /// </summary>
    /// <param name="layers">The layers in the order of the file.</param>
    public static IReadOnlyList<PlanLayer> InOrder(IReadOnlyList<PlanLayer> layers)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var keyed = new List<(int Place, int Index, string Part, int Made, PlanLayer Layer)>();
        foreach (var layer in layers)
        {
            var name = Parse(layer.Module);
            string stack = name.Stack is null ? "=" + layer.Module : name.Stack + ".";
            if (!places.TryGetValue(stack, out int place))
            {
                places.Add(stack, place = places.Count);
            }

            keyed.Add((place, name.Index, PartOf(name.Type), Made(name.Type), layer));
        }

        return [.. Sorted(keyed)];
    }

    private static IEnumerable<PlanLayer> Sorted(
        IEnumerable<(int Place, int Index, string Part, int Made, PlanLayer Layer)> keyed) =>
        keyed.GroupBy(item => (item.Place, item.Index))
            .OrderBy(block => block.Key.Place).ThenBy(block => block.Key.Index)
            .SelectMany(block => block.All(item => item.Made >= 0 && !IsOfExperts(item.Part))
                ? block.OrderBy(item => IsFeedForward(item.Part)).ThenBy(item => item.Made)
                : block.AsEnumerable())
            .Select(item => item.Layer);

    private static bool IsWeight(string part) => s_weights.Contains(part)
        || s_stems.Any(stem => part.StartsWith(stem, StringComparison.Ordinal));

    private static string PartOf(string type) => type.Contains('.', StringComparison.Ordinal)
        ? type[..type.LastIndexOf('.')] : "";

    private static int Made(string type) => Array.IndexOf(s_made, type[(type.LastIndexOf('.') + 1)..]);

    private static bool IsOfExperts(string part) => part.Contains("experts", StringComparison.Ordinal);

    private static bool IsFeedForward(string part) =>
        part.Contains("mlp", StringComparison.Ordinal) || part.Contains("feed_forward", StringComparison.Ordinal);
}
