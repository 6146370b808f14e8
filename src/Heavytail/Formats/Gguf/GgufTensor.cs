using Heavytail.Files;

namespace Heavytail.Formats.Gguf;

/// <summary>What a GGUF header says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions, outermost first: the file has them the other way round.</param>
/// <param name="TypeNumber">The number of its type.</param>
/// <param name="Type">The type; null if ggml does not have it.</param>
/// <param name="Offset">Offset of its first byte in the file.</param>
/// <param name="StoredBytes">Its bytes there; 0 where the type is not known.</param>
internal sealed record GgufTensor(
    string Name, TensorShape Shape, uint TypeNumber, GgmlType? Type, long Offset, long StoredBytes)
{
    /// <summary>The reference's own limit.</summary>
    private const int MaxDimensions = 4;

    /// <summary>The reference's own limit is 64; converters of image models have passed it.</summary>
    private const int MaxNameBytes = 4096;

    /// <summary>Reads one; <see cref="Offset"/> is still that from the start of the data.</summary>
    /// <exception cref="InvalidCheckpointException">It breaks the format's rules.</exception>
    public static GgufTensor Read(GgufReader reader, ByteSource file, bool isBigEndian)
    {
        string name = reader.Name("a tensor's name", MaxNameBytes);
        uint rank = reader.UInt32();
        if (rank > MaxDimensions)
        {
            throw file.InvalidTensor(name, $"has {rank:N0} dimensions, at most {MaxDimensions} are possible");
        }

        var shape = ReadShape(reader, file, name, (int)rank);
        uint number = reader.UInt32();
        ulong offset = reader.UInt64();
        if (offset > long.MaxValue)
        {
            throw file.InvalidTensor(name, $"its data offset {offset:N0} is beyond any file");
        }

        var type = GgmlTypes.Find(number);
        if (type is null)
        {
            return new GgufTensor(name, shape, number, null, (long)offset, 0);
        }

        if (isBigEndian && !type.HasBigEndian)
        {
            throw file.InvalidTensor(
                name,
                $"{type.Name} in a big-endian file: no writer defines its byte order",
                "use the little-endian file of the model");
        }

        return new GgufTensor(name, shape, number, type, (long)offset, StoredBytesOf(file, name, shape, type));
    }

    private static TensorShape ReadShape(GgufReader reader, ByteSource file, string name, int rank)
    {
        Span<long> sides = stackalloc long[rank];
        for (int i = rank - 1; i >= 0; i--)
        {
            ulong side = reader.UInt64();
            sides[i] = side <= long.MaxValue
                ? (long)side
                : throw file.InvalidTensor(name, $"has a dimension of {side:N0}, at most 2^63 − 1 are possible");
        }

        try
        {
            return new TensorShape(sides);
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(name, e.Message);
        }
    }

    private static long StoredBytesOf(ByteSource file, string name, TensorShape shape, GgmlType type)
    {
        long row = shape.Rank == 0 ? 1 : shape[shape.Rank - 1];
        if (row % type.BlockElements != 0)
        {
            throw file.InvalidTensor(
                name,
                $"rows of {row:N0} elements are not a whole number of {type.Name} blocks of {type.BlockElements}");
        }

        Int128 bytes = (Int128)(shape.ElementCount / type.BlockElements) * type.BlockBytes;
        return bytes <= long.MaxValue && shape.ElementCount <= long.MaxValue / sizeof(double)
            ? (long)bytes
            : throw file.InvalidTensor(name, $"shape {shape} of {type.Name} needs {bytes:N0} bytes");
    }
}
