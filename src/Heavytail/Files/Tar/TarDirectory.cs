// Specification: https://www.gnu.org/software/tar/manual/html_node/Standard.html (ustar, GNU) and POSIX.1-2001, pax.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Heavytail.Files.Tar;

/// <summary>
/// The headers of a tar: names and offsets of its plain files. Links, devices and folders are passed over.
/// </summary>
internal static class TarDirectory
{
    /// <summary>A tar of this many files would be one of small ones, and no model.</summary>
    private const int MaxEntries = 1_000_000;

    private const int BlockBytes = 512;
    private const int MaxNameBytes = 1 << 16;
    private const int MaxExtendedBytes = 1 << 20;
    private const int MagicOffset = 257;
    private const int ChecksumOffset = 148;
    private const int ChecksumBytes = 8;

    /// <summary>A plain file.</summary>
    public readonly record struct Entry(string Name, long Offset, long Size);

    /// <summary>The mark of ustar and GNU; or, before there was one, octal fields whose checksum is right.</summary>
    public static bool IsTar(ByteSource file)
    {
        byte[] header = file.Head(BlockBytes);
        return header.Length == BlockBytes && header[0] != 0
            && (header.AsSpan(MagicOffset).StartsWith("ustar"u8) || HasChecksum(header));
    }

    /// <summary>The plain files, in the order of the archive; what is wrong is said when it is reached.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="isCut">Whether only its first bytes are there; then the last file may lie beyond them.</param>
    /// <exception cref="InvalidCheckpointException">The archive is damaged, hostile, or has sparse files.</exception>
    public static IEnumerable<Entry> Read(ByteSource file, bool isCut = false)
    {
        byte[] header = new byte[BlockBytes];
        string? longName = null;
        long? longSize = null;
        int entries = 0;
        for (long at = 0; at <= file.Length - BlockBytes;)
        {
            file.ReadExactly(at, header);
            if (header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
            {
                yield break;
            }

            char kind = CheckHeader(file, header, at, ref entries);
            long data = at + BlockBytes;
            long size = longSize is { } extended && !IsAboutNext(kind) ? extended : Size(file, header, at);
            if (size > file.Length - data)
            {
                if (isCut)
                {
                    yield return new Entry(longName ?? Name(header), data, size);
                    yield break;
                }

                throw file.Truncated(
                    $"tar entry `{longName ?? Name(header)}` has {size:N0} bytes at offset {data:N0}, "
                    + $"the file has {file.Length:N0}");
            }

            switch (kind)
            {
                case 'L':
                    longName = Text(file, data, size, MaxNameBytes).TrimEnd('\0');
                    break;
                case 'x':
                    ReadExtended(file, Text(file, data, size, MaxExtendedBytes), ref longName, ref longSize);
                    break;
                case '0' or '\0' or '7':
                    string name = longName ?? Name(header);
                    CheckName(file, name);
                    if (!name.EndsWith('/'))
                    {
                        yield return new Entry(Normal(name), data, size);
                    }

                    break;
                case 'S':
                    throw file.Invalid(
                        $"tar entry `{longName ?? Name(header)}` is sparse, which is not read", "unpack the archive");
            }

            if (!IsAboutNext(kind))
            {
                (longName, longSize) = (null, null);
            }

            at = data + size + ((BlockBytes - (size % BlockBytes)) % BlockBytes);
        }
    }

    /// <summary>Headers that only say something of the next one.</summary>
    private static bool IsAboutNext(char kind) => kind is 'L' or 'K' or 'x' or 'g';

    private static char CheckHeader(ByteSource file, byte[] header, long at, ref int entries)
    {
        if (!HasChecksum(header))
        {
            throw file.Damaged($"the checksum of the tar header at offset {at:N0} is wrong");
        }

        if (++entries > MaxEntries)
        {
            throw file.Invalid($"the tar has more than {MaxEntries:N0} entries");
        }

        return (char)header[156];
    }

    /// <summary>The sum of all bytes, those of the sum itself as blanks.</summary>
    private static bool HasChecksum(byte[] header)
    {
        long sum = 0;
        for (int k = 0; k < BlockBytes; k++)
        {
            sum += k is >= ChecksumOffset and < ChecksumOffset + ChecksumBytes ? ' ' : header[k];
        }

        return Octal(header.AsSpan(ChecksumOffset, ChecksumBytes)) == sum;
    }

    private static string Name(byte[] header)
    {
        string name = Field(header, 0, 100);
        string prefix = header.AsSpan(MagicOffset).StartsWith("ustar\0"u8) ? Field(header, 345, 155) : "";
        return prefix.Length > 0 ? $"{prefix}/{name}" : name;
    }

    /// <summary>Octal digits, or, beyond 8 GiB, a set top bit and the number itself.</summary>
    private static long Size(ByteSource file, byte[] header, long at)
    {
        var field = header.AsSpan(124, 12);
        long? size = field[0] == 0x80 ? BinaryPrimitives.ReadInt64BigEndian(field[4..]) : Octal(field);
        return size is >= 0 and var value
            ? value
            : throw file.Invalid($"the tar header at offset {at:N0} has no size");
    }

    private static long? Octal(ReadOnlySpan<byte> field)
    {
        long value = 0;
        bool any = false;
        foreach (byte digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value << 3) + digit - '0';
            any = true;
        }

        return any ? value : null;
    }

    private static string Field(byte[] header, int offset, int length)
    {
        var field = header.AsSpan(offset, length);
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static string Text(ByteSource file, long offset, long size, int most)
    {
        if (size > most)
        {
            throw file.Invalid($"a tar header's extension has {size:N0} bytes, at most {most:N0} are read");
        }

        byte[] bytes = new byte[size];
        file.ReadExactly(offset, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>
    /// Lines of <c>length key=value</c>; the length is not needed, but values with line ends would need it.
    /// </summary>
    private static void ReadExtended(ByteSource file, string text, ref string? name, ref long? size)
    {
        foreach (string line in text.Split('\n'))
        {
            int key = line.IndexOf(' ', StringComparison.Ordinal) + 1;
            int equals = line.IndexOf('=', key);
            if (equals < 0)
            {
                continue;
            }

            string value = line[(equals + 1)..];
            switch (line[key..equals])
            {
                case "path":
                    name = value;
                    break;
                case "size":
                    size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                        ? number
                        : throw file.Invalid($"a tar header's extension says size `{value}`");
                    break;
                case var other when other.StartsWith("GNU.sparse", StringComparison.Ordinal):
                    throw file.Invalid("the tar has a sparse file, which is not read", "unpack the archive");
            }
        }
    }

    private static string Normal(string name) =>
        string.Join('/', name.Split('/').Where(part => part is not ("" or ".")));

    /// <summary>Nothing is ever unpacked under its name, but one that climbs out is there for no good reason.</summary>
    private static void CheckName(ByteSource file, string name)
    {
        string[] parts = name.Split('/', '\\');
        if (name.Length == 0 || parts[0].Length == 0 || parts[0].Contains(':', StringComparison.Ordinal)
            || parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal))
        {
            throw file.Invalid($"tar entry `{name}`: the name leaves the archive");
        }
    }
}
