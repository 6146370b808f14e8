using System.Buffers.Binary;
using System.Text;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>
/// Writes GGUF files, honest ones and, as every number can be given, lying ones: metadata and tensor entries, then data
/// from the next multiple of the alignment on.
/// </summary>
internal sealed class TinyGguf(bool bigEndian = false, uint version = 3)
{
    private readonly List<byte> _pairs = [];
    private readonly List<byte> _entries = [];
    private readonly List<byte> _data = [];
    private ulong _pairCount;
    private ulong _tensorCount;

    /// <summary>As <c>general.alignment</c> says, where the file has it.</summary>
    public int Alignment { get; init; } = 32;

    /// <summary>Instead of <c>GGUF</c>.</summary>
    public string Magic { get; init; } = "GGUF";

    /// <summary>Instead of the true number.</summary>
    public ulong? TensorCount { get; init; }

    /// <summary>Instead of the true number.</summary>
    public ulong? PairCount { get; init; }

    /// <summary>The bytes of all tensors so far, with their padding.</summary>
    public long DataLength => _data.Count;

    public TinyGguf Text(string key, string value) => Pair(key, 8, Text(value));

    public TinyGguf Number(string key, uint value) => Pair(key, 4, Bytes(value));

    public TinyGguf Number16(string key, ushort value) => Pair(key, 2, Bytes(value));

    /// <summary>Any pair: the number of its value's type, and the value's bytes.</summary>
    public TinyGguf Pair(string key, uint type, byte[] value)
    {
        _pairs.AddRange([.. Text(key), .. Bytes(type), .. value]);
        _pairCount++;
        return this;
    }

    /// <summary>A tensor whose data follow those of the one before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The number of its type.</param>
    /// <param name="shape">Its sides, outermost first.</param>
    /// <param name="data">Its bytes, as they are to be in the file.</param>
    public TinyGguf Tensor(string name, uint type, long[] shape, byte[] data)
    {
        Entry(name, type, shape, (ulong)_data.Count);
        _data.AddRange(data);
        _data.AddRange(new byte[Padding(_data.Count)]);
        return this;
    }

    public TinyGguf Floats(string name, long[] shape, params float[] numbers) => Tensor(
        name, 0, shape, [.. numbers.SelectMany(number => Bytes(BitConverter.SingleToUInt32Bits(number)))]);

    /// <summary>A tensor's entry alone.</summary>
    public TinyGguf Entry(string name, uint type, long[] shape, ulong offset)
    {
        _entries.AddRange(
        [
            .. Text(name), .. Bytes((uint)shape.Length),
            .. shape.Reverse().SelectMany(side => Bytes((ulong)side)), .. Bytes(type), .. Bytes(offset),
        ]);
        _tensorCount++;
        return this;
    }

    public byte[] ToArray() => Join(Header(), _data.ToArray());

    /// <summary>Everything before the padding.</summary>
    public byte[] Header() =>
    [
        .. Encoding.Latin1.GetBytes(Magic), .. Bytes(version), .. Bytes(TensorCount ?? _tensorCount),
        .. Bytes(PairCount ?? _pairCount), .. _pairs.ToArray(), .. _entries.ToArray(),
    ];

    public byte[] Data() => _data.ToArray();

    public byte[] Join(byte[] header, byte[] data) => [.. header, .. new byte[Padding(header.Length)], .. data];

    /// <summary>A text's length and bytes.</summary>
    public byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. Bytes((ulong)bytes.Length), .. bytes];
    }

    /// <summary>The value of an array: its type, its count, its values.</summary>
    public byte[] Array(uint type, params byte[][] values) =>
        [.. Bytes(type), .. Bytes((ulong)values.Length), .. values.SelectMany(value => value)];

    public byte[] Bytes(ushort value) => Order(BitConverter.GetBytes(value));

    public byte[] Bytes(uint value) => Order(BitConverter.GetBytes(value));

    public byte[] Bytes(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Order(bytes);
    }

    private byte[] Order(byte[] littleEndian) => bigEndian ? [.. littleEndian.Reverse()] : littleEndian;

    private int Padding(long length) => (int)((Alignment - (length % Alignment)) % Alignment);
}
