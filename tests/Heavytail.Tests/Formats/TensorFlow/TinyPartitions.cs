using System.Text;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Writes partitioned variables: an entry that names slices, and entries of the slices.</summary>
internal static class TinyPartitions
{
    /// <summary>A dimension that a slice has all of.</summary>
    public static readonly (long Start, long Length) All = (0, -1);

    /// <summary>The entry of the whole variable.</summary>
    public static byte[] Whole(long type, long[] shape, params (long Start, long Length)[][] slices) =>
    [
        .. Field(1, type), .. Field(2, Shape(shape)),
        .. slices.SelectMany(slice => Field(7, [.. slice.Select(extent => Field(
            1, extent.Start == 0 ? [] : Field(1, extent.Start), extent.Length < 0 ? [] : Field(2, extent.Length)))])),
    ];

    /// <summary>
    /// The key of a slice. Numbers are of one byte up to 63, of two up to 8191; of those that come here -1 is the only
    /// negative one.
    /// </summary>
    public static byte[] Key(string name, params (long Start, long Length)[] slice) =>
    [
        0, .. Encoding.UTF8.GetBytes(name), 0, 1, 1, (byte)slice.Length,
        .. slice.SelectMany(extent => (byte[])[.. Number(extent.Start), .. Number(extent.Length)]),
    ];

    /// <summary>A table whose first entries are the header and the slices, in the order of their keys.</summary>
    public static byte[] Index(
        (byte[] Key, byte[] Value)[] slices,
        (string Key, byte[] Value)[] others,
        long shards = 1,
        long endianness = 0) =>
        Table(Block(
        [
            ([], BundleHeader(shards, endianness)),
            .. slices.OrderBy(slice => Convert.ToHexString(slice.Key), StringComparer.Ordinal),
            .. others.Select(other => (Encoding.UTF8.GetBytes(other.Key), other.Value)),
        ]));

    private static byte[] Number(long value) =>
        value < 64 ? [(byte)(0x80 + value)] : [(byte)(0xc0 + (value >> 8)), (byte)value];
}
