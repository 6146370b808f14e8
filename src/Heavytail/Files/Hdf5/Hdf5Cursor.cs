using System.Buffers.Binary;

namespace Heavytail.Files.Hdf5;

/// <summary>
/// Takes little-endian fields off the front of a structure that was read; what runs over its end is an error.
/// </summary>
internal ref struct Hdf5Cursor(Hdf5Bytes bytes, ReadOnlySpan<byte> data, string what)
{
    private ReadOnlySpan<byte> _left = data;

    public readonly int Left => _left.Length;

    public readonly Hdf5Bytes Bytes => bytes;

    public readonly string What => what;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A number of 1 to 8 bytes.</summary>
    public long Number(int width)
    {
        ulong value = 0;
        var field = Take(width);
        for (int i = width - 1; i >= 0; i--)
        {
            value = (value << 8) | field[i];
        }

        return value <= long.MaxValue
            ? (long)value
            : throw bytes.Invalid($"{what} has a number of {value:N0}, beyond 2^63");
    }

    /// <summary>An address; null is HDF5's undefined address, all ones.</summary>
    public long? Address()
    {
        if (_left.Length >= bytes.OffsetSize && _left[..bytes.OffsetSize].IndexOfAnyExcept((byte)0xff) < 0)
        {
            Skip(bytes.OffsetSize);
            return null;
        }

        return Number(bytes.OffsetSize);
    }

    /// <summary>An address that must be there.</summary>
    public long DefinedAddress() => Address() ?? throw bytes.Invalid($"{what} has an undefined address");

    public long Length() => Number(bytes.LengthSize);

    public void Skip(long count) => Take(count);

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _left.Length)
        {
            throw bytes.Invalid($"{what} ends {count - _left.Length:N0} bytes before its last field");
        }

        var taken = _left[..(int)count];
        _left = _left[(int)count..];
        return taken;
    }

    /// <summary>A name that ends with a zero byte.</summary>
    public ReadOnlySpan<byte> ZeroEnded()
    {
        int end = _left.IndexOf((byte)0);
        if (end < 0)
        {
            throw bytes.Invalid($"{what} has a name without an end");
        }

        var name = Take(end);
        Skip(1);
        return name;
    }

    public void Signature(ReadOnlySpan<byte> signature)
    {
        if (!Take(signature.Length).SequenceEqual(signature))
        {
            throw bytes.Invalid($"{what} does not begin with `{System.Text.Encoding.ASCII.GetString(signature)}`");
        }
    }

    /// <summary>One of the versions that are known.</summary>
    public byte Version(byte least, byte most)
    {
        byte version = U8();
        return version >= least && version <= most
            ? version
            : throw bytes.Invalid($"{what} has version {version}, versions {least} to {most} are read");
    }
}
