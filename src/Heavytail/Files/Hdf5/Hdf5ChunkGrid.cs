namespace Heavytail.Files.Hdf5;

/// <summary>One chunk in the file.</summary>
/// <param name="Address">Address.</param>
/// <param name="StoredBytes">Length in bytes.</param>
/// <param name="FilterMask">A bit for each filter that this chunk skipped.</param>
internal readonly record struct Hdf5Chunk(long Address, long StoredBytes, uint FilterMask);

/// <summary>How a dataset is divided into chunks, those at its far ends sticking out.</summary>
internal sealed class Hdf5ChunkGrid
{
    private Hdf5ChunkGrid(long[] sides, long[] chunkSides, int elementBytes, long chunkBytes, long count)
    {
        (Dimensions, ChunkDimensions, ElementBytes, ChunkBytes, Count) =
            (sides, chunkSides, elementBytes, (int)chunkBytes, count);
        Counts = [.. sides.Zip(chunkSides, CeilingDivide)];
    }

    /// <summary>Of the dataset.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    public IReadOnlyList<long> ChunkDimensions { get; }

    /// <summary>Chunks along each dimension.</summary>
    public IReadOnlyList<long> Counts { get; }

    public int ElementBytes { get; }

    /// <summary>Bytes of every chunk when it is unpacked.</summary>
    public int ChunkBytes { get; }

    public long Count { get; }

    /// <summary>Chunks that have their first dimension in common: a band of rows.</summary>
    public int ChunksPerBand => (int)(Count / Counts[0]);

    /// <summary>Bytes of the dataset in one band.</summary>
    public long BandBytes => Math.Min(ChunkDimensions[0], Dimensions[0]) * RowBytes;

    /// <summary>Bytes of all that follows the first dimension.</summary>
    public long RowBytes => Dimensions.Skip(1).Aggregate((long)ElementBytes, (product, side) => product * side);

    /// <summary>Checks the dimensions.</summary>
    /// <param name="sides">Dimensions of the dataset; all positive, and the dataset has less than 2^63 bytes.</param>
    /// <param name="stored">Dimensions of a chunk as stored, the element's bytes last.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="most">The most chunks that the file can have.</param>
    /// <param name="problem">The reason if the result is null.</param>
    public static Hdf5ChunkGrid? Create(
        long[] sides, IReadOnlyList<long> stored, int elementBytes, long most, out string? problem)
    {
        problem = null;
        long[] chunkSides = [.. stored.SkipLast(1)];
        if (chunkSides.Length != sides.Length || sides.Length == 0 || stored[^1] != elementBytes)
        {
            problem =
                $"has chunks of [{string.Join(", ", stored)}] for {sides.Length} dimensions of {elementBytes}-byte "
                + "elements";
            return null;
        }

        Int128 bytes = elementBytes;
        Int128 count = 1;
        for (int i = 0; i < sides.Length; i++)
        {
            bytes = bytes > int.MaxValue ? bytes : bytes * chunkSides[i];
            count = chunkSides[i] < 1 || count > most ? count : count * CeilingDivide(sides[i], chunkSides[i]);
        }

        if (bytes < 1 || bytes > Array.MaxLength || chunkSides.Any(side => side < 1))
        {
            problem =
                $"has chunks of [{string.Join(", ", stored)}]: they are empty or have more than {Array.MaxLength:N0} "
                + "bytes";
            return null;
        }

        if (count > most)
        {
            problem = $"claims more than {most:N0} chunks, which the file cannot hold";
            return null;
        }

        return new Hdf5ChunkGrid(sides, chunkSides, elementBytes, (long)bytes, (long)count);
    }

    /// <summary>Whether a chunk sticks out of the dataset.</summary>
    public bool IsEdge(long number)
    {
        for (int i = Dimensions.Count - 1; i >= 0; i--)
        {
            number = Math.DivRem(number, Counts[i], out long place);
            if ((place + 1) * ChunkDimensions[i] > Dimensions[i])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The chunk with these indices along each dimension, counted row-major; −1 outside.</summary>
    public long Number(ReadOnlySpan<long> places)
    {
        long number = 0;
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] < 0 || places[i] >= Counts[i])
            {
                return -1;
            }

            number = (number * Counts[i]) + places[i];
        }

        return number;
    }

    private static long CeilingDivide(long value, long divisor) => (value / divisor) + (value % divisor == 0 ? 0 : 1);
}
