namespace Heavytail.Cli.Output;

/// <summary>
/// A folder of files that is whole or not there: made beside its place under a temporary name, and renamed when all of
/// it is written and on the disk. What is not renamed is deleted; of a process that is killed, a folder named
/// <c>.heavytail-….tmp</c> is left, and, where it was about to replace one, that as <c>.heavytail-….old</c>.
/// </summary>
internal sealed class AtomicFolder : IDisposable
{
    /// <summary>Of a folder that is being replaced: the only copy, until the new one has its name.</summary>
    private const string OldExtension = ".old";

    private static readonly Lock s_gate = new();
    private static readonly HashSet<AtomicFolder> s_unfinished = [];
    private static bool s_isInterrupted;

    private readonly List<FileStream> _streams = [];

    private AtomicFolder(string path)
    {
        Path = path;
        TemporaryPath = Beside(path, ".tmp");
    }

    /// <summary>The full path, without symbolic links.</summary>
    public string Path { get; }

    /// <summary>The name until it is whole.</summary>
    public string TemporaryPath { get; }

    /// <summary>The files, in the order of their names as they were given.</summary>
    public IReadOnlyList<Stream> Streams => _streams;

    /// <summary>Makes the folder, with empty files, under its temporary name.</summary>
    /// <param name="path">The full path, without symbolic links.</param>
    /// <param name="files">The names of its files.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static AtomicFolder Create(string path, IEnumerable<string> files)
    {
        var folder = new AtomicFolder(path);
        try
        {
            lock (s_gate)
            {
                if (s_isInterrupted)
                {
                    throw new OperationCanceledException();
                }

                Directory.CreateDirectory(folder.TemporaryPath);
                s_unfinished.Add(folder);
            }

            foreach (string file in files)
            {
                folder._streams.Add(new FileStream(
                    System.IO.Path.Combine(folder.TemporaryPath, file),
                    new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite }));
            }

            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Gives the folder its name; one that has it goes first, under another one.</summary>
    /// <exception cref="IOException">It cannot be written or renamed.</exception>
    /// <exception cref="OperationCanceledException">The folder is deleted, since the work was interrupted.</exception>
    public void Rename()
    {
        foreach (var stream in _streams)
        {
            stream.Flush(flushToDisk: true);
            stream.Dispose();
        }

        lock (s_gate)
        {
            if (!s_unfinished.Contains(this))
            {
                throw new OperationCanceledException();
            }

            string? old = Directory.Exists(Path) ? Beside(Path, OldExtension) : null;
            if (old is not null)
            {
                Directory.Move(Path, old);
            }

            try
            {
                Directory.Move(TemporaryPath, Path);
            }
            catch (Exception e) when (old is not null && AtomicFile.IsFailure(e))
            {
                Directory.Move(old, Path);
                throw;
            }

            s_unfinished.Remove(this);
            if (old is not null)
            {
                Directory.Delete(old, recursive: true);
            }
        }
    }

    /// <summary>Deletes what was not renamed.</summary>
    public void Dispose()
    {
        foreach (var stream in _streams)
        {
            try
            {
                stream.Dispose();
            }
            catch (Exception e) when (AtomicFile.IsFailure(e))
            {
                // The disk is full: what wrote to the file has said so, and what is buffered is not wanted any more.
            }
        }

        Delete();
    }

    /// <summary>Deletes all folders without their names, and makes no more: the process is about to end.</summary>
    public static void DeleteUnfinished()
    {
        lock (s_gate)
        {
            s_isInterrupted = true;
            foreach (var folder in s_unfinished.ToArray())
            {
                folder.Delete();
            }
        }
    }

    private static string Beside(string path, string extension) => System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(path)!, $".heavytail-{Guid.NewGuid():N}{extension}");

    private void Delete()
    {
        lock (s_gate)
        {
            try
            {
                if (s_unfinished.Remove(this))
                {
                    Directory.Delete(TemporaryPath, recursive: true);
                }
            }
            catch (Exception e) when (AtomicFile.IsFailure(e))
            {
                // The folder above is gone or closed: there is an error already, which says so.
            }
        }
    }
}
