namespace Heavytail.Files;

/// <summary>A part of another source as a file of its own: an entry of an archive that is stored as it is.</summary>
/// <param name="whole">The source that contains the part; it stays open with this.</param>
/// <param name="path">The name of the part in errors.</param>
/// <param name="start">Offset of its first byte; the caller has checked that the part lies within the whole.</param>
/// <param name="length">Length in bytes.</param>
/// <param name="folder">Access to the files beside it.</param>
internal sealed class PartSource(ByteSource whole, string path, long start, long length, SourceFolder folder)
    : ByteSource(path, length, folder)
{
    public override bool IsWritten => whole.IsWritten;

    public override void Dispose()
    {
    }

    protected override int ReadAt(long offset, Span<byte> destination) => whole.ReadSome(start + offset, destination);
}
