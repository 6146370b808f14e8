using System.Buffers.Binary;
using System.Text;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.SafeTensors;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Puts pickles and storages into the two containers of <c>torch.save</c>.</summary>
internal static class TinyTorch
{
    /// <summary>The zip archive written since 1.6.</summary>
    public static byte[] Zip(byte[] pickle, params (string Key, byte[] Data)[] storages) =>
        Zip(pickle, byteOrder: null, storages);

    public static byte[] Zip(byte[] pickle, string? byteOrder, params (string Key, byte[] Data)[] storages)
    {
        var zip = new TinyZip().Add("tiny/data.pkl", pickle);
        if (byteOrder is not null)
        {
            zip.Add("tiny/byteorder", Encoding.ASCII.GetBytes(byteOrder));
        }

        foreach (var (key, data) in storages)
        {
            zip.Add($"tiny/data/{key}", data);
        }

        return zip.Add("tiny/version", "3\n"u8.ToArray()).ToArray();
    }

    /// <summary>The five pickles in a row that came before; a storage's count is the file's claim.</summary>
    public static byte[] Legacy(byte[] pickle, params (string Key, long Count, byte[] Data)[] storages)
    {
        var keys = new TinyPickle().Op("](");
        foreach (var (key, _, _) in storages)
        {
            keys.Text(key);
        }

        var file = new MemoryStream();
        file.Write(new TinyPickle().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Stop());
        file.Write(new TinyPickle().Number(1001).Stop());
        file.Write(new TinyPickle().Op("}").Text("little_endian").Raw(0x88).Op("s").Stop());
        file.Write(pickle);
        file.Write(keys.Op("e").Stop());
        foreach (var (_, count, data) in storages)
        {
            byte[] length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, count);
            file.Write(length);
            file.Write(data);
        }

        return file.ToArray();
    }

    /// <summary>0, 1, 2 … as F32.</summary>
    public static byte[] Counting(int count) =>
        TinySafeTensors.Bytes([.. Enumerable.Range(0, count).Select(i => (float)i)]);
}
