using System.Buffers.Binary;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>How a number is stored.</summary>
internal enum NumberKind
{
    Little,
    Big,
    Varint,
}

/// <summary>A number in a file that may be a length, an offset or a count.</summary>
/// <param name="At">Its first byte.</param>
/// <param name="Width">Its bytes.</param>
/// <param name="Kind">How it is stored.</param>
/// <param name="Value">The number, at least 1.</param>
internal readonly record struct NumberField(int At, int Width, NumberKind Kind, long Value)
{
    /// <summary>Fields are looked for in a part of a long file.</summary>
    private const int Window = 2048;

    /// <summary>The byte behind it.</summary>
    public int End => At + Width;

    /// <summary>
    /// A field of the file: mostly one that ends what it counts where the file ends, or counts bytes that are there.
    /// </summary>
    public static NumberField? Find(byte[] bytes, Random random, bool isPrefix = false)
    {
        int last = Math.Max(0, bytes.Length - Window);
        int start = random.Next(3) switch { 0 => 0, 1 => last, _ => random.Next(last + 1) };
        var best = new NumberField?[4];
        int[] seen = new int[4];
        for (int at = start; at < Math.Min(bytes.Length, start + Window); at++)
        {
            foreach (var kind in Enum.GetValues<NumberKind>())
            {
                for (int width = kind == NumberKind.Varint ? 8 : 2; width <= 8; width *= 2)
                {
                    if (Read(bytes, at, width, kind) is { } field)
                    {
                        int rank = field.Rank(bytes.Length);
                        best[rank] = random.Next(++seen[rank]) == 0 ? field : best[rank];
                    }
                }
            }
        }

        NumberField?[] choices = [.. best.Skip(isPrefix ? 2 : 1).Where(field => field is not null)];
        return choices.Length == 0 ? null : choices[random.Next(choices.Length)];
    }

    /// <summary>The bytes with another number in its stead; a varint may become longer.</summary>
    public byte[] Set(byte[] bytes, long value) => Materials.Replace(bytes, At, Width, Encode(value));

    private static NumberField? Read(byte[] bytes, int at, int width, NumberKind kind)
    {
        if (kind == NumberKind.Varint)
        {
            return Varint(bytes, at);
        }

        if (bytes.Length - at < width)
        {
            return null;
        }

        var span = bytes.AsSpan(at, width);
        bool isBig = kind == NumberKind.Big;
        ulong value = width switch
        {
            2 => isBig ? BinaryPrimitives.ReadUInt16BigEndian(span) : BinaryPrimitives.ReadUInt16LittleEndian(span),
            4 => isBig ? BinaryPrimitives.ReadUInt32BigEndian(span) : BinaryPrimitives.ReadUInt32LittleEndian(span),
            _ => isBig ? BinaryPrimitives.ReadUInt64BigEndian(span) : BinaryPrimitives.ReadUInt64LittleEndian(span),
        };
        return value is > 0 and < int.MaxValue ? new NumberField(at, width, kind, (long)value) : null;
    }

    private static NumberField? Varint(byte[] bytes, int at)
    {
        long value = 0;
        for (int i = 0; i < 4 && at + i < bytes.Length; i++)
        {
            value |= (bytes[at + i] & 0x7FL) << (7 * i);
            if (bytes[at + i] < 0x80)
            {
                return value > 0 ? new NumberField(at, i + 1, NumberKind.Varint, value) : null;
            }
        }

        return null;
    }

    /// <summary>3: reaches the end. 2: counts bytes that follow. 1: at most the file's length. 0: more.</summary>
    private int Rank(int length) =>
        Value == length || Value == length - End || Value == length - At ? 3
        : Value > 1 && Value <= length - End ? 2
        : Value <= length ? 1
        : 0;

    private byte[] Encode(long value)
    {
        if (Kind != NumberKind.Varint)
        {
            byte[] eight = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(eight, value);
            byte[] field = eight[..Width];
            if (Kind == NumberKind.Big)
            {
                Array.Reverse(field);
            }

            return field;
        }

        var varint = new List<byte>();
        for (ulong rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                return [.. varint, (byte)rest];
            }

            varint.Add((byte)(rest | 0x80));
        }
    }
}
