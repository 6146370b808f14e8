using System.Buffers.Binary;
using System.Numerics;
using Heavytail.Files;

namespace Heavytail.Formats.Zarr;

/// <summary>Bytes with their CRC-32C behind them, which is compared when they end.</summary>
internal sealed class ZarrChecksumStream : ForwardStream
{
    public const int ChecksumBytes = 4;

    private uint _crc = uint.MaxValue;
    private long _left;

    private ZarrChecksumStream(Stream source, long length)
        : base(source, length) => _left = length;

    /// <param name="source">The bytes and the checksum; closed with the result.</param>
    /// <param name="length">Length in bytes, without the checksum.</param>
    /// <exception cref="InvalidDataException">There is no room for the checksum.</exception>
    public static ZarrChecksumStream Create(Stream source, long length) => length >= 0
        ? new ZarrChecksumStream(source, length)
        : throw new InvalidDataException($"a chunk of {length + ChecksumBytes} bytes has no room for its checksum");

    protected override int ReadSome(Span<byte> buffer)
    {
        int read = Source.Read(buffer);
        if (read == 0)
        {
            throw new EndOfStreamException("a chunk ends before its checksum");
        }

        foreach (byte value in buffer[..read])
        {
            _crc = BitOperations.Crc32C(_crc, value);
        }

        _left -= read;
        if (_left == 0)
        {
            Compare();
        }

        return read;
    }

    private void Compare()
    {
        Span<byte> bytes = stackalloc byte[ChecksumBytes];
        Source.ReadExactly(bytes);
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (stored != ~_crc)
        {
            throw new InvalidDataException($"a chunk has checksum {stored:x8}, its bytes have {~_crc:x8}");
        }
    }
}
