// Specification: PKWARE APPNOTE.TXT, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Heavytail.Files.Compression;

namespace Heavytail.Files.Zip;

/// <summary>
/// Just enough zip: the central directory, with the file offset of every entry, so that stored entries are read
/// where they lie. Every entry is checked before any is read.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>A checkpoint has an entry per storage; the largest known have some ten thousand.</summary>
    public const int MaxEntries = 500_000;

    /// <summary>What the directory itself may take in memory.</summary>
    public const int MaxDirectoryBytes = 64 << 20;

    /// <summary>Deflate cannot do better (258 bytes out of two bits); a higher claim is a lie.</summary>
    public const int MaxInflation = 1032;

    /// <summary>What a deflated entry may grow to whatever its ratio.</summary>
    public const long MaxFreeInflatedBytes = 64 << 20;

    /// <summary>
    /// Beyond that, the most that deflate may yield: real weights shrink by a tenth, sparse ones to a tenth.
    /// </summary>
    public const int MaxLargeInflation = 100;

    private const uint LocalSignature = 0x04034b50;
    private const int LocalFixedBytes = 30;

    private readonly ByteSource _file;
    private readonly Dictionary<string, ZipEntry> _byName;

    private ZipDirectory(ByteSource file, List<ZipEntry> entries)
    {
        _file = file;
        Entries = entries;
        _byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>In the order of the directory.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Whether a file's first bytes are those of a zip with at least one entry.</summary>
    public static bool IsZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8);

    /// <summary>
    /// The names in the directory, unchecked: for telling formats apart. Where there is no directory, as in a zip that
    /// is cut off, the name of its first entry.
    /// </summary>
    public static IReadOnlyList<string> PeekNames(ByteSource file)
    {
        var names = new List<string>();
        ReadOnlySpan<byte> directory = ReadDirectoryBytes(file, out _);
        while (names.Count < MaxEntries && ZipDirectoryRecord.TryTake(ref directory, out var record))
        {
            names.Add(record.Name);
        }

        return names.Count == 0 && PeekFirstName(file) is { } name ? [name] : names;
    }

    /// <summary>Reads and checks the whole directory.</summary>
    /// <exception cref="InvalidCheckpointException">The zip is damaged, hostile, or uses what is not
    /// supported.</exception>
    public static ZipDirectory Read(ByteSource file)
    {
        byte[] bytes = ReadDirectoryBytes(file, out string? problem)
            ?? throw file.Truncated(problem!);
        var end = ZipEndRecord.Find(file)!.Value;
        if (end.EntryCount > MaxEntries)
        {
            throw file.Invalid($"the zip claims {end.EntryCount:N0} entries, at most {MaxEntries:N0} are read");
        }

        var entries = new List<(long Start, ZipEntry Entry)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlySpan<byte> directory = bytes;
        for (ulong i = 0; i < end.EntryCount; i++)
        {
            if (!ZipDirectoryRecord.TryTake(ref directory, out var record))
            {
                throw file.Invalid($"the zip's central directory ends in record {i} of {end.EntryCount}");
            }

            if (!names.Add(record.Name))
            {
                throw file.Invalid($"zip entry `{record.Name}` occurs twice");
            }

            entries.Add(((long)record.HeaderOffset, ZipEntryCheck.Check(record, file, (long)end.DirectoryOffset)));
        }

        RefuseOverlaps(file, entries);
        return new ZipDirectory(file, [.. entries.Select(pair => pair.Entry)]);
    }

    /// <summary>The entry of this very name, or null.</summary>
    public ZipEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Opens an entry's bytes; a stored one is a seekable region of the file, a deflated one is forward-only.
    /// </summary>
    public Stream OpenRead(ZipEntry entry) => OpenRead(entry, 0, entry.Size);

    /// <summary>
    /// Opens a part of an entry's bytes. A deflated entry that does not inflate to what it claims is an
    /// <see cref="InvalidDataException"/> or an <see cref="EndOfStreamException"/> of the stream.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">The part leaves the entry.</exception>
    public Stream OpenRead(ZipEntry entry, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > entry.Size - length)
        {
            throw _file.Invalid(
                $"zip entry `{entry.Name}` has {entry.Size:N0} bytes, {length:N0} at offset {offset:N0} are needed");
        }

        if (entry.Compression == ZipCompression.Stored)
        {
            return _file.OpenRegion(entry.Offset + offset, length);
        }

        var deflated = _file.OpenRegion(entry.Offset, entry.CompressedSize);
        return new InflateStream(new DeflateStream(deflated, CompressionMode.Decompress), entry.Size, offset, length);
    }

    private static byte[]? ReadDirectoryBytes(ByteSource file, out string? problem)
    {
        problem = null;
        if (ZipEndRecord.Find(file) is not { } end)
        {
            problem = "the zip has no end-of-central-directory record";
            return null;
        }

        if (end.DirectoryOffset > (ulong)file.Length || end.DirectorySize > (ulong)file.Length - end.DirectoryOffset)
        {
            problem = $"the zip's central directory of {end.DirectorySize:N0} bytes at offset {end.DirectoryOffset:N0} "
                + $"leaves the file ({file.Length:N0} bytes)";
            return null;
        }

        if (end.DirectorySize > MaxDirectoryBytes)
        {
            problem = $"the zip's central directory has {end.DirectorySize:N0} bytes, at most {MaxDirectoryBytes:N0} "
                + "are read";
            return null;
        }

        byte[] bytes = new byte[end.DirectorySize];
        file.ReadExactly((long)end.DirectoryOffset, bytes);
        return bytes;
    }

    private static string? PeekFirstName(ByteSource file)
    {
        byte[] header = file.Head(LocalFixedBytes);
        if (header.Length < LocalFixedBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26));
        byte[] name = file.Head(LocalFixedBytes + length);
        return Encoding.UTF8.GetString(name.AsSpan(LocalFixedBytes));
    }

    /// <summary>
    /// Overlapping entries are how small zips unfold into huge ones, and how two readers see two files.
    /// </summary>
    private static void RefuseOverlaps(ByteSource file, List<(long Start, ZipEntry Entry)> entries)
    {
        long covered = 0;
        string? previous = null;
        foreach (var (start, entry) in entries.OrderBy(pair => pair.Start))
        {
            if (start < covered)
            {
                throw file.Invalid($"zip entries `{previous}` and `{entry.Name}` overlap at byte {start:N0}");
            }

            covered = entry.Offset + entry.CompressedSize;
            previous = entry.Name;
        }
    }
}
