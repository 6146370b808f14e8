// Specification: https://www.gnu.org/software/tar/manual/html_node/Standard.html (ustar, GNU) and POSIX.1-2001, pax.
using Heavytail.Files;
using Heavytail.Files.Tar;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Archives;

/// <summary>A tar: its files lie in it as they are.</summary>
/// <param name="models">Recognizes the formats that an archive may hold.</param>
internal sealed class TarArchiveFormat(IFormatDetector models) : ArchiveFormat(models)
{
    public override string Name => "tar archive";

    protected override string Word => "tar";

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) => TarDirectory.IsTar(file);

    protected override Archive Open(ByteSource file, IFormatDetector models) => OpenTar(file, models);

    /// <summary>Lists the files of a tar.</summary>
    /// <exception cref="InvalidCheckpointException">It is damaged or hostile.</exception>
    public static Archive OpenTar(ByteSource file, IFormatDetector models)
    {
        return new Archive(file, models, [.. TarDirectory.Read(file).Select(ToEntry)]);

        ArchiveEntry ToEntry(TarDirectory.Entry entry) => new(
            entry.Name,
            entry.Size,
            IsStored: true,
            (path, folder) => file.Part(path, entry.Offset, entry.Size, folder));
    }
}
