// What:      NumPy's archive of arrays, version 1.0 of its array format, entries stored, not compressed.
// Reference: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// Not done:  compression, which gains nothing on the digits of eigenvalues; the entries' time, which would make the
//            bytes of two runs differ.

using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Heavytail.Reports.Spectra;

/// <summary>
/// A zip with an array of float64 for each slice, and <c>layers.json</c>, which says what each array is.
/// </summary>
/// <param name="destination">The destination, which stays open.</param>
/// <param name="modelInKeys">Whether keys begin with the path of the model.</param>
internal sealed class NpzSlices(Stream destination, bool modelInKeys) : ISliceWriter
{
    /// <summary>The entry that lists the arrays: <c>json.loads(npz["layers.json"])</c>.</summary>
    public const string ListEntry = "layers.json";

    private const int HeaderAlignment = 64;

    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip = new(destination, ZipArchiveMode.Create, leaveOpen: true);
    private readonly NpzKeys _keys = new();
    private readonly List<Fields> _list = [];

    public void Write(SliceRecord slice)
    {
        string layer = modelInKeys ? $"{slice.Model}/{slice.Layer.Name}" : slice.Layer.Name;
        string key = _keys.Add(layer, slice.Slice);
        using (var array = Create($"{key}.npy"))
        {
            array.Write(Header(slice.Eigenvalues.Length));
            if (!BitConverter.IsLittleEndian)
            {
                throw new PlatformNotSupportedException("arrays are written on little-endian machines only");
            }

            array.Write(MemoryMarshal.AsBytes(slice.Eigenvalues.AsSpan()));
        }

        _list.Add(new Fields
        {
            { "key", key },
            Fields.From(SliceRecord.Before, slice),
            Fields.From(SliceRecord.Behind, slice),
        });
    }

    public void Dispose()
    {
        using (var text = new StreamWriter(Create(ListEntry), new UTF8Encoding(false)))
        {
            JsonWriter.WriteArray(_list, text);
        }

        _zip.Dispose();
    }

    /// <summary>The header of a vector of float64; with the bytes before it a multiple of 64 bytes.</summary>
    private static byte[] Header(int length)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({length},), }}");
        byte[] before = [0x93, .. "NUMPY"u8, 1, 0];
        int total = before.Length + sizeof(ushort) + text.Length + 1;
        int padded = (total + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
        int size = padded - before.Length - sizeof(ushort);
        return
        [
            .. before, (byte)size, (byte)(size >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(size - 1)), (byte)'\n',
        ];
    }

    private Stream Create(string name)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = s_time;
        return entry.Open();
    }
}
