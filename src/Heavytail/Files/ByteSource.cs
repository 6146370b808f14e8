namespace Heavytail.Files;

/// <summary>
/// Bounds-checked, thread-safe reads of the bytes of one file, wherever they are: on disk, in another file, in memory,
/// in a stream. Formats read through this and through nothing else.
/// </summary>
/// <param name="path">The name of the file in errors and reports.</param>
/// <param name="length">Length in bytes.</param>
/// <param name="folder">Access to the files beside this one.</param>
internal abstract class ByteSource(string path, long length, SourceFolder folder) : IDisposable
{
    public string Path => path;

    /// <summary>Length in bytes when the source was opened.</summary>
    public long Length => length;

    /// <summary>The folder that holds the file's own; null in archives and streams.</summary>
    public SourceFolder? FolderAbove => folder.Above;

    /// <summary>Whether the file was written to since it was opened, as far as its system tells.</summary>
    public virtual bool IsWritten => false;

    /// <summary>Opens a file of the same folder, or of a folder below it; null if it does not exist.</summary>
    /// <param name="name">Path relative to the folder, with <c>/</c>. A path that leads out of the folder is refused:
    /// it may come from a file, and files are not trusted.</param>
    /// <exception cref="InvalidCheckpointException">The path leads elsewhere, or the file cannot be opened.</exception>
    public ByteSource? OpenBeside(string name) => name.Split('/').All(IsPlainName)
        ? folder.Open(name)
        : throw Invalid($"refers to `{name}`, which is not the plain name of a file beside it");

    /// <summary>Lists a folder at or below the file's own; null if it does not exist or cannot be listed (archives,
    /// streams).</summary>
    /// <param name="name">Path relative to the file's folder, with <c>/</c>; empty for that folder. A path that leads
    /// out of it is refused.</param>
    /// <exception cref="InvalidCheckpointException">The path leads elsewhere, or the folder cannot be read.</exception>
    public FolderNames? ListBeside(string name) => name.Length == 0 || name.Split('/').All(IsPlainName)
        ? folder.List(name)
        : throw Invalid($"refers to `{name}`, which is not the plain name of a folder beside it");

    /// <summary>
    /// A part of this file as a file of its own. This source must stay open as long as the part is used.
    /// </summary>
    /// <param name="name">The name of the part in errors.</param>
    /// <param name="start">Offset of its first byte.</param>
    /// <param name="count">Length in bytes.</param>
    /// <param name="beside">Access to the files beside the part.</param>
    /// <exception cref="InvalidCheckpointException">The region leaves the file.</exception>
    public ByteSource Part(string name, long start, long count, SourceFolder beside)
    {
        CheckRegion(start, count);
        return new PartSource(this, name, start, count, beside);
    }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="InvalidCheckpointException">The file ends before.</exception>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        CheckRegion(offset, destination.Length);
        while (!destination.IsEmpty)
        {
            int read = ReadSome(offset, destination);
            if (read == 0)
            {
                throw Invalid(
                    $"became shorter while it was read: there is no byte {offset:N0}, it had {Length:N0} bytes when it "
                    + "was opened");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    /// <summary>Reads up to <paramref name="destination"/>'s length; returns 0 at the end of the file.</summary>
    /// <exception cref="InvalidCheckpointException">The bytes cannot be read.</exception>
    public int ReadSome(long offset, Span<byte> destination)
    {
        int count = (int)Math.Clamp(Length - offset, 0, destination.Length);
        return count == 0 ? 0 : ReadAt(offset, destination[..count]);
    }

    /// <summary>The first bytes of the file, at most <paramref name="count"/>.</summary>
    public byte[] Head(int count)
    {
        byte[] head = new byte[Math.Min(count, Length)];
        ReadExactly(0, head);
        return head;
    }

    /// <summary>A read-only, seekable stream over a region; it does not own this source.</summary>
    /// <exception cref="InvalidCheckpointException">The region leaves the file.</exception>
    public Stream OpenRegion(long offset, long count)
    {
        CheckRegion(offset, count);
        return new FileRegionStream(this, offset, count);
    }

    /// <summary>An error of the file as a whole.</summary>
    public InvalidCheckpointException Invalid(string problem, string? hint = null) => new(Path, null, problem, hint);

    /// <summary>An error of one tensor.</summary>
    public InvalidCheckpointException InvalidTensor(string tensor, string problem, string? hint = null) =>
        new(Path, tensor, problem, hint);

    /// <summary>The error of a file that is shorter than it says.</summary>
    /// <param name="problem">What was expected, and what was found.</param>
    /// <param name="tensor">The tensor that is incomplete; null for the file as a whole.</param>
    /// <param name="inner">The failure of a decoder.</param>
    public InvalidCheckpointException Truncated(string problem, string? tensor = null, Exception? inner = null) =>
        new(Path, tensor, problem, "the file looks truncated; compare its size with the source", inner);

    /// <summary>The error of a file whose bytes contradict each other.</summary>
    /// <param name="problem">What was expected, and what was found.</param>
    /// <param name="tensor">The tensor that is damaged; null for the file as a whole.</param>
    /// <param name="inner">The failure of a decoder.</param>
    public InvalidCheckpointException Damaged(string problem, string? tensor = null, Exception? inner = null) =>
        new(Path, tensor, problem, "the file looks damaged; compare it with its source", inner);

    /// <summary>
    /// Whether a name has no folder, no drive and no alternate stream: nothing that leads out of a folder.
    /// </summary>
    public static bool IsPlainName(string name) =>
        name is not ("" or "." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;

    /// <summary>Closes what this source owns.</summary>
    public abstract void Dispose();

    /// <summary>
    /// Fills <paramref name="destination"/>, or a part of it; returns 0 if the file has shrunk to less.
    /// </summary>
    /// <param name="offset">Offset of the first byte, within the file.</param>
    /// <param name="destination">At least one byte, and no more than the file has from there on.</param>
    /// <exception cref="InvalidCheckpointException">The bytes cannot be read.</exception>
    protected abstract int ReadAt(long offset, Span<byte> destination);

    private void CheckRegion(long offset, long count)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
        {
            throw Truncated($"needs {count:N0} bytes at offset {offset:N0} but the file has {Length:N0} bytes");
        }
    }
}
