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

    private bool _renamed;

    private AtomicFile(string option, string path)
    {
        Label = $"`{option} {path}`";
        Path = RealPath.Of(path);
        TemporaryPath = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(Path)!, $".{System.IO.Path.GetFileName(Path)}.{Environment.ProcessId}.tmp");
    }

    /// <summary>The option with the path as it was given, for messages.</summary>
    public string Label { get; }

    /// <summary>The full path of the file, without symbolic links.</summary>
    public string Path { get; }

    /// <summary>The path to write to.</summary>
    public string TemporaryPath { get; }

    /// <summary>Makes the file under its temporary name.</summary>
    /// <param name="option">The option that asks for it, for messages.</param>
    /// <param name="path">The path as it was given.</param>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static AtomicFile Create(string option, string path)
    {
        var file = new AtomicFile(option, path);
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

            File.Create(file.TemporaryPath).Dispose();
        });
        return file;
    }

    /// <summary>
    /// Whether an exception says that a file could not be written. .NET reports a file too large for its file system by
    /// the third.
    /// </summary>
    public static bool IsFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

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
            string reason = e.Message.Replace(TemporaryPath, Path, StringComparison.Ordinal);
            throw new UsageException($"{Label} cannot be written: {reason}");
        }
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Rename()
    {
        Try(() => File.Move(TemporaryPath, Path, overwrite: true));
        _renamed = true;
    }

    /// <summary>Deletes what was not renamed.</summary>
    public void Dispose()
    {
        try
        {
            if (!_renamed)
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
