using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Heavytail.Tests.Formats.SafeTensors;

/// <summary>Writes safetensors files: honest ones from tensors, lying ones from any header.</summary>
internal static class TinySafeTensors
{
    /// <summary>An honest file; the data follow each other in the order given.</summary>
    public static byte[] File(params (string Name, string Type, long[] Shape, byte[] Data)[] tensors) =>
        File(new Dictionary<string, string>(), tensors);

    /// <summary>An honest file with metadata.</summary>
    public static byte[] File(
        IReadOnlyDictionary<string, string> metadata,
        params (string Name, string Type, long[] Shape, byte[] Data)[] tensors)
    {
        var header = new Dictionary<string, object>();
        if (metadata.Count > 0)
        {
            header.Add("__metadata__", metadata);
        }

        var data = new MemoryStream();
        foreach (var (name, type, shape, bytes) in tensors)
        {
            long begin = data.Length;
            data.Write(bytes);
            header.Add(name, new { dtype = type, shape, data_offsets = new[] { begin, data.Length } });
        }

        return File(JsonSerializer.Serialize(header), data.ToArray());
    }

    /// <summary>An honest file of F32 tensors.</summary>
    public static byte[] Floats(params (string Name, long[] Shape, float[] Data)[] tensors) =>
        File([.. tensors.Select(tensor => (tensor.Name, "F32", tensor.Shape, Bytes(tensor.Data)))]);

    /// <summary>Whatever header, with its true length.</summary>
    public static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, byte[] data)
    {
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>One entry of a header.</summary>
    public static string Entry(string name, string type, string shape, string offsets) =>
        $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}}}";

    public static byte[] Bytes(params float[] numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(float)];
        Buffer.BlockCopy(numbers, 0, bytes, 0, bytes.Length);
        return bytes;
    }
}
