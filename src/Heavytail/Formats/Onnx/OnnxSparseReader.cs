using System.Buffers.Binary;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Sparse;
using Heavytail.Tensors;

namespace Heavytail.Formats.Onnx;

/// <summary>SparseTensorProto messages → the dense tensors that they stand for.</summary>
internal static class OnnxSparseReader
{
    private const int Values = 1;
    private const int Indices = 2;
    private const int Dims = 3;
    private const int ChunkIndexes = 4096;

    /// <summary>Reads a message; null, with the reason, where it cannot be read.</summary>
    /// <param name="message">A SparseTensorProto.</param>
    /// <param name="valueName">The name that a graph gives it; null where that of its values is that.</param>
    /// <param name="problem">Receives the reason.</param>
    /// <exception cref="InvalidCheckpointException">The message is damaged.</exception>
    public static OnnxTensor? Read(ProtoMessage message, string? valueName, out string problem)
    {
        OnnxTensor? values = null;
        OnnxTensor? indices = null;
        var dims = new List<long>();
        foreach (var field in message.Fields())
        {
            switch (field.Number)
            {
                case Values when field.IsBytes:
                    values = OnnxTensorReader.Read(message.Message(field), valueName);
                    break;
                case Indices when field.IsBytes:
                    indices = OnnxTensorReader.Read(message.Message(field), "indices");
                    break;
                case Dims:
                    dims.AddRange(message.Integers(field, TensorShape.MaxRank));
                    break;
            }
        }

        var shape = dims.Count <= TensorShape.MaxRank ? ToShape(dims) : null;
        problem = (values?.Damage ?? indices?.Damage) is { } damage ? $"and cannot be read: {damage.Problem}"
            : values is null || indices is null ? "without values or indices"
            : shape is null ? "and its dimensions are not those of a tensor"
            : values.Shape.Rank != 1 ? $"and its values have the shape {values.Shape}"
            : indices.Type?.Name is not ("I64" or "I32") ? "and its indices are not integers"
            : !IsOf(indices.Shape, values.Shape[0], shape)
                ? $"and its {values.Shape[0]:N0} values have indices of shape {indices.Shape}"
            : "";
        return problem.Length > 0 ? null : new OnnxTensor(values!.Name, shape!, values.TypeNumber)
        {
            Message = message,
            Sparse = new OnnxSparse(values, indices!),
        };
    }

    /// <summary>Why its elements are not read; null if they are. Reads the indices, which must ascend.</summary>
    public static string? Refusal(OnnxTensor tensor, OnnxData data)
    {
        var (values, indices) = tensor.Sparse!;
        if (tensor.Type?.Element is not { } element)
        {
            return $"sparse, with elements of {tensor.Type?.Name ?? "an unknown type"}";
        }

        if ((data.Missing(values) ?? data.Missing(indices)) is { } missing)
        {
            return $"sparse, {missing}";
        }

        data.FileOf(values);
        data.FileOf(indices);
        return SparseLimits.Refusal(
            tensor.Shape, element, values.Shape.ElementCount, indices.Shape.ElementCount) is { } refusal
            ? refusal
            : Problem(tensor, data);
    }

    /// <summary>Its elements as the dense tensor has them.</summary>
    public static Stream Open(OnnxTensor tensor, OnnxData data)
    {
        var (values, indices) = tensor.Sparse!;
        return new SparseStream(
            tensor.Shape,
            tensor.Type!.Element!.Value,
            2 * sizeof(double) * values.Shape.ElementCount,
            () => (Positions(), Numbers()));

        long[] Positions()
        {
            long[] positions = new long[values.Shape.ElementCount];
            int at = 0;
            foreach (long position in ReadPositions(tensor.Shape, indices, data))
            {
                positions[at++] = position >= 0
                    ? position
                    : throw new InvalidDataException("an index of a sparse tensor leaves it");
            }

            return positions;
        }

        double[] Numbers()
        {
            double[] numbers = new double[values.Shape.ElementCount];
            using var stream = data.Open(values);
            ElementConversion.Read(stream, values.Type!.Element!.Value, numbers);
            return numbers;
        }
    }

    /// <summary>Linear positions, or one index for each dimension; as in the specification, nothing else.</summary>
    private static bool IsOf(TensorShape indices, long count, TensorShape dense) =>
        (indices.Rank == 1 && indices[0] == count)
        || (indices.Rank == 2 && indices[0] == count && indices[1] == dense.Rank);

    private static string? Problem(OnnxTensor tensor, OnnxData data)
    {
        long last = -1;
        foreach (long position in ReadPositions(tensor.Shape, tensor.Sparse!.Indices, data))
        {
            if (position <= last)
            {
                return position < 0 ? "sparse, and one of its indices leaves the tensor"
                    : position == last ? "sparse, and one of its indices comes twice"
                    : "sparse, and its indices are not in ascending order";
            }

            last = position;
        }

        return null;
    }

    /// <summary>The position of each value in the dense tensor; -1 where it is not in it.</summary>
    private static IEnumerable<long> ReadPositions(TensorShape shape, OnnxTensor indices, OnnxData data)
    {
        int width = indices.Type!.Bits / 8;
        bool isLinear = indices.Shape.Rank == 1;
        int each = isLinear ? 1 : shape.Rank;
        if (each == 0)
        {
            // A scalar is at the one position that there is.
            for (long k = 0; k < indices.Shape[0]; k++)
            {
                yield return 0;
            }

            yield break;
        }

        using var stream = data.Open(indices);
        byte[] bytes = new byte[ChunkIndexes * each * width];
        for (long left = indices.Shape[0]; left > 0;)
        {
            int step = (int)Math.Min(ChunkIndexes, left);
            stream.ReadExactly(bytes, 0, step * each * width);
            for (int k = 0; k < step; k++)
            {
                var index = bytes.AsMemory(k * each * width, each * width);
                yield return isLinear ? Within(Number(index.Span, width), shape.ElementCount) : Position(index.Span);
            }

            left -= step;
        }

        long Position(ReadOnlySpan<byte> index)
        {
            long position = 0;
            for (int axis = 0; axis < each && position >= 0; axis++)
            {
                long part = Within(Number(index[(axis * width)..], width), shape[axis]);
                position = part < 0 ? -1 : (position * shape[axis]) + part;
            }

            return position;
        }
    }

    private static long Within(long index, long bound) => index >= 0 && index < bound ? index : -1;

    private static long Number(ReadOnlySpan<byte> bytes, int width) => width == sizeof(int)
        ? BinaryPrimitives.ReadInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private static TensorShape? ToShape(List<long> dims)
    {
        try
        {
            return new TensorShape([.. dims]);
        }
        catch (ArgumentException)
        {
            // Said as the reason why this tensor is not read.
            return null;
        }
    }
}
