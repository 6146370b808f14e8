namespace Heavytail.Files.Hdf5;

/// <summary>The dimensions of a dataset or an attribute.</summary>
internal static class Hdf5Dataspace
{
    /// <summary>The library's own limit.</summary>
    private const int MaxRank = 32;

    /// <summary>Its dimensions, none of a scalar; null for the space that has no elements at all.</summary>
    public static long[]? Read(Hdf5Bytes bytes, ReadOnlySpan<byte> data)
    {
        var cursor = new Hdf5Cursor(bytes, data, "a dataspace");
        byte version = cursor.Version(1, 2);
        int rank = cursor.U8();
        cursor.Skip(1);
        const int NullSpace = 2;
        if (version == 2 && cursor.U8() == NullSpace)
        {
            return null;
        }

        cursor.Skip(version == 1 ? 5 : 0);
        if (rank > MaxRank)
        {
            throw bytes.Invalid($"a dataspace has {rank} dimensions, HDF5 allows {MaxRank}");
        }

        long[] sides = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            sides[i] = cursor.Length();
        }

        return sides;
    }
}
