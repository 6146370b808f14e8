using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>
/// Writes pickles instruction by instruction: the methods are named after what they push, and nothing is checked, so
/// that a lie is as easy to write as the truth.
/// </summary>
internal sealed class TinyPickle
{
    private readonly List<byte> _bytes = [];

    public TinyPickle() => Raw(0x80, 2);

    public TinyPickle Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>One-letter instructions, as in pickletools: <c>(</c> MARK, <c>t</c> TUPLE, <c>R</c> REDUCE …</summary>
    public TinyPickle Op(string letters) => Raw(Encoding.ASCII.GetBytes(letters));

    public TinyPickle Text(string text)
    {
        byte[] length = new byte[4];
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return Op("X").Raw(length).Raw(bytes);
    }

    /// <summary>LONG1 of eight bytes, whatever the number.</summary>
    public TinyPickle Number(long number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Raw(0x8a, 8).Raw(bytes);
    }

    public TinyPickle Numbers(params long[] numbers)
    {
        Op("(");
        foreach (long number in numbers)
        {
            Number(number);
        }

        return Op("t");
    }

    public TinyPickle Global(string module, string name) =>
        Op("c").Raw(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));

    /// <summary>The persistent id of a storage, loaded.</summary>
    public TinyPickle Storage(string type, string key, long count) =>
        Op("(").Text("storage").Global("torch", type).Text(key).Text("cpu").Number(count).Op("tQ");

    /// <summary>A tensor of a storage, as <c>torch.save</c> writes it.</summary>
    public TinyPickle Tensor(string type, string key, long count, long offset, long[] size, long[] stride) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage(type, key, count).Number(offset)
            .Numbers(size).Numbers(stride).Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");

    /// <summary>A contiguous tensor that is the whole of its storage.</summary>
    public TinyPickle Tensor(string type, string key, params long[] size)
    {
        long[] stride = new long[size.Length];
        long count = 1;
        for (int i = size.Length - 1; i >= 0; i--)
        {
            stride[i] = count;
            count *= size[i];
        }

        return Tensor(type, key, count, 0, size, stride);
    }

    /// <summary>With STOP.</summary>
    public byte[] Stop() => Op(".").ToArray();

    public byte[] ToArray() => [.. _bytes];
}
