// Specification: https://www.gnu.org/software/tar/manual/html_node/Standard.html (ustar, GNU) and POSIX.1-2001, pax.
using Heavytail.Files;
using Heavytail.Files.Tar;

namespace Heavytail.Formats.Archives;

/// <summary>A tar: its files lie in it as they are.</summary>
internal sealed class TarArchiveFormat : ArchiveFormat
{
    public override string Name => "tar archive";

    protected override string Word => "tar";

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) => TarDirectory.IsTar(file);

    protected override Archive Open(ByteSource file) => OpenTar(file);

    /// <summary>Lists the files of a tar.</summary>
    /// <exception cref="InvalidCheckpointException">It is damaged or hostile.</exception>
    public static Archive OpenTar(ByteSource file) => new(file, [.. TarDirectory.Read(file).Select(entry => new ArchiveEntry(
        entry.Name,
        entry.Size,
        IsStored: true,
        (path, openBeside) => file.Part(path, entry.Offset, entry.Size, openBeside)))]);
}
