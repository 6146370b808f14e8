namespace Heavytail.Files;

/// <summary>
/// A read-only, seekable stream over a region of a <see cref="ByteSource"/>, for the decoders of .NET.
/// </summary>
internal sealed class FileRegionStream(ByteSource file, long offset, long length) : ReadOnlySeekableStream
{
    public override long Length => length;

    protected override int ReadAt(long position, Span<byte> buffer)
    {
        file.ReadExactly(offset + position, buffer);
        return buffer.Length;
    }
}
