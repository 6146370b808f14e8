namespace Heavytail.Files.Hdf5;

/// <summary>The bytes that an HDF5 file lies in: a file, a region of an archive, or what an archive's entry inflated to.</summary>
internal abstract class Hdf5Storage(ByteSource file)
{
    /// <summary>The file on disk, which errors name.</summary>
    public ByteSource File => file;

    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/>; the caller has checked that the bytes are there.</summary>
    public abstract void ReadExactly(long offset, Span<byte> destination);

    /// <summary>A seekable stream over bytes that the caller has checked to be there.</summary>
    public abstract Stream OpenRegion(long offset, long length);
}

/// <summary>A file, or a region of it.</summary>
internal sealed class Hdf5FileStorage(ByteSource file, long start, long length) : Hdf5Storage(file)
{
    public Hdf5FileStorage(ByteSource file)
        : this(file, 0, file.Length)
    {
    }

    public override long Length => length;

    public override void ReadExactly(long offset, Span<byte> destination) => File.ReadExactly(start + offset, destination);

    public override Stream OpenRegion(long offset, long length) => File.OpenRegion(start + offset, length);
}

/// <summary>Bytes in memory.</summary>
internal sealed class Hdf5MemoryStorage(ByteSource file, byte[] bytes) : Hdf5Storage(file)
{
    public override long Length => bytes.Length;

    public override void ReadExactly(long offset, Span<byte> destination) =>
        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);

    public override Stream OpenRegion(long offset, long length) =>
        new MemoryStream(bytes, (int)offset, (int)length, writable: false);
}
