namespace Heavytail.Files.Zip;

/// <summary>How an entry's bytes are kept.</summary>
internal enum ZipCompression
{
    Stored = 0,
    Deflated = 8,
}

/// <summary>One file of a zip: where its bytes lie, checked against the zip file's own length.</summary>
/// <param name="Name">Relative path with forward slashes, without <c>..</c>.</param>
/// <param name="Compression">Compression of the entry.</param>
/// <param name="Offset">Offset of its (compressed) bytes in the zip file, after the local header.</param>
/// <param name="CompressedSize">Bytes in the zip file.</param>
/// <param name="Size">Bytes when read; for a deflated entry this is what the zip claims.</param>
internal sealed record ZipEntry(string Name, ZipCompression Compression, long Offset, long CompressedSize, long Size);
