using System.Buffers.Binary;
using System.Text;
using Heavytail.Tests.Formats.SafeTensors;

namespace Heavytail.Tests.Formats.Flax;

/// <summary>Writes MessagePack as Flax does: maps, and arrays in extensions.</summary>
internal static class TinyFlax
{
    public static byte[] Map(params (string Key, byte[] Value)[] pairs) =>
        [.. Head(pairs.Length, 0x80, 16, 0xDE), .. pairs.SelectMany(
            pair => (byte[])[.. Text(pair.Key), .. pair.Value])];

    public static byte[] List(params byte[][] items) =>
        [.. Head(items.Length, 0x90, 16, 0xDC), .. items.SelectMany(item => item)];

    public static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length < 32 ? [(byte)(0xA0 | bytes.Length), .. bytes] : [0xD9, (byte)bytes.Length, .. bytes];
    }

    public static byte[] Number(long value)
    {
        byte[] bytes = new byte[9];
        bytes[0] = 0xD3;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), value);
        return value is >= 0 and < 128 ? [(byte)value] : bytes;
    }

    public static byte[] Floats(long[] shape, params float[] numbers) =>
        Array(shape, "float32", TinySafeTensors.Bytes(numbers));

    public static byte[] Array(long[] shape, string type, byte[] bytes) => Extension(1, Content(shape, type, bytes));

    /// <summary>What the extension of an array holds.</summary>
    public static byte[] Content(long[] shape, string type, byte[] bytes) =>
        List(
            List([.. shape.Select(Number)]), Text(type),
            [0xC5, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes]);

    public static byte[] Extension(byte code, byte[] content) =>
        [0xC8, (byte)(content.Length >> 8), (byte)content.Length, code, .. content];

    /// <summary>An array in flat pieces.</summary>
    public static byte[] Chunked(long[] shape, params byte[][] pieces) => Map(
        ("__msgpack_chunked_array__", [0xC3]),
        ("shape", Map([.. shape.Select((side, k) => ($"{k}", Number(side)))])),
        ("chunks", Map([.. pieces.Select((piece, k) => ($"{k}", piece))])));

    private static byte[] Head(int count, byte small, int below, byte large) =>
        count < below ? [(byte)(small | count)] : [large, (byte)(count >> 8), (byte)count];
}
