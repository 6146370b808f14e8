using System.Buffers.Binary;
using Heavytail.Files;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// The elements of a tensor whose message lists them one by one. Where the list is short its last value is repeated;
/// where it is empty all are zero.
/// </summary>
internal sealed class ListedValuesStream : ChunkStream
{
    private const int MaxVarintBytes = 10;

    private readonly IEnumerator<ulong> _values;
    private readonly int _numberBytes;
    private readonly byte[] _last;
    private bool _isOver;

    /// <param name="message">The tensor's message; this stream alone walks it.</param>
    /// <param name="field">The field that lists the values.</param>
    /// <param name="element">Their type.</param>
    /// <param name="count">Elements to deliver.</param>
    public ListedValuesStream(ProtoMessage message, int field, ElementType element, long count)
        : base(Null, checked(count * (element.Bits() / 8)))
    {
        int elementBytes = element.Bits() / 8;
        _numberBytes = element.IsComplex() ? elementBytes / 2 : elementBytes;
        _last = new byte[elementBytes];
        _values = Values(message, field, element).GetEnumerator();
    }

    protected override void Fill(Span<byte> chunk)
    {
        for (; !chunk.IsEmpty; chunk = chunk[_last.Length..])
        {
            Advance();
            _last.CopyTo(chunk);
        }
    }

    /// <summary>The next element, as long as there is one.</summary>
    private void Advance()
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        for (int at = 0; at < _last.Length && !_isOver; at += _numberBytes)
        {
            if (!_values.MoveNext())
            {
                _isOver = true;
                return;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(value, _values.Current);
            value[.._numberBytes].CopyTo(_last.AsSpan(at));
        }
    }

    /// <summary>The bits of the values, in the order of the message.</summary>
    private static IEnumerable<ulong> Values(ProtoMessage message, int number, ElementType element)
    {
        int width = element switch
        {
            ElementType.F32 or ElementType.C64 => sizeof(float),
            ElementType.F64 or ElementType.C128 => sizeof(double),
            ElementType.F8E4M3 or ElementType.F8E5M2 => sizeof(byte),
            _ => 0,
        };
        foreach (var field in message.Fields().Where(field => field.Number == number))
        {
            if (!field.IsBytes)
            {
                yield return field.Value;
                continue;
            }

            using var run = new BufferedStream(message.File.OpenRegion(field.Offset, field.Length));
            long left = field.Length;
            while (left > 0)
            {
                yield return Next(run, width, ref left);
            }
        }
    }

    private static ulong Next(Stream run, int width, ref long left)
    {
        ulong value = 0;
        int most = width == 0 ? MaxVarintBytes : width;
        for (int k = 0; k < most; k++, left--)
        {
            int part = run.ReadByte();
            if (part < 0)
            {
                throw new EndOfStreamException();
            }

            value |= width == 0 ? (ulong)(part & 0x7F) << (7 * k) : (ulong)part << (8 * k);
            if (width == 0 && part < 0x80)
            {
                left--;
                return value;
            }
        }

        return width > 0 ? value : throw new InvalidDataException("a listed value has no end");
    }
}
