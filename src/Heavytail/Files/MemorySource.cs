namespace Heavytail.Files;

/// <summary>Bytes in memory, which are not copied.</summary>
/// <param name="path">The name of the file in errors.</param>
/// <param name="bytes">Content.</param>
/// <param name="folder">Access to the files beside it; nothing if null.</param>
internal sealed class MemorySource(string path, ReadOnlyMemory<byte> bytes, SourceFolder? folder = null)
    : ByteSource(path, bytes.Length, folder ?? SourceFolder.None)
{
    public override void Dispose()
    {
    }

    protected override int ReadAt(long offset, Span<byte> destination)
    {
        bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
        return destination.Length;
    }
}
