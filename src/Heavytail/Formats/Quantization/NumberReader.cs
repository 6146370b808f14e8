using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Formats.Quantization;

/// <summary>The values of a stream, one run after another, through a buffer.</summary>
/// <param name="stream">Closed with this.</param>
/// <param name="type">Type of its elements.</param>
internal sealed class NumberReader(Stream stream, ElementType type) : IDisposable
{
    private const int BufferNumbers = 4096;

    private double[] _buffer = [];
    private long _left = stream.Length / (type.Bits() / 8);
    private int _start;
    private int _end;

    /// <summary>Bytes that the stream keeps in memory.</summary>
    public long BufferedBytes => stream is ForwardStream forward ? forward.BufferedBytes : 0;

    /// <summary>The next values, at most <paramref name="most"/>, at least one.</summary>
    /// <exception cref="EndOfStreamException">There is none.</exception>
    public ReadOnlySpan<double> Next(long most)
    {
        if (_start == _end)
        {
            _buffer = _buffer.Length == 0 ? new double[BufferNumbers] : _buffer;
            (_start, _end) = (0, (int)Math.Min(_left, BufferNumbers));
            if (_end == 0)
            {
                throw new EndOfStreamException();
            }

            ElementConversion.Read(stream, type, _buffer.AsSpan(0, _end));
            _left -= _end;
        }

        var run = _buffer.AsSpan(_start, (int)Math.Min(most, _end - _start));
        _start += run.Length;
        return run;
    }

    /// <summary>Fills the destination.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public void Read(Span<double> destination)
    {
        while (!destination.IsEmpty)
        {
            var run = Next(destination.Length);
            run.CopyTo(destination);
            destination = destination[run.Length..];
        }
    }

    /// <summary>Passes over values.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public void Skip(long count)
    {
        int buffered = (int)Math.Min(count, _end - _start);
        _start += buffered;
        long rest = count - buffered;
        if (rest > _left)
        {
            throw new EndOfStreamException();
        }

        ForwardStream.SkipBytes(stream, rest * (type.Bits() / 8));
        _left -= rest;
    }

    public void Dispose() => stream.Dispose();
}
