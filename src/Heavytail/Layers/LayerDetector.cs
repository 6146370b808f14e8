using Heavytail.Tensors;

namespace Heavytail.Layers;

/// <summary>
/// Tensors → layers. PyTorch's orientation is assumed: <c>[out, in]</c>, <c>[out, in, k…]</c>. A tensor that is no
/// layer comes back with the reason.
/// </summary>
public static class LayerDetector
{
    /// <summary>Largest number of elements of a layer: what one array of doubles holds.</summary>
    private const long MaxElements = 0x7FFFFFC7;

    private static readonly string[] s_embeddingMarks = ["embed", "wte.", "wpe.", "token_emb", "pos_emb", "lookup_table"];

    /// <summary>The layer that a tensor is, or why it is none.</summary>
    public static (Layer? Layer, SkippedTensor? Skipped) Detect(TensorInfo tensor)
    {
        var shape = tensor.Shape;
        if (shape.Rank < 2)
        {
            return Skip(tensor, SkipReason.NotAMatrix, shape.Rank == 0 ? "a single number" : "one-dimensional (a bias or a norm)");
        }

        if (!tensor.Type.IsRealFloat())
        {
            string why = ElementConversion.CanConvert(tensor.Type) || tensor.Type.IsComplex()
                ? "elements are not real floating-point weights"
                : "weights cannot be read yet";
            return Skip(tensor, SkipReason.ElementType, $"{tensor.Type.Name()} {why}");
        }

        if (shape.ElementCount == 0)
        {
            return Skip(tensor, SkipReason.Empty, $"shape {shape} has no elements");
        }

        if (shape.ElementCount > MaxElements)
        {
            return Skip(tensor, SkipReason.TooLarge, $"shape {shape} has more than 2^31 elements");
        }

        (int rows, int columns) = ((int)shape[0], (int)shape[1]);
        int rf = (int)(shape.ElementCount / ((long)rows * columns));
        return shape.Rank switch
        {
            2 => (new Layer(tensor, IsEmbedding(tensor.Name) ? LayerKind.Embedding : LayerKind.Dense, rows, columns, 1), null),
            3 when rf > Math.Max(rows, columns) =>
                Skip(tensor, SkipReason.Shape, $"shape {shape} is a stack, not a convolution: its kernel would be longer than it has channels"),
            3 => (new Layer(tensor, LayerKind.Conv1D, rows, columns, rf), null),
            4 => (new Layer(tensor, LayerKind.Conv2D, rows, columns, rf), null),
            5 => (new Layer(tensor, LayerKind.Conv3D, rows, columns, rf), null),
            _ => Skip(tensor, SkipReason.Shape, $"{shape.Rank} dimensions, a weight has two to five"),
        };
    }

    private static bool IsEmbedding(string name) =>
        s_embeddingMarks.Any(mark => name.Contains(mark, StringComparison.OrdinalIgnoreCase));

    private static (Layer?, SkippedTensor?) Skip(TensorInfo tensor, SkipReason reason, string explanation) =>
        (null, new SkippedTensor(tensor, reason, explanation));
}
