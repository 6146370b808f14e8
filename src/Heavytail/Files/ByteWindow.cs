namespace Heavytail.Files;

/// <summary>A piece of a file in memory, moved to where it is looked at.</summary>
internal sealed class ByteWindow(ByteSource file)
{
    private const int Bytes = 1 << 14;

    private readonly byte[] _bytes = new byte[(int)Math.Min(Bytes, file.Length)];
    private long _start;
    private int _count;

    public ByteSource File => file;

    /// <summary>A byte of the file.</summary>
    public byte this[long at]
    {
        get
        {
            if (at < _start || at >= _start + _count)
            {
                Move(at);
            }

            return _bytes[at - _start];
        }
    }

    /// <summary>Copies bytes of the file: short ones by way of the window, so that many names cost few reads.</summary>
    public void Copy(long at, Span<byte> destination)
    {
        if (destination.Length > _bytes.Length || at > file.Length - destination.Length)
        {
            file.ReadExactly(at, destination);
            return;
        }

        if (at < _start || at + destination.Length > _start + _count)
        {
            Move(at);
        }

        _bytes.AsSpan((int)(at - _start), destination.Length).CopyTo(destination);
    }

    private void Move(long at)
    {
        _start = at;
        _count = (int)Math.Min(_bytes.Length, file.Length - at);
        file.ReadExactly(at, _bytes.AsSpan(0, _count));
    }
}
