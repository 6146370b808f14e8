using System.Globalization;

namespace Heavytail.Formats.Zarr;

/// <summary>An array in chunks of equal dimensions, those at its far ends padded.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="ChunkDimensions">Dimensions of a chunk.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="SwapWidth">Bytes of one big-endian number; 0 where they are little-endian.</param>
/// <param name="Fill">The element of chunks that are not there, in the order of bytes as chunks have it.</param>
/// <param name="Order">Dimensions as they follow in a chunk, the outermost first: 0, 1, 2 … for row-major ones.</param>
/// <param name="Codecs">Codecs that unpack a chunk.</param>
/// <param name="Keys">Names of the chunks.</param>
internal sealed record ZarrArray(
    TensorShape Shape,
    IReadOnlyList<long> ChunkDimensions,
    ElementType Type,
    int SwapWidth,
    byte[] Fill,
    IReadOnlyList<int> Order,
    ZarrCodecs Codecs,
    ZarrKeys Keys)
{
    /// <summary>A claim of more is not a chunk: writers stay far below, for each is packed as a whole.</summary>
    public const long MaxChunkBytes = 1L << 30;

    /// <summary>Whether the metadata give a fill value; without one a chunk that is not there is missing.</summary>
    public bool HasFill { get; init; } = true;

    public int ElementBytes => Type.Bits() / 8;

    /// <summary>Bytes of a chunk unpacked, with its padding.</summary>
    public long ChunkBytes => ChunkDimensions.Aggregate((long)ElementBytes, (product, side) => product * side);

    public long ByteCount => checked(Shape.ElementCount * ElementBytes);

    /// <summary>Bytes of all that follows the first dimension.</summary>
    public long RowBytes => Shape.Rank == 0 ? ElementBytes : ByteCount / Shape[0];

    /// <summary>Rows in a band: what chunks that share their first dimension hold, padding aside.</summary>
    public long BandRows => Shape.Rank == 0 ? 1 : Math.Min(ChunkDimensions[0], Shape[0]);

    public long Bands => Shape.Rank == 0 ? 1 : Count(0);

    /// <summary>
    /// Whether chunk after chunk gives the array's elements in order, with no padding but at the end.
    /// </summary>
    public bool IsWholeRows
    {
        get
        {
            for (int i = 0; i < Shape.Rank; i++)
            {
                if (Order[i] != i || (i > 0 && ChunkDimensions[i] != Shape[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Chunks along a dimension.</summary>
    public long Count(int side) => ((Shape[side] - 1) / ChunkDimensions[side]) + 1;

    /// <summary>Chunks of a band.</summary>
    public long ChunksPerBand
    {
        get
        {
            long count = 1;
            for (int i = 1; i < Shape.Rank; i++)
            {
                count *= Count(i);
            }

            return count;
        }
    }
}

/// <summary>Names of chunks: a prefix, and indices along the dimensions.</summary>
/// <param name="Prefix">Before the first index: <c>c</c>, or nothing.</param>
/// <param name="Separator">Between them.</param>
internal sealed record ZarrKeys(string Prefix, char Separator)
{
    /// <summary>The name of a chunk.</summary>
    public string Name(ReadOnlySpan<long> places)
    {
        var parts = new List<string>();
        if (Prefix.Length > 0)
        {
            parts.Add(Prefix);
        }

        foreach (long place in places)
        {
            parts.Add(place.ToString(CultureInfo.InvariantCulture));
        }

        return parts.Count == 0 ? "0" : string.Join(Separator, parts);
    }

    /// <summary>The number of a chunk, row-major; null where the name is that of no chunk of the array.</summary>
    public long? Number(ZarrArray array, string name)
    {
        string[] parts = name.Split(Separator);
        int first = Prefix.Length > 0 ? 1 : 0;
        if (array.Shape.Rank == 0)
        {
            return name == Name([]) ? 0 : null;
        }

        if (parts.Length != first + array.Shape.Rank || (first > 0 && parts[0] != Prefix))
        {
            return null;
        }

        long number = 0;
        for (int i = 0; i < array.Shape.Rank; i++)
        {
            string part = parts[first + i];
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long place)
                || place >= array.Count(i) || (part.Length > 1 && part[0] == '0'))
            {
                return null;
            }

            number = (number * array.Count(i)) + place;
        }

        return number;
    }
}
