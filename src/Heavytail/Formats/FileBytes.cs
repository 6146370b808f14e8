using Microsoft.Win32.SafeHandles;

namespace Heavytail.Formats;

/// <summary>
/// Bounds-checked reads of one file: the only code of the formats that touches the disk. Thread-safe (pread), no
/// memory map, so a file that shrinks while it is read is an error and not a crash.
/// </summary>
internal sealed class FileBytes : IDisposable
{
    private readonly SafeFileHandle _handle;

    public FileBytes(string path)
    {
        Path = path;
        try
        {
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Length = RandomAccess.GetLength(_handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidCheckpointException(path, null, Describe(e), inner: e);
        }
    }

    public string Path { get; }

    public long Length { get; }

    public void Dispose() => _handle.Dispose();

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="InvalidCheckpointException">The file ends before.</exception>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > Length - destination.Length)
        {
            throw Invalid(
                $"needs {destination.Length:N0} bytes at offset {offset:N0} but the file has {Length:N0} bytes",
                "the file looks truncated; compare its size with the source");
        }

        while (!destination.IsEmpty)
        {
            int read = ReadSome(offset, destination);
            if (read == 0)
            {
                throw Invalid($"ends at byte {offset:N0}, it had {Length:N0} bytes when it was opened");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Reads up to <paramref name="destination"/>'s length; 0 at the end of the file.</summary>
    public int ReadSome(long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(_handle, destination, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidCheckpointException(Path, null, Describe(e), inner: e);
        }
    }

    /// <summary>The first bytes of the file, at most <paramref name="count"/>.</summary>
    public byte[] Head(int count)
    {
        byte[] head = new byte[Math.Min(count, Length)];
        ReadExactly(0, head);
        return head;
    }

    /// <summary>A forward-only, seekable view of <paramref name="length"/> bytes; it does not own the file.</summary>
    /// <exception cref="InvalidCheckpointException">The region leaves the file.</exception>
    public Stream OpenRegion(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw Invalid(
                $"needs {length:N0} bytes at offset {offset:N0} but the file has {Length:N0} bytes",
                "the file looks truncated; compare its size with the source");
        }

        return new FileRegionStream(this, offset, length);
    }

    public InvalidCheckpointException Invalid(string problem, string? hint = null) => new(Path, null, problem, hint);

    public InvalidCheckpointException InvalidTensor(string tensor, string problem, string? hint = null) =>
        new(Path, tensor, problem, hint);

    private static string Describe(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "is not readable (permission denied, or not a file)",
        _ => $"cannot be read: {e.Message}",
    };
}
