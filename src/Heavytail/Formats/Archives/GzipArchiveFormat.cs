// Specification: https://www.rfc-editor.org/rfc/rfc1952
using System.IO.Compression;
using Heavytail.Files;
using Heavytail.Files.Tar;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Archives;

/// <summary>One packed file: a model, or a tar that holds one.</summary>
internal sealed class GzipArchiveFormat : CheckpointFormat
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
        var unpacked = Unpack(file, long.MaxValue);
        try
        {
            bool isTar = CheckpointFormats.TryDetectInArchive(unpacked) is null && TarDirectory.IsTar(unpacked);
            var contents = isTar ? ReadTar(file, unpacked) : ReadModel(unpacked);
            return contents with { Shards = [], Held = [.. contents.Shards, .. contents.Held, unpacked] };
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    public override bool HoldsModel(ByteSource file)
    {
        using var start = Unpack(file, PeekedBytes);
        return CheckpointFormats.TryDetectInArchive(start) is not null
            || (TarDirectory.IsTar(start)
                && TarDirectory.Read(start, isCut: true).Any(entry => CheckpointFinder.HasKnownExtension(entry.Name)));
    }

    private static CheckpointContents ReadModel(ByteSource unpacked)
    {
        var format = CheckpointFormats.DetectInArchive(unpacked);
        var contents = format.ReadHeader(unpacked);
        return contents with { FormatName = $"{contents.FormatName ?? format.Name} in gzip" };
    }

    /// <summary>Errors of the tar's entries name the file on disk, and the entry in it.</summary>
    private static CheckpointContents ReadTar(ByteSource file, ByteSource unpacked) => TarArchiveFormat
        .OpenTar(unpacked.Part(file.Path, 0, unpacked.Length, _ => null))
        .Read("tar.gz");

    private static ByteSource Unpack(ByteSource file, long most)
    {
        using var stream = new GZipStream(file.OpenRegion(0, file.Length), CompressionMode.Decompress);
        string name = Path.GetFileName(file.Path);
        string inner = name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? name[..^Suffix.Length] : name;
        return SpooledFile.Write(file, file.Length, stream, $"{file.Path}!{inner}", _ => null, most);
    }
}
