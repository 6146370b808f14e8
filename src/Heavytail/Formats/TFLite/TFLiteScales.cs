using System.Buffers.Binary;
using Heavytail.Files;
using Heavytail.Files.FlatBuffers;
using Heavytail.Tensors;

namespace Heavytail.Formats.TFLite;

/// <summary>Where the scales of a quantized tensor lie, and how many elements in a row share one.</summary>
/// <param name="Run">Elements in a row of one scale; then the next scale follows, and after the last the first.</param>
/// <param name="Count">Number of scales.</param>
/// <param name="Offset">The first scale in the file.</param>
/// <param name="Type">F32, or F16 of scales that are a tensor of their own.</param>
/// <param name="ZeroOffset">The first zero point, an I64, in the file.</param>
/// <param name="ZeroCount">Zero points: as many as scales, one for all, or none (zero).</param>
/// <param name="Word">Description for people: <c>per tensor</c>, <c>per channel</c>, <c>in blocks of 32</c>.</param>
internal sealed record TFLiteScales(
    long Run, long Count, long Offset, ElementType Type, long ZeroOffset, long ZeroCount, string Word)
{
    /// <summary>The field of the dimension along which scales lie.</summary>
    public const int DimensionField = 6;

    private const int ScaleField = 2;
    private const int ZeroPointField = 3;
    private const int DetailsTypeField = 4;
    private const int DetailsField = 5;
    private const int BlockwiseDetails = 2;

    /// <summary>Bytes of scales and zero points in the file.</summary>
    public long StoredBytes => checked((Count * Type.Bits() / 8) + (ZeroCount * sizeof(long)));

    /// <summary>Bytes of scales and zero points in memory.</summary>
    public long BufferedBytes => checked((Count * sizeof(float)) + (ZeroCount * sizeof(double)));

    /// <summary>The scales of a tensor; null where it has none and its elements are what they are.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">Its dimensions.</param>
    /// <param name="findScales">From a tensor's number to the scales that it holds, their type and offset.</param>
    /// <exception cref="TFLiteUnsupportedException">They are of a kind that is not read.</exception>
    /// <exception cref="ArgumentException">They do not fit the tensor.</exception>
    public static TFLiteScales? Find(
        TFLiteTensor tensor, TensorShape shape, Func<int, (ElementType Type, long Offset, long Count)> findScales)
    {
        if (tensor.Quantization is not { } table)
        {
            return null;
        }

        if (table.Byte(DetailsTypeField) is > 0 and var details)
        {
            return details == BlockwiseDetails && table.Table(DetailsField) is { } blocks
                ? OfBlocks(blocks, shape, findScales)
                : throw new TFLiteUnsupportedException("quantized by a custom scheme");
        }

        var scales = table.Vector(ScaleField, sizeof(float));
        var zeros = table.Vector(ZeroPointField, sizeof(long));
        if (scales.Count == 0)
        {
            return null;
        }

        var (run, word) = (Math.Max(1, shape.ElementCount), "per tensor");
        if (scales.Count > 1)
        {
            (run, word) = (RunOfChannel(shape, tensor.ChannelDimension, scales.Count), "per channel");
        }

        return zeros.Count == 0 || zeros.Count == 1 || zeros.Count == scales.Count
            ? new TFLiteScales(run, scales.Count, scales.Offset, ElementType.F32, zeros.Offset, zeros.Count, word)
            : throw new TFLiteUnsupportedException($"{zeros.Count:N0} zero points for {scales.Count:N0} scales");
    }

    /// <summary>Reads the scales and the zero points; without zero points where all are zero.</summary>
    /// <exception cref="InvalidCheckpointException">The file has become shorter.</exception>
    public (float[] Scales, double[] Zeros) Load(ByteSource file)
    {
        byte[] bytes = new byte[Count * Type.Bits() / 8];
        file.ReadExactly(Offset, bytes);
        double[] numbers = new double[Count];
        ElementConversion.ToDouble(Type, bytes, numbers);

        byte[] zeroBytes = new byte[ZeroCount * sizeof(long)];
        file.ReadExactly(ZeroOffset, zeroBytes);
        double[] zeros = new double[ZeroCount];
        for (int k = 0; k < zeros.Length; k++)
        {
            zeros[k] = BinaryPrimitives.ReadInt64LittleEndian(zeroBytes.AsSpan(k * sizeof(long)));
        }

        return ([.. numbers.Select(number => (float)number)], Array.TrueForAll(zeros, zero => zero == 0) ? [] : zeros);
    }

    /// <summary>The elements behind the dimension of the channels.</summary>
    private static long RunOfChannel(TensorShape shape, int dimension, long count)
    {
        if (dimension < 0 || dimension >= shape.Rank || shape[dimension] != count)
        {
            throw new TFLiteUnsupportedException($"{count:N0} scales along dimension {dimension} of shape {shape}");
        }

        return shape.Dimensions[(dimension + 1)..].Aggregate(1L, (product, side) => product * side);
    }

    /// <summary>Blocks lie along the last dimension; their scales are another tensor.</summary>
    private static TFLiteScales OfBlocks(
        FlatTable table, TensorShape shape, Func<int, (ElementType Type, long Offset, long Count)> findScales)
    {
        int block = table.Int32(2);
        if (block <= 0 || shape.Rank == 0 || shape[shape.Rank - 1] % block != 0)
        {
            throw new ArgumentException($"blocks of {block} elements do not divide the last dimension of {shape}");
        }

        if (table.Int32(1) > 0)
        {
            throw new TFLiteUnsupportedException("blocks with zero points");
        }

        var (type, offset, count) = findScales(table.Int32(0));
        return count == shape.ElementCount / block && count > 0
            ? new TFLiteScales(block, count, offset, type, 0, 0, $"in blocks of {block.ToString(null, null)}")
            : throw new ArgumentException($"{count:N0} scales for the blocks of {block} elements of {shape}");
    }
}

/// <summary>A tensor is whole, and of a kind that is not read.</summary>
internal sealed class TFLiteUnsupportedException(string reason) : Exception(reason);
