namespace Heavytail.Files;

/// <summary>A seekable stream. It has one position, so that reads of several threads wait for each other.</summary>
internal sealed class StreamSource : ByteSource
{
    private readonly Lock _lock = new();
    private readonly Stream _stream;
    private readonly bool _leaveOpen;

    /// <param name="stream">Content, from the stream's first byte to its last, wherever its position is.</param>
    /// <param name="path">The name of the file in errors.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this source is disposed.</param>
    /// <exception cref="InvalidCheckpointException">The stream does not know its length.</exception>
    public StreamSource(Stream stream, string path, bool leaveOpen = false)
        : base(path, GetLength(stream, path), SourceFolder.None)
    {
        (_stream, _leaveOpen) = (stream, leaveOpen);
    }

    public override void Dispose()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    protected override int ReadAt(long offset, Span<byte> destination)
    {
        try
        {
            lock (_lock)
            {
                _stream.Position = offset;
                return _stream.Read(destination);
            }
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Unreadable(Path, e);
        }
    }

    private static long GetLength(Stream stream, string path)
    {
        try
        {
            return stream.Length;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Unreadable(path, e);
        }
    }

    private static bool IsRefusal(Exception e) =>
        e is IOException or UnauthorizedAccessException or NotSupportedException;

    private static InvalidCheckpointException Unreadable(string path, Exception e) =>
        new(path, null, $"the stream cannot be read: {e.Message}", inner: e);
}
