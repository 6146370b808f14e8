// Specification: https://flatbuffers.dev/internals/
using System.Buffers.Binary;

namespace Heavytail.Files.FlatBuffers;

/// <summary>
/// A FlatBuffer in a file: tables and vectors are located and not loaded, so that gigabytes of data cost no more than
/// what describes them. Every position is checked against the file.
/// </summary>
/// <remarks>Its tables share a few pages of memory, so one thread walks them.</remarks>
internal sealed class FlatFile(ByteSource file)
{
    /// <summary>Longest string that is read: names and descriptions, never weights.</summary>
    public const int MaxStringBytes = 1 << 16;

    /// <summary>
    /// Strings and vectors may be shared, so a small file can claim much to read; what is read in all stays below so
    /// many times the file, and a little.
    /// </summary>
    private const int MaxReadings = 16;

    private const int FreeReadingBytes = 1 << 20;
    private const int PageBytes = 1 << 12;
    private const int Pages = 64;

    private readonly byte[]?[] _pages = new byte[Pages][];
    private readonly long[] _pageStarts = new long[Pages];
    private Int128 _readingBytes;

    public ByteSource File => file;

    /// <summary>The root table, which the first four bytes lead to.</summary>
    /// <exception cref="InvalidCheckpointException">They lead out of the file.</exception>
    public FlatTable Root() => new(this, UInt32(0));

    public byte Byte(long at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(byte)];
        Read(at, bytes);
        return bytes[0];
    }

    public ushort UInt16(long at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Read(at, bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public uint UInt32(long at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(at, bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public int Int32(long at) => (int)UInt32(at);

    public ulong UInt64(long at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Read(at, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Counts bytes of a string or vector before they are read.</summary>
    /// <exception cref="InvalidCheckpointException">The file has claimed far more than it holds.</exception>
    public void Spend(long bytes)
    {
        _readingBytes += bytes;
        if (_readingBytes > ((Int128)file.Length * MaxReadings) + FreeReadingBytes)
        {
            throw file.Invalid(
                $"the FlatBuffer refers to its strings and vectors so often that they come to more than {MaxReadings} "
                + "times the file");
        }
    }

    public InvalidCheckpointException Broken(long at, string problem) => file.Damaged($"byte {at:N0}: {problem}");

    /// <summary>Small reads come from pages; each page has one place, where it replaces what was there.</summary>
    private void Read(long at, Span<byte> destination)
    {
        if (at < 0 || at > file.Length - destination.Length)
        {
            throw Broken(at, $"a part of the FlatBuffer lies outside the file ({file.Length:N0} bytes)");
        }

        while (!destination.IsEmpty)
        {
            int start = (int)(at % PageBytes);
            var piece = Page(at - start).AsSpan(start);
            int count = Math.Min(piece.Length, destination.Length);
            piece[..count].CopyTo(destination);
            destination = destination[count..];
            at += count;
        }
    }

    private byte[] Page(long start)
    {
        int slot = (int)(start / PageBytes % Pages);
        int length = (int)Math.Min(PageBytes, file.Length - start);
        byte[]? page = _pages[slot];
        if (page is null || _pageStarts[slot] != start)
        {
            page = page?.Length == length ? page : new byte[length];
            file.ReadExactly(start, page);
            (_pages[slot], _pageStarts[slot]) = (page, start);
        }

        return page;
    }
}
