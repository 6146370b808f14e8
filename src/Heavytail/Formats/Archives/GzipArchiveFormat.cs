// Specification: https://www.rfc-editor.org/rfc/rfc1952
using System.IO.Compression;
using Heavytail.Files;
using Heavytail.Files.Tar;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Archives;

/// <summary>One packed file: a model, or a tar that holds one.</summary>
/// <param name="models">Recognizes the formats that an archive may hold.</param>
internal sealed class GzipArchiveFormat(IFormatDetector models) : CheckpointFormat
{
    /// <summary>What is unpacked of it to see what it is.</summary>
    private const int PeekedBytes = 1 << 20;

    private const string Suffix = ".gz";

    public override string Name => "gzip";

    /// <summary>None: a folder's listing names a gzip only for what it holds.</summary>
    public override IReadOnlyList<string> Extensions => [];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head is [0x1f, 0x8b, 8, ..];

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        using var opened = new Opened<ByteSource>();
        var unpacked = opened.Add(Unpack(file, long.MaxValue));
        bool isTar = models.TryDetect(unpacked) is null && TarDirectory.IsTar(unpacked);
        var contents = isTar ? ReadTar(file, unpacked) : ReadModel(unpacked);
        return contents with
        {
            Shards = [],
            Unpacked = [.. contents.Shards, .. contents.Unpacked, .. opened.Release()],
        };
    }

    public override bool HoldsModel(ByteSource file)
    {
        using var start = Unpack(file, PeekedBytes);
        return models.TryDetect(start) is not null
            || (TarDirectory.IsTar(start)
                && TarDirectory.Read(start, isCut: true).Any(entry => models.HasKnownExtension(entry.Name)));
    }

    private CheckpointContents ReadModel(ByteSource unpacked)
    {
        var format = models.Detect(unpacked);
        var contents = format.ReadHeader(unpacked);
        return contents with { FormatName = $"{contents.FormatName ?? format.Name} in gzip" };
    }

    /// <summary>Errors of the tar's entries name the file on disk, and the entry in it.</summary>
    private CheckpointContents ReadTar(ByteSource file, ByteSource unpacked) => TarArchiveFormat
        .OpenTar(unpacked.Part(file.Path, 0, unpacked.Length, SourceFolder.None), models)
        .Read("tar.gz");

    private static ByteSource Unpack(ByteSource file, long most)
    {
        using var stream = new GZipStream(file.OpenRegion(0, file.Length), CompressionMode.Decompress);
        string name = Path.GetFileName(file.Path);
        string inner = name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? name[..^Suffix.Length] : name;
        return SpooledFile.Write(file, file.Length, stream, $"{file.Path}!{inner}", SourceFolder.None, most);
    }
}
