using System.Text;

namespace Heavytail.Tests.Formats.TorchSharp;

/// <summary>Writes TorchSharp files as its documentation describes them; nothing is checked.</summary>
internal sealed class TinyTorchSharp
{
    private readonly List<byte> _bytes = [];

    public TinyTorchSharp(long count) => Number(count);

    /// <summary>LEB128.</summary>
    public TinyTorchSharp Number(long value)
    {
        for (; value > 127; value >>= 7)
        {
            _bytes.Add((byte)((value & 127) | 128));
        }

        return Raw((byte)value);
    }

    public TinyTorchSharp Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public TinyTorchSharp Name(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return Number(bytes.Length).Raw(bytes);
    }

    public TinyTorchSharp Tensor(string name, long type, long[] shape, params ReadOnlySpan<byte> data)
    {
        Name(name).Number(type).Number(shape.Length);
        foreach (long side in shape)
        {
            Number(side);
        }

        return Raw(data);
    }

    public byte[] ToArray() => [.. _bytes];
}
