using System.Runtime.InteropServices;
using Heavytail.Tensors;

namespace Heavytail.Files;

/// <summary>Codes of 4, 6 or 8 bits → the F32 values of a table.</summary>
internal sealed class LookupStream : ChunkStream
{
    /// <summary>Numbers of a chunk, and so the most that are decoded at once.</summary>
    private const int ChunkNumbers = (1 << 16) / sizeof(float);

    private readonly float[] _table;
    private readonly int _bits;
    private readonly bool _highFirst;
    private readonly long _mostCodes;
    private byte[] _codes = [];

    /// <param name="source">The codes, one after another without gaps; closed with this stream.</param>
    /// <param name="table">The number of every code: 16, 64 or 256.</param>
    /// <param name="count">Numbers that are delivered.</param>
    /// <param name="highFirst">Whether the first of two codes is the upper half of the byte; else codes begin at the
    /// lowest bit.</param>
    public LookupStream(Stream source, float[] table, long count, bool highFirst = false)
        : base(source, checked(count * sizeof(float)))
    {
        (_table, _highFirst) = (table, highFirst);
        _bits = int.Log2(table.Length);
        _mostCodes = Math.Min(ChunkNumbers * _bits / 8, BytesOf(count, _bits));
    }

    /// <summary>Tensors of less than a byte an element, as F32; nothing that is lost by it.</summary>
    /// <param name="source">Two F4 a byte, four F6 in three bytes, the first at the lowest bits.</param>
    /// <param name="type">F4, F6_E2M3 or F6_E3M2.</param>
    /// <param name="count">Elements.</param>
    public static LookupStream OfSmallFloats(Stream source, ElementType type, long count) =>
        new(source, Array.ConvertAll(SmallFloats.Table(type), value => (float)value), count);

    /// <summary>Bytes of so many codes.</summary>
    public static long BytesOf(long count, int bits) => (long)(((Int128)count * bits + 7) / 8);

    /// <summary>Four codes are whole bytes.</summary>
    protected override long PassOverUnmade(long count)
    {
        long fours = count / (4 * sizeof(float));
        SkipBytes(Source, fours * 4 * _bits / 8);
        return fours * 4 * sizeof(float);
    }

    protected override void Fill(Span<byte> chunk)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(chunk);
        _codes = _codes.Length == 0 ? new byte[(int)_mostCodes] : _codes;
        var codes = _codes.AsSpan(0, (int)BytesOf(numbers.Length, _bits));
        Source.ReadExactly(codes);
        int flip = _highFirst && _bits == 4 ? 4 : 0;
        int mask = _table.Length - 1;
        for (int i = 0; i < numbers.Length; i++)
        {
            int bit = (i * _bits) ^ flip;
            int at = bit >> 3;
            int window = codes[at] | (at + 1 < codes.Length ? codes[at + 1] << 8 : 0);
            numbers[i] = _table[(window >> (bit & 7)) & mask];
        }
    }
}
