namespace Heavytail.Files.Compression;

/// <summary>Frames of Zstandard, unpacked; their damage is said as that of every stream.</summary>
internal sealed class ZstdFrameStream(Stream source, long length) : ForwardStream(source, length)
{
    private readonly ZstdSharp.DecompressionStream _frames = new(source, leaveOpen: true);

    /// <summary>Whether more follows than was expected.</summary>
    public bool HasMore() => Unpack(stackalloc byte[1]) > 0;

    protected override int ReadSome(Span<byte> buffer) => Unpack(buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frames.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _frames.Read(buffer);
        }
        catch (ZstdSharp.ZstdException e)
        {
            throw new InvalidDataException($"a chunk is not a whole Zstandard frame: {e.Message}", e);
        }
    }
}
