// Specification: https://github.com/keras-team/keras (keras/src/quantizers: packing.py, modes/int4.py;
// keras/src/layers/core: dense.py, embedding.py)
namespace Heavytail.Formats.Keras;

/// <summary>
/// int4 of Keras 3: vars/0 I8, two codes of −8 to 7 a byte, the first in the lower half, along the last dimension, or
/// by older versions, a kernel's along the first; then bias, scales, and for groups I8 zeros and the group of each
/// input.
/// </summary>
/// <param name="Shape">Dimensions of the codes.</param>
/// <param name="Axis">The dimension along which they are packed: 0 or 1.</param>
internal sealed record KerasPairs(TensorShape Shape, int Axis)
{
    private const string Int4 = "int4";
    private const int MaxVariables = 8;

    /// <summary>How the codes lie; null where they are no pairs.</summary>
    /// <param name="name">Name of the variable that may have the codes.</param>
    /// <param name="codes">Its stored dimensions.</param>
    /// <param name="find">Type and dimensions of another variable; null where there is none.</param>
    /// <param name="layer">Its layer; null if no configuration says it.</param>
    /// <param name="problem">Why they cannot be read; null where they can, and where they are no pairs.</param>
    public static KerasPairs? Find(
        string name, TensorShape codes, Func<string, (ElementType Type, TensorShape Shape)?> find, KerasLayer? layer,
        out string? problem)
    {
        problem = null;
        if (codes.Rank != 2 || codes.ElementCount == 0 || layer?.Quantization is { } mode && mode != Int4)
        {
            return null;
        }

        string path = name[..(name.LastIndexOf('/') + 1)];
        var others = Enumerable.Range(1, MaxVariables).Select(number => find($"{path}{number}")).OfType<(
            ElementType Type, TensorShape Shape)>().ToList();
        if (path.Length + 1 != name.Length || name[^1] != '0')
        {
            problem = layer?.Quantization == Int4 && !IsZeros((ElementType.I8, codes), others)
                ? "int4 of Keras, the second table of an embedding, which is not read"
                : null;
            return null;
        }

        bool isEmbedding = layer?.Class.Contains("Embedding", StringComparison.Ordinal)
            ?? name.Contains("embedding", StringComparison.OrdinalIgnoreCase);
        bool isGrouped = others.Exists(other => IsZeros(other, others));
        bool isSaid = layer?.Quantization == Int4;
        var pairs = layer?.Class == "EinsumDense" ? null
            : isGrouped ? OfGroups(codes, others, isEmbedding)
            : others.LastOrDefault(other => other.Type.IsRealFloat()) is { Shape: { Rank: 1 } scales }
            ? isEmbedding
                ? OfRows(codes, scales[0], isSaid ? layer!.Outputs : null)
                : OfColumns(codes, scales[0], isSaid, layer?.Inputs)
            : null;
        if (pairs is null && (isSaid || isGrouped))
        {
            problem = "int4 of Keras whose dimensions neither the configuration nor its scales give";
        }

        return pairs;
    }

    /// <summary>Scales and zeros [groups, out] and the group of each input; an embedding's [entries, groups].</summary>
    private static KerasPairs? OfGroups(
        TensorShape codes, List<(ElementType Type, TensorShape Shape)> others, bool isEmbedding)
    {
        int index = others.FindIndex(other => IsZeros(other, others));
        var zeros = others[index].Shape;
        if (index + 1 >= others.Count || others[index + 1] is not { Shape: { Rank: 1 } groups })
        {
            return null;
        }

        long inputs = groups[0];
        return isEmbedding
            ? codes[0] == zeros[0] && codes[1] == Half(inputs) ? new(new(codes[0], inputs), 1) : null
            : codes[0] == inputs && codes[1] == Half(zeros[1]) ? new(new(inputs, zeros[1]), 1)
            : codes[0] == Half(inputs) && codes[1] == zeros[1] ? new(new(inputs, zeros[1]), 0)
            : null;
    }

    /// <summary>Whether codes are the zeros of scales.</summary>
    public static bool IsZeros(
        (ElementType Type, TensorShape Shape) codes, IEnumerable<(ElementType Type, TensorShape Shape)> others) =>
        codes is { Type: ElementType.I8, Shape.Rank: 2 }
        && others.Any(other => other.Type.IsRealFloat() && other.Shape.Equals(codes.Shape));

    /// <summary>
    /// A scale for each output. As many columns as outputs are int8, unless the layer is said to be int4.
    /// </summary>
    private static KerasPairs? OfColumns(TensorShape codes, long outputs, bool isSaid, long? inputs) =>
        codes[1] == Half(outputs) && codes[1] != outputs ? new(new(codes[0], outputs), 1)
        : isSaid && codes[1] == outputs && inputs is { } rows && Half(rows) == codes[0] ? new(new(rows, outputs), 0)
        : null;

    /// <summary>A scale for each entry of an embedding.</summary>
    private static KerasPairs? OfRows(TensorShape codes, long entries, long? outputs) =>
        codes[0] == entries && outputs is { } columns && Half(columns) == codes[1]
            ? new(new(entries, columns), 1)
            : null;

    private static long Half(long side) => (side / 2) + (side % 2);
}
