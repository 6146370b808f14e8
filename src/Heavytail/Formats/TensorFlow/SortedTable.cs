// Specification: https://github.com/google/leveldb/blob/main/doc/table_format.md
using System.Buffers.Binary;
using Heavytail.Files;
using Heavytail.Files.Compression;

namespace Heavytail.Formats.TensorFlow;

/// <summary>A table of LevelDB: sorted keys and values in blocks, an index of the blocks, and a footer.</summary>
internal static class SortedTable
{
    /// <summary>Bytes at the end that say where the index is.</summary>
    public const int FooterLength = 48;

    /// <summary>A model of a million tensors has a tenth of this.</summary>
    public const long MaxBytes = 1_000_000_000;

    /// <summary>Writers begin a new block after a quarter of a megabyte.</summary>
    public const int MaxBlockBytes = 1 << 26;

    /// <summary>Longest key; tensors' names.</summary>
    public const int MaxKeyBytes = 1 << 14;

    /// <summary>
    /// All keys together, ten times those of the largest models: each may repeat the one before without taking bytes.
    /// </summary>
    public const long MaxKeysBytes = 1 << 24;

    private const ulong Magic = 0xDB4775248B80FB57;
    private const int TrailerLength = 5;

    /// <summary>Whether the file ends as a table does.</summary>
    public static bool IsTable(ByteSource file)
    {
        if (file.Length < FooterLength)
        {
            return false;
        }

        Span<byte> end = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(file.Length - end.Length, end);
        return BinaryPrimitives.ReadUInt64LittleEndian(end) == Magic;
    }

    /// <summary>Keys and values, in the order of the keys.</summary>
    /// <exception cref="InvalidCheckpointException">The file breaks the format's rules.</exception>
    public static IEnumerable<(byte[] Key, byte[] Value)> Read(ByteSource file)
    {
        if (file.Length > MaxBytes)
        {
            throw file.Invalid($"the table has {file.Length:N0} bytes, at most {MaxBytes:N0} are read");
        }

        byte[] footer = new byte[FooterLength];
        file.ReadExactly(file.Length - FooterLength, footer);
        int at = 0;
        if (!TryHandle(footer, ref at, out _) || !TryHandle(footer, ref at, out var index))
        {
            throw file.Damaged("the footer of the table does not say where its index is");
        }

        var separators = new KeyCheck(file);
        var keys = new KeyCheck(file);
        long end = 0;
        foreach (var (separator, value) in Entries(Block(file, index), file))
        {
            separators.Next(separator);
            int start = 0;
            if (!TryHandle(value, ref start, out var handle))
            {
                throw file.Damaged("the index of the table does not say where a block is");
            }

            // In order and apart, or a small file could be read without end.
            if (handle.Offset < end)
            {
                throw file.Invalid(
                    $"a block of the table begins at byte {handle.Offset:N0}, inside the one before, which ends at "
                    + $"{end:N0}");
            }

            end = handle.Offset + handle.Size + TrailerLength;
            foreach (var entry in Entries(Block(file, handle), file))
            {
                keys.Next(entry.Key);
                yield return entry;
            }
        }
    }

    private static bool TryHandle(ReadOnlySpan<byte> bytes, ref int at, out (long Offset, long Size) handle)
    {
        handle = default;
        if (!TryNumber(bytes, ref at, out long offset) || !TryNumber(bytes, ref at, out long size))
        {
            return false;
        }

        handle = (offset, size);
        return true;
    }

    private static byte[] Block(ByteSource file, (long Offset, long Size) handle)
    {
        if (handle.Size > MaxBlockBytes || handle.Offset > file.Length - FooterLength - TrailerLength - handle.Size)
        {
            throw file.Truncated(
                $"a block of {handle.Size:N0} bytes at byte {handle.Offset:N0} leaves the table of {file.Length:N0} "
                + "bytes");
        }

        byte[] stored = new byte[handle.Size + TrailerLength];
        file.ReadExactly(handle.Offset, stored);
        var block = stored.AsSpan(0, (int)handle.Size);
        byte type = stored[handle.Size];
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(stored.AsSpan((int)handle.Size + 1));
        if (checksum != Crc32C.Masked(block, type))
        {
            throw file.Damaged($"the block at byte {handle.Offset:N0} of the table does not have its checksum");
        }

        return type switch
        {
            0 => block.ToArray(),
            1 => SnappyBlock.Decompress(block, MaxBlockBytes)
                ?? throw file.Invalid($"the block at byte {handle.Offset:N0} of the table is not a Snappy block"),
            _ =>
                throw file.Invalid(
                    $"the block at byte {handle.Offset:N0} of the table is compressed in an unknown way ({type})"),
        };
    }

    /// <summary>Entries share the start of the key before: how much of it, what is new, the value.</summary>
    private static IEnumerable<(byte[] Key, byte[] Value)> Entries(byte[] block, ByteSource file)
    {
        if (block.Length < sizeof(uint))
        {
            throw file.Damaged($"a block of the table has {block.Length} bytes, too few for its end");
        }

        long restarts = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(block.Length - sizeof(uint)));
        long end = block.Length - sizeof(uint) - (restarts * sizeof(uint));
        if (end < 0)
        {
            throw file.Invalid($"a block of the table claims {restarts:N0} restarts, which do not fit in it");
        }

        byte[] key = [];
        for (int at = 0; at < end;)
        {
            var entries = block.AsSpan(0, (int)end);
            if (!TryNumber(entries, ref at, out long shared) || !TryNumber(entries, ref at, out long added)
                || !TryNumber(entries, ref at, out long size) || shared > key.Length || added > end - at
                || size > end - at - added || shared + added > MaxKeyBytes)
            {
                throw file.Damaged("an entry of the table leaves its block");
            }

            key = [.. key.AsSpan(0, (int)shared), .. entries.Slice(at, (int)added)];
            at += (int)added;
            byte[] value = entries.Slice(at, (int)size).ToArray();
            at += (int)size;
            yield return (key, value);
        }
    }

    private static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, out long number)
    {
        number = 0;
        for (int shift = 0; shift < 63 && at < bytes.Length; shift += 7)
        {
            byte part = bytes[at++];
            number |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number >= 0;
            }
        }

        return false;
    }

    /// <summary>Keys must ascend, so that none comes twice, and must not grow out of a few bytes.</summary>
    private sealed class KeyCheck(ByteSource file)
    {
        private byte[]? _last;
        private long _total;

        public void Next(byte[] key)
        {
            if (_last is not null && key.AsSpan().SequenceCompareTo(_last) <= 0)
            {
                throw file.Invalid("the keys of the table are not in order");
            }

            _last = key;
            _total += key.Length;
            if (_total > MaxKeysBytes)
            {
                throw file.Invalid($"the keys of the table have more than {MaxKeysBytes:N0} bytes");
            }
        }
    }
}
