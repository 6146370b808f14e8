// Specification: PKWARE APPNOTE.TXT, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

using Heavytail.Files;
using Heavytail.Files.Zip;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Archives;

/// <summary>A zip that is not a format of its own.</summary>
/// <param name="models">Recognizes the formats that an archive may hold.</param>
internal sealed class ZipArchiveFormat(IFormatDetector models) : ArchiveFormat(models)
{
    public override string Name => "zip archive";

    protected override string Word => "zip";

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        ZipDirectory.IsZip(head) && ZipEndRecord.Find(file) is not null;

    protected override Archive Open(ByteSource file, IFormatDetector models)
    {
        var zip = ZipDirectory.Read(file);
        return new Archive(file, models, [.. zip.Entries.Where(entry => !entry.Name.EndsWith('/')).Select(ToEntry)]);

        ArchiveEntry ToEntry(ZipEntry entry)
        {
            bool isStored = entry.Compression == ZipCompression.Stored;
            return new ArchiveEntry(entry.Name, entry.Size, isStored, (path, folder) => isStored
                ? file.Part(path, entry.Offset, entry.Size, folder)
                : Unpack(entry, path, folder));
        }

        ByteSource Unpack(ZipEntry entry, string path, SourceFolder folder)
        {
            using var stream = zip.OpenRead(entry);
            return SpooledFile.Write(file, entry.CompressedSize, stream, path, folder);
        }
    }
}
