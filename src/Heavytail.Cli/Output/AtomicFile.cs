namespace Heavytail.Cli.Output;

/// <summary>
/// A file that is whole or not there: made under a temporary name before the work, so that a bad path fails at once,
/// and renamed when it is whole. What is not renamed is deleted. Where the path is a symbolic link, its target is
/// written, and the link stays.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    /// <summary>Where systems keep devices: renamed over one, a file would replace it.</summary>
    private static readonly string[] s_devices = ["/dev/", "/proc/", "/sys/"];

    private static readonly Lock s_gate = new();
    private static readonly HashSet<AtomicFile> s_unfinished = [];
    private static bool s_isInterrupted;

    private FileStream? _stream;

    private AtomicFile(string option, string path)
    {
        Label = $"`{option} {path}`";
        Path = RealPath.Of(path);
        TemporaryPath = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(Path)!, $".heavytail-{Guid.NewGuid():N}.tmp");
    }

    /// <summary>The option with the path as it was given, for messages.</summary>
    public string Label { get; }

    /// <summary>The full path of the file, without symbolic links.</summary>
    public string Path { get; }

    /// <summary>What to write to.</summary>
    public Stream Stream => _stream ?? throw new InvalidOperationException($"{Label} is closed");

    /// <summary>The name until the file is whole: random, so that nobody can put a link there before.</summary>
    private string TemporaryPath { get; }

    /// <summary>Makes the file under its temporary name.</summary>
    /// <param name="option">The option that asks for it, for messages.</param>
    /// <param name="path">The path as it was given.</param>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static AtomicFile Create(string option, string path)
    {
        var file = new AtomicFile(option, path);
        if (path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new UsageException($"{file.Label} cannot be written: its name is not UTF-8", "choose another name");
        }

        RequireFolder(file.Label, path, file.Path);
        file.Try(() =>
        {
            if (Directory.Exists(file.Path))
            {
                throw new IOException("it is a folder");
            }

            if (!OperatingSystem.IsWindows() && s_devices.Any(file.Path.StartsWith))
            {
                throw new IOException("it is a device");
            }

            if (RegularFile.OtherKind(file.Path) is { } kind)
            {
                throw new IOException($"it is {kind}");
            }

            file.Open();
        });
        return file;
    }

    /// <summary>Refuses a path whose folder is not there.</summary>
    /// <param name="label">The option with the path, for messages.</param>
    /// <param name="given">The path as it was given.</param>
    /// <param name="path">The full path.</param>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static void RequireFolder(string label, string given, string path)
    {
        string folder = System.IO.Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder))
        {
            string named = System.IO.Path.GetDirectoryName(given) is { Length: > 0 } part ? part : folder;
            throw new UsageException(
                $"{label} cannot be written: there is no folder `{named}`",
                MissingFile.DescribeFolder(named) is { } question
                    ? $"{question} `mkdir -p {Quoted(named)}` makes it"
                    : $"make it with `mkdir -p {Quoted(named)}`");
        }
    }

    /// <summary>Whether an exception says that a file could not be written.</summary>
    public static bool IsFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException || StandardStreams.IsTooLarge(e);

    /// <summary>Writes to the file.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (IsFailure(e))
        {
            string reason = StandardStreams.IsTooLarge(e)
                ? StandardStreams.Reason(e) : e.Message.Replace(TemporaryPath, Path, StringComparison.Ordinal);
            throw new UsageException($"{Label} cannot be written: {reason}");
        }
    }

    /// <summary>Gives the file its name, and the mode of the one that it replaces.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The file is deleted, since the work was interrupted.</exception>
    public void Rename() => Try(() =>
    {
        _stream?.Dispose();
        lock (s_gate)
        {
            if (!s_unfinished.Contains(this))
            {
                throw new OperationCanceledException();
            }

            if (ModeOfReplaced() is { } mode && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(TemporaryPath, mode);
            }

            File.Move(TemporaryPath, Path, overwrite: true);
            s_unfinished.Remove(this);
        }
    });

    /// <summary>Deletes what was not renamed.</summary>
    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (Exception e) when (IsFailure(e))
        {
            // The disk is full: what wrote to the file has said so, and what is buffered is not wanted any more.
        }

        Delete();
    }

    /// <summary>Deletes all files without their names, and makes no more: the process is about to end.</summary>
    public static void DeleteUnfinished()
    {
        lock (s_gate)
        {
            s_isInterrupted = true;
            foreach (var file in s_unfinished.ToArray())
            {
                file.Delete();
            }
        }
    }

    /// <summary>A path as a word of a shell.</summary>
    private static string Quoted(string path) => path.All(c => char.IsLetterOrDigit(c) || "/._-+:".Contains(c))
        ? path
        : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private void Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (ModeOfReplaced() is { } mode && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode | UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        lock (s_gate)
        {
            if (s_isInterrupted)
            {
                throw new OperationCanceledException();
            }

            _stream = new FileStream(TemporaryPath, options);
            s_unfinished.Add(this);
        }
    }

    private UnixFileMode? ModeOfReplaced() =>
        OperatingSystem.IsWindows() || !File.Exists(Path) ? null : File.GetUnixFileMode(Path);

    private void Delete()
    {
        lock (s_gate)
        {
            try
            {
                if (s_unfinished.Remove(this))
                {
                    File.Delete(TemporaryPath);
                }
            }
            catch (Exception e) when (IsFailure(e))
            {
                // The folder is gone or closed: there is an error already, which says so, and other files to delete.
            }
        }
    }
}
