using System.Collections.Immutable;

namespace Heavytail.Formats.Caffe;

/// <summary>What a layer's type says of its blobs.</summary>
internal static class CaffeRoles
{
    /// <summary>A blob of one of the old networks, which all have four dimensions: those that mean something.</summary>
    /// <param name="layer">Its layer.</param>
    /// <param name="index">Index of the blob in its layer.</param>
    /// <param name="sides">Number, channels, height, width.</param>
    public static IReadOnlyList<long> TrimLegacy(CaffeLayer layer, int index, IReadOnlyList<long> sides)
    {
        int least = index > 0 ? 1
            : IsConvolution(layer) || layer.Type == "Deconvolution" ? sides.Count
            : layer.Type == "InnerProduct" ? 2
            : 1;
        int skip = 0;
        while (skip < sides.Count - least && sides[skip] == 1)
        {
            skip++;
        }

        return [.. sides.Skip(skip)];
    }

    /// <summary>What a blob does; null where the type of its layer says nothing, or it has one dimension.</summary>
    public static TensorRole? Find(CaffeLayer layer, int index, TensorShape shape)
    {
        if (shape.Rank < 2)
        {
            return null;
        }

        var (purpose, axes) = layer.Type switch
        {
            _ when IsConvolution(layer) && index == 0 => Kernel(layer, shape, TensorPurpose.Convolution, "oi"),
            "Deconvolution" when index == 0 => Kernel(layer, shape, TensorPurpose.TransposedConvolution, "io"),
            "InnerProduct" when index == 0 => (TensorPurpose.Dense, layer.IsTransposed ? "io" : "oi"),
            "Embed" when index == 0 => (TensorPurpose.Embedding, "oi"),
            "LSTM" or "Lstm" => (TensorPurpose.Lstm, "oi"),
            "RNN" => (TensorPurpose.Rnn, "oi"),
            "BatchNorm" or "Scale" or "Bias" or "PReLU" or "Normalize" or "BN"
                or "Convolution" or "Deconvolution" or "InnerProduct" or "Embed" => (TensorPurpose.NotAWeight, ""),
            _ => (TensorPurpose.NotAWeight, null),
        };
        if (axes is null || (purpose != TensorPurpose.NotAWeight && axes.Length != shape.Rank))
        {
            return null;
        }

        return new TensorRole(purpose, layer.Type)
        {
            Axes = axes,
            Groups = Groups(layer, purpose, shape),
            Parts = purpose == TensorPurpose.Lstm && shape[0] > 0 && shape[0] % 4 == 0
                ? TensorPart.Equal(shape[0], "i", "f", "o", "g")
                : ImmutableArray<TensorPart>.Empty,
        };
    }

    private static bool IsConvolution(CaffeLayer layer) =>
        layer.Type is "Convolution" or "DepthwiseConvolution" or "ConvolutionDepthwise" or "DeformableConvolution";

    /// <summary>A kernel of one input channel in one of many groups is a channel's own.</summary>
    private static (TensorPurpose Purpose, string? Axes) Kernel(
        CaffeLayer layer, TensorShape shape, TensorPurpose purpose, string letters)
    {
        // A transposed kernel has its inputs first, and one output in each group says nothing of how many inputs there
        // are.
        bool isDepthwise = shape[1] == 1
            && (purpose == TensorPurpose.Convolution || shape[0] == layer.Groups)
            && (layer.Groups > 1 || layer.Type is "DepthwiseConvolution" or "ConvolutionDepthwise");
        return shape.Rank < 3
            ? (purpose, null)
            : (isDepthwise ? TensorPurpose.DepthwiseConvolution : purpose,
                (isDepthwise ? "c1" : letters) + new string('k', shape.Rank - 2));
    }

    private static int Groups(CaffeLayer layer, TensorPurpose purpose, TensorShape shape) =>
        purpose is TensorPurpose.Convolution or TensorPurpose.TransposedConvolution && shape[0] % layer.Groups == 0
            ? layer.Groups
            : 1;
}
