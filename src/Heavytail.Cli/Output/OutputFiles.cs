using System.Text;

namespace Heavytail.Cli.Output;

/// <summary>
/// The files of <c>--output</c>: made under a temporary name before the work, so that a bad path fails at once, and
/// renamed when they are whole. What is not renamed is deleted.
/// </summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<OutputFile> _files = [];

    private sealed record OutputFile(string Path, string TemporaryPath, OutputFormat Format);

    public IEnumerable<OutputFormat> Formats => _files.Select(file => file.Format);

    public static OutputFiles Create(IReadOnlyList<string> paths)
    {
        var files = new OutputFiles();
        try
        {
            foreach (string path in paths)
            {
                files.Add(path);
            }

            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Writes all, then renames all.</summary>
    public void Write(Action<OutputFormat, TextWriter> write)
    {
        foreach (var file in _files)
        {
            try
            {
                using var writer = new StreamWriter(file.TemporaryPath, append: false, new UTF8Encoding(false));
                write(file.Format, writer);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw CannotWrite(file.Path, e);
            }
        }

        foreach (var file in _files)
        {
            try
            {
                File.Move(file.TemporaryPath, file.Path, overwrite: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw CannotWrite(file.Path, e);
            }
        }

        _files.Clear();
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            File.Delete(file.TemporaryPath);
        }

        _files.Clear();
    }

    private void Add(string path)
    {
        var format = OutputFormat.OfFile(path);
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(
            Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
        try
        {
            if (Directory.Exists(full))
            {
                throw new IOException("it is a folder");
            }

            File.Create(temporary).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }

        _files.Add(new OutputFile(full, temporary, format));
    }

    private static UsageException CannotWrite(string path, Exception reason) =>
        new($"`--output {path}` cannot be written: {reason.Message}");
}
