using System.Text;

namespace Heavytail.Files.Hdf5;

/// <summary>One step that a chunk went through when it was written.</summary>
/// <param name="Id">Its registered number.</param>
/// <param name="Name">Common name.</param>
/// <param name="Values">Its parameters.</param>
internal sealed record Hdf5Filter(int Id, string Name, IReadOnlyList<uint> Values)
{
    public const int Deflate = 1;
    public const int Shuffle = 2;
    public const int Fletcher32 = 3;
    public const int Lzf = 32000;
    public const int Zstandard = 32015;

    /// <summary>Whether it can be undone here.</summary>
    public bool IsKnown => Id is Deflate or Shuffle or Fletcher32 or Lzf or Zstandard;
}

/// <summary>The filters of a dataset, in the order in which they were applied.</summary>
internal static class Hdf5Filters
{
    /// <summary>The library's own limit.</summary>
    private const int MaxFilters = 32;

    private const int FirstNamedId = 256;

    private static readonly Dictionary<int, string> s_names = new()
    {
        [Hdf5Filter.Deflate] = "deflate",
        [Hdf5Filter.Shuffle] = "shuffle",
        [Hdf5Filter.Fletcher32] = "fletcher32",
        [4] = "szip",
        [5] = "n-bit",
        [6] = "scale-offset",
        [307] = "bzip2",
        [Hdf5Filter.Lzf] = "lzf",
        [32001] = "blosc",
        [32004] = "lz4",
        [32008] = "bitshuffle",
        [32013] = "zfp",
        [Hdf5Filter.Zstandard] = "zstd",
        [32026] = "blosc2",
    };

    public static IReadOnlyList<Hdf5Filter> Read(Hdf5Bytes bytes, ReadOnlySpan<byte> data)
    {
        var cursor = new Hdf5Cursor(bytes, data, "a filter pipeline");
        byte version = cursor.Version(1, 2);
        int count = cursor.U8();
        cursor.Skip(version == 1 ? 6 : 0);
        if (count > MaxFilters)
        {
            throw bytes.Invalid($"a filter pipeline has {count} filters, HDF5 allows {MaxFilters}");
        }

        var filters = new List<Hdf5Filter>();
        for (int i = 0; i < count; i++)
        {
            int id = cursor.U16();
            int nameBytes = version == 1 || id >= FirstNamedId ? cursor.U16() : 0;
            cursor.Skip(2);
            int values = cursor.U16();
            string name = Encoding.UTF8.GetString(cursor.Take(nameBytes)).TrimEnd('\0');
            uint[] parameters = new uint[Math.Min(values, cursor.Left / 4)];
            foreach (ref uint parameter in parameters.AsSpan())
            {
                parameter = cursor.U32();
            }

            cursor.Skip(version == 1 && values % 2 != 0 ? 4 : 0);
            filters.Add(
                new Hdf5Filter(id, s_names.GetValueOrDefault(id, name.Length > 0 ? name : $"number {id}"), parameters));
        }

        return filters;
    }
}
