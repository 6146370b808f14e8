namespace Heavytail.Cli.Output;

/// <summary>
/// A file that is whole or not there: made under a temporary name before the work, so that a bad path fails at once,
/// and renamed when it is whole. What is not renamed is deleted.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _option;
    private readonly string _path;
    private bool _renamed;

    private AtomicFile(string option, string path)
    {
        _option = option;
        _path = path;
        string full = System.IO.Path.GetFullPath(path);
        Path = full;
        TemporaryPath = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(full)!, $".{System.IO.Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
    }

    /// <summary>The full path of the file.</summary>
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

            File.Create(file.TemporaryPath).Dispose();
        });
        return file;
    }

    /// <summary>Writes to the file.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"`{_option} {_path}` cannot be written: {e.Message}");
        }
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Rename()
    {
        Try(() => File.Move(TemporaryPath, Path, overwrite: true));
        _renamed = true;
    }

    public void Dispose()
    {
        if (!_renamed)
        {
            File.Delete(TemporaryPath);
        }
    }
}
