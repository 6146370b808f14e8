// Specification: PKWARE APPNOTE.TXT, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

using Heavytail.Files;
using Heavytail.Files.Zip;

namespace Heavytail.Formats.Archives;

/// <summary>A zip that is no format of its own.</summary>
internal sealed class ZipArchiveFormat : ArchiveFormat
{
    public override string Name => "zip archive";

    protected override string Word => "zip";

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        ZipDirectory.IsZip(head) && ZipEndRecord.Find(file) is not null;

    protected override Archive Open(ByteSource file)
    {
        var zip = ZipDirectory.Read(file);
        return new Archive(file, [.. zip.Entries.Where(entry => !entry.Name.EndsWith('/')).Select(ToEntry)]);

        ArchiveEntry ToEntry(ZipEntry entry)
        {
            bool isStored = entry.Compression == ZipCompression.Stored;
            return new ArchiveEntry(entry.Name, entry.Size, isStored, (path, openBeside) => isStored
                ? file.Part(path, entry.Offset, entry.Size, openBeside)
                : Unpack(entry, path, openBeside));
        }

        ByteSource Unpack(ZipEntry entry, string path, Func<string, ByteSource?> openBeside)
        {
            using var stream = zip.OpenRead(entry);
            return SpooledFile.Write(file, entry.CompressedSize, stream, path, openBeside);
        }
    }
}
