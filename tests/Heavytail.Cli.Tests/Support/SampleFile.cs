using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Heavytail.Cli.Tests.Support;

/// <summary>A safetensors file of F32 matrices whose numbers follow from their names.</summary>
internal sealed class SampleFile
{
    private readonly List<(string Name, int[] Shape, float[] Data)> _tensors = [];
    private readonly HashSet<int> _seeds = [];

    /// <summary>Adds Gaussian weights with columns that fall off, so that there is a tail to fit.</summary>
    public SampleFile Add(string name, params int[] shape)
    {
        int seed = shape.Aggregate(name.Length, (a, b) => (a * 31) + b);
        while (!_seeds.Add(seed))
        {
            // Equal weights of one file are copies.
            seed++;
        }

        var random = new Random(seed);
        float[] data = new float[shape.Aggregate(1, (a, b) => a * b)];
        for (int k = 0; k < data.Length; k++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(
                2 * Math.PI * random.NextDouble());
            data[k] = (float)(normal / Math.Sqrt((k % shape[^1]) + 1));
        }

        _tensors.Add((name, shape, data));
        return this;
    }

    /// <summary>Adds weights of which all are this number.</summary>
    public SampleFile AddConstant(string name, float value, params int[] shape)
    {
        float[] data = new float[shape.Aggregate(1, (a, b) => a * b)];
        Array.Fill(data, value);
        _tensors.Add((name, shape, data));
        return this;
    }

    public string Write(string path)
    {
        var header = new Dictionary<string, object>();
        using var data = new MemoryStream();
        foreach (var (name, shape, numbers) in _tensors)
        {
            long begin = data.Length;
            data.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
            header.Add(name, new { dtype = "F32", shape, data_offsets = new[] { begin, data.Length } });
        }

        byte[] json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        System.IO.File.WriteAllBytes(path, [.. length, .. json, .. data.ToArray()]);
        return path;
    }
}
