using System.Buffers.Binary;

namespace Heavytail.Files.Protobuf;

/// <summary>
/// The values of one repeated field of a message, however they were written: packed runs, one by one, or both. Other
/// fields between them are skipped.
/// </summary>
/// <param name="message">All bytes of the message; closed with this.</param>
/// <param name="length">Bytes that come out: values × <paramref name="numberBytes"/>.</param>
/// <param name="field">The number of the field.</param>
/// <param name="numberBytes">Bytes of a number that comes out; of a fixed number its own, of a varint its
/// lowest.</param>
/// <param name="isVarint">Whether the values are written as varints.</param>
internal sealed class RepeatedFieldStream(Stream message, long length, int field, int numberBytes, bool isVarint)
    : ForwardStream(message, length)
{
    private const int MaxVarintBytes = 10;

    private readonly byte[] _input = new byte[1 << 14];
    private readonly byte[] _number = new byte[sizeof(ulong)];
    private int _start;
    private int _end;
    private int _numberAt = sizeof(ulong);
    private long _run;

    private bool HasNumber => _numberAt < numberBytes;

    protected override int ReadSome(Span<byte> buffer)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            if (!HasNumber)
            {
                if (_run == 0)
                {
                    FindRun();
                }

                if (!isVarint && _run >= numberBytes && buffer.Length - done >= numberBytes)
                {
                    done += CopyRun(buffer[done..]);
                    continue;
                }

                NextNumber();
            }

            int count = Math.Min(numberBytes - _numberAt, buffer.Length - done);
            _number.AsSpan(_numberAt, count).CopyTo(buffer[done..]);
            _numberAt += count;
            done += count;
        }

        if (Delivered + done == Length && _run > 0)
        {
            throw new InvalidDataException("more elements are stored than the shape has");
        }

        return done;
    }

    /// <summary>Moves to the field's next bytes; the run of a number that stands alone is that number.</summary>
    private void FindRun()
    {
        while (_run == 0)
        {
            ulong key = Varint(long.MaxValue);
            (int wire, bool isOurs) = ((int)(key & 7), key >> 3 == (ulong)field);
            switch ((WireType)wire)
            {
                case WireType.Bytes:
                    long size = (long)Math.Min(Varint(long.MaxValue), long.MaxValue);
                    _run = isOurs ? size : 0;
                    Skip(isOurs ? 0 : size);
                    break;
                case WireType.Varint when isOurs && isVarint:
                    NextNumber(alone: true);
                    return;
                case WireType.Varint:
                    Varint(long.MaxValue);
                    break;
                case WireType.Fixed64 or WireType.Fixed32:
                    int bytes = (WireType)wire == WireType.Fixed64 ? sizeof(ulong) : sizeof(uint);
                    bool isNumber = isOurs && !isVarint && bytes == numberBytes;
                    _run = isNumber ? bytes : 0;
                    Skip(isNumber ? 0 : bytes);
                    break;
                default:
                    throw new InvalidDataException($"{wire} is not a wire type that protobuf uses");
            }
        }
    }

    private void NextNumber(bool alone = false)
    {
        if (HasNumber)
        {
            return;
        }

        if (isVarint)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_number, Varint(alone ? long.MaxValue : _run, counts: !alone));
        }
        else if (_run < numberBytes)
        {
            throw new InvalidDataException("a packed run of values ends inside one");
        }
        else
        {
            for (int k = 0; k < numberBytes; k++)
            {
                _number[k] = Byte();
            }

            _run -= numberBytes;
        }

        _numberAt = 0;
    }

    /// <summary>Integers of a packed run, as many as are at hand.</summary>
    private int CopyRun(Span<byte> destination)
    {
        if (_end - _start < numberBytes)
        {
            NextNumber();
            _number.AsSpan(0, numberBytes).CopyTo(destination);
            _numberAt = numberBytes;
            return numberBytes;
        }

        long count = Math.Min(Math.Min(_run, destination.Length), _end - _start) / numberBytes * numberBytes;
        _input.AsSpan(_start, (int)count).CopyTo(destination);
        _start += (int)count;
        _run -= count;
        return (int)count;
    }

    private ulong Varint(long most, bool counts = false)
    {
        ulong value = 0;
        for (int k = 0; k < MaxVarintBytes && k < most; k++)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7F) << (7 * k);
            if (part < 0x80)
            {
                _run -= counts ? k + 1 : 0;
                return value;
            }
        }

        throw new InvalidDataException("an integer of the protobuf message does not end");
    }

    private byte Byte()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, Source.Read(_input));
            if (_end == 0)
            {
                throw new EndOfStreamException("fewer elements are stored than the shape has");
            }
        }

        return _input[_start++];
    }

    private void Skip(long count)
    {
        int buffered = (int)Math.Min(count, _end - _start);
        _start += buffered;
        count -= buffered;
        if (count > Source.Length - Source.Position)
        {
            throw new EndOfStreamException("fewer elements are stored than the shape has");
        }

        if (count > 0)
        {
            SkipBytes(Source, count);
        }
    }
}
