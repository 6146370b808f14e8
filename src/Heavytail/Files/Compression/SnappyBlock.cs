// Specification: https://github.com/google/snappy/blob/main/format_description.txt
namespace Heavytail.Files.Compression;

/// <summary>Undoes Snappy's compression of one block.</summary>
internal static class SnappyBlock
{
    /// <summary>Bytes that the densest copy makes of each byte it takes: 64 of 3, rounded up.</summary>
    private const int MaxExpansion = 22;

    /// <summary>The block's bytes; null where it is damaged, or claims more than its bytes can make.</summary>
    public static byte[]? Decompress(ReadOnlySpan<byte> block, int most)
    {
        int at = 0;
        if (Length(block, ref at) is not { } length || length > (ulong)most
            || length > (ulong)block.Length * MaxExpansion)
        {
            return null;
        }

        byte[] bytes = new byte[length];
        int made = 0;
        while (at < block.Length)
        {
            byte tag = block[at++];
            bool isWhole = (tag & 3) == 0
                ? Literal(block, ref at, tag, bytes, ref made)
                : Copy(block, ref at, tag, bytes, ref made);
            if (!isWhole)
            {
                return null;
            }
        }

        return made == bytes.Length ? bytes : null;
    }

    private static ulong? Length(ReadOnlySpan<byte> block, ref int at)
    {
        ulong length = 0;
        for (int shift = 0; shift < 35 && at < block.Length; shift += 7)
        {
            byte part = block[at++];
            length |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return length;
            }
        }

        return null;
    }

    private static bool Literal(ReadOnlySpan<byte> block, ref int at, byte tag, byte[] bytes, ref int made)
    {
        long count = tag >> 2;
        int extra = (int)Math.Max(0, count - 59);
        if (extra > 0)
        {
            if (extra > block.Length - at)
            {
                return false;
            }

            count = Number(block.Slice(at, extra));
            at += extra;
        }

        if (++count > Math.Min(block.Length - at, bytes.Length - made))
        {
            return false;
        }

        block.Slice(at, (int)count).CopyTo(bytes.AsSpan(made));
        at += (int)count;
        made += (int)count;
        return true;
    }

    private static bool Copy(ReadOnlySpan<byte> block, ref int at, byte tag, byte[] bytes, ref int made)
    {
        int extra = (tag & 3) switch { 1 => 1, 2 => 2, _ => 4 };
        if (extra > block.Length - at)
        {
            return false;
        }

        long offset = Number(block.Slice(at, extra));
        at += extra;
        int count = (tag >> 2) + 1;
        if ((tag & 3) == 1)
        {
            offset |= (long)(tag >> 5) << 8;
            count = ((tag >> 2) & 7) + 4;
        }

        if (offset == 0 || offset > made || count > bytes.Length - made)
        {
            return false;
        }

        // Byte by byte: a copy may overlap what it makes.
        for (int k = 0; k < count; k++, made++)
        {
            bytes[made] = bytes[made - (int)offset];
        }

        return true;
    }

    private static long Number(ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        for (int k = 0; k < bytes.Length; k++)
        {
            value |= (long)bytes[k] << (8 * k);
        }

        return value;
    }
}
