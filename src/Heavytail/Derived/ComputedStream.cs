namespace Heavytail.Derived;

/// <summary>The elements of computed matrices as bytes; a unit is computed when it is read.</summary>
internal sealed class ComputedStream(LoadedMatrices matrices, int units, long unitBytes) : Stream
{
    private readonly byte[] _bytes = new byte[unitBytes];
    private readonly double[] _values = new double[matrices.UnitElements];
    private int _current = -1;

    public override bool CanRead => true;

    public override bool CanSeek => matrices.CanSeek;

    public override bool CanWrite => false;

    public override long Length => units * unitBytes;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        (long unit, long offset) = Math.DivRem(Position, unitBytes);
        if (unit != _current)
        {
            matrices.Write((int)unit, _values, _bytes);
            _current = (int)unit;
        }

        int count = (int)Math.Min(buffer.Length, unitBytes - offset);
        _bytes.AsSpan((int)offset, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("read only");
}
