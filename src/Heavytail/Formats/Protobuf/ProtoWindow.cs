namespace Heavytail.Formats.Protobuf;

/// <summary>A piece of a file in memory, moved to where it is looked at.</summary>
internal sealed class ProtoWindow(FileBytes file)
{
    private const int Bytes = 1 << 14;

    private readonly byte[] _bytes = new byte[(int)Math.Min(Bytes, file.Length)];
    private long _start;
    private int _count;

    public FileBytes File => file;

    /// <summary>A byte of the file.</summary>
    public byte this[long at]
    {
        get
        {
            if (at < _start || at >= _start + _count)
            {
                _start = at;
                _count = (int)Math.Min(_bytes.Length, file.Length - at);
                file.ReadExactly(at, _bytes.AsSpan(0, _count));
            }

            return _bytes[at - _start];
        }
    }
}
