using Microsoft.Win32.SafeHandles;

namespace Heavytail.Files;

/// <summary>
/// A file on disk. Reads are positional (pread), not memory-mapped: a file that shrinks while it is read is an error
/// and not a crash.
/// </summary>
internal sealed class DiskSource : ByteSource
{
    private readonly SafeFileHandle _handle;
    private readonly DateTime? _written;

    /// <summary>Opens a file; the other files of its folder are beside it.</summary>
    /// <exception cref="InvalidCheckpointException">The file cannot be opened.</exception>
    public DiskSource(string path)
        : this(path, new OpenedPaths())
    {
    }

    /// <summary>Opens a file; the other files of its folder are beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="opened">Receives its path, and those of the files that are opened beside it.</param>
    /// <exception cref="InvalidCheckpointException">The file cannot be opened.</exception>
    public DiskSource(string path, OpenedPaths opened)
        : this(path, Open(path), new DiskFolder(path, opened))
    {
        opened.Add(path);
    }

    /// <summary>A file that is open already.</summary>
    /// <param name="path">The name of the file in errors.</param>
    /// <param name="handle">The file; closed with this source.</param>
    /// <param name="folder">Access to the files beside it.</param>
    public DiskSource(string path, SafeFileHandle handle, SourceFolder folder)
        : base(path, GetLength(path, handle), folder)
    {
        _handle = handle;
        _written = LastWritten();
    }

    public override bool IsWritten => LastWritten() != _written;

    public override void Dispose() => _handle.Dispose();

    protected override int ReadAt(long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(_handle, destination, offset);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Unreadable(Path, e);
        }
    }

    /// <summary>By the open handle: what has its name now may be another file.</summary>
    private DateTime? LastWritten()
    {
        try
        {
            return File.GetLastWriteTimeUtc(_handle);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // Where the system does not tell, reading goes on.
            return null;
        }
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return RegularFile.OpenRead(path);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Unreadable(path, e);
        }
    }

    private static long GetLength(string path, SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            handle.Dispose();
            throw Unreadable(path, e);
        }
    }

    private static bool IsRefusal(Exception e) =>
        e is IOException or UnauthorizedAccessException or NotSupportedException;

    private static InvalidCheckpointException Unreadable(string path, Exception e)
    {
        (string problem, string? hint) = e switch
        {
            FileNotFoundException or DirectoryNotFoundException => MissingFile.Describe(path),
            UnauthorizedAccessException => ("is not readable (permission denied, or not a file)", null),
            IOException { Message: UndecodedPath.Ambiguous } =>
                ($"cannot be read: {e.Message}", "rename one of them, or make a link to it under another name"),
            _ => (RegularFile.Problem(e), null),
        };
        return new InvalidCheckpointException(path, null, problem, hint, inner: e);
    }
}
