using System.Text;

namespace Heavytail.Cli.Output;

/// <summary>The files of <c>--output</c>, each whole or not there.</summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<(AtomicFile File, OutputFormat Format)> _files = [];

    public IEnumerable<OutputFormat> Formats => _files.Select(file => file.Format);

    /// <summary>The files.</summary>
    public IEnumerable<AtomicFile> Files => _files.Select(file => file.File);

    public static OutputFiles Create(IReadOnlyList<string> paths)
    {
        var files = new OutputFiles();
        try
        {
            foreach (string path in paths)
            {
                var format = OutputFormat.OfFile(path);
                var file = AtomicFile.Create("--output", path);
                var same = files.Files.FirstOrDefault(other => RealPath.Comparer.Equals(other.Path, file.Path));
                files._files.Add((file, format));
                if (same is not null)
                {
                    throw new UsageException($"{same.Label} and {file.Label} are one file");
                }
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
        foreach (var (file, format) in _files)
        {
            file.Try(() =>
            {
                using var writer = new StreamWriter(file.TemporaryPath, append: false, new UTF8Encoding(false));
                write(format, writer);
            });
        }

        foreach (var (file, _) in _files)
        {
            file.Rename();
        }
    }

    public void Dispose()
    {
        foreach (var (file, _) in _files)
        {
            file.Dispose();
        }
    }
}
