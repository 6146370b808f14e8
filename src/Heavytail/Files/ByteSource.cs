using Microsoft.Win32.SafeHandles;

namespace Heavytail.Files;

/// <summary>
/// Bounds-checked reads of one file: the only code of the formats that touches the disk. Thread-safe (pread), no
/// memory map, so a file that shrinks while it is read is an error and not a crash.
/// </summary>
internal sealed class ByteSource : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly bool _ownsHandle = true;
    private readonly long _start;
    private readonly Func<string, ByteSource?> _openBeside;
    private readonly Func<string, FolderNames?> _listBeside;

    /// <summary>A file on disk, with those of its folder beside it.</summary>
    /// <exception cref="InvalidCheckpointException">It cannot be opened.</exception>
    public ByteSource(string path)
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

        _openBeside = name =>
        {
            string beside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", name);
            return File.Exists(beside) ? new ByteSource(beside) : null;
        };
        _listBeside = folder => List(System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "", folder));
    }

    /// <summary>A part of a file that stands for a file of its own: an entry of an archive.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="handle">The file that holds it; closed with this.</param>
    /// <param name="start">Its first byte there.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="openBeside">Finds other entries, by their path relative to the folder that this one lies in.</param>
    public ByteSource(
        string path, SafeFileHandle handle, long start, long length, Func<string, ByteSource?> openBeside)
    {
        (Path, _handle, _start, Length, _openBeside) = (path, handle, start, length, openBeside);
        _listBeside = _ => null;
    }

    private ByteSource(ByteSource whole, string path, long start, long length, Func<string, ByteSource?> openBeside)
        : this(path, whole._handle, whole._start + start, length, openBeside)
    {
        _ownsHandle = false;
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>Opens a file of the same folder, or of a folder below it; null where there is none.</summary>
    /// <param name="name">Relative, with <c>/</c>. What leads out of the folder is refused: the name may come from a
    /// file, and files are not trusted.</param>
    /// <exception cref="InvalidCheckpointException">The name leads elsewhere, or the file cannot be opened.</exception>
    public ByteSource? OpenBeside(string name) => name.Split('/').All(IsPlainName)
        ? _openBeside(name)
        : throw Invalid($"refers to `{name}`, which is not the plain name of a file beside it");

    /// <summary>What lies in a folder below the file's own; null where there is none, and in archives.</summary>
    /// <param name="folder">Relative, with <c>/</c>; empty for the file's own. What leads out of it is refused.</param>
    /// <exception cref="InvalidCheckpointException">The name leads elsewhere, or the folder cannot be listed.</exception>
    public FolderNames? ListBeside(string folder) => folder.Length == 0 || folder.Split('/').All(IsPlainName)
        ? _listBeside(folder)
        : throw Invalid($"refers to `{folder}`, which is not the plain name of a folder beside it");

    /// <summary>A part of this file that stands for a file of its own; this one must stay open as long as that is.</summary>
    /// <exception cref="InvalidCheckpointException">It leaves the file.</exception>
    public ByteSource Part(string path, long start, long length, Func<string, ByteSource?> openBeside)
    {
        CheckRegion(start, length);
        return new ByteSource(this, path, start, length, openBeside);
    }

    /// <summary>No folder, no drive, no stream of another file: nothing that could lead out of a folder.</summary>
    public static bool IsPlainName(string name) =>
        name is not ("" or "." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;

    public void Dispose()
    {
        if (_ownsHandle)
        {
            _handle.Dispose();
        }
    }

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
            return RandomAccess.Read(_handle, Within(offset, destination), _start + offset);
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
        CheckRegion(offset, length);
        return new FileRegionStream(this, offset, length);
    }

    private static FolderNames? List(string path)
    {
        var folder = new DirectoryInfo(path);
        try
        {
            return !folder.Exists ? null : new FolderNames(
                [.. folder.EnumerateFiles().Select(file => (file.Name, file.Length)).OrderBy(file => file.Name, StringComparer.Ordinal)],
                [
                    .. folder.EnumerateDirectories().Where(below => below.LinkTarget is null).Select(below => below.Name)
                        .Order(StringComparer.Ordinal),
                ]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidCheckpointException(path, null, $"the folder cannot be listed: {e.Message}", inner: e);
        }
    }

    private void CheckRegion(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw Invalid(
                $"needs {length:N0} bytes at offset {offset:N0} but the file has {Length:N0} bytes",
                "the file looks truncated; compare its size with the source");
        }
    }

    /// <summary>The part of the buffer that the file, which may be a part of another, can fill.</summary>
    private Span<byte> Within(long offset, Span<byte> destination) =>
        destination[..(int)Math.Clamp(Length - offset, 0, destination.Length)];

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

/// <summary>What lies in a folder, in ordinal order.</summary>
/// <param name="Files">Their names, and bytes.</param>
/// <param name="Folders">Names of those in it, links left out: one may lead back.</param>
internal sealed record FolderNames(IReadOnlyList<(string Name, long Length)> Files, IReadOnlyList<string> Folders);
