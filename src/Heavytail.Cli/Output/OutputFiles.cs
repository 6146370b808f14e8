namespace Heavytail.Cli.Output;

/// <summary>The files of <c>--output</c>, each whole or not there.</summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<(AtomicFile File, OutputFormat Format)> _files = [];

    public IEnumerable<OutputFormat> Formats => _files.Select(file => file.Format);

    /// <summary>The files.</summary>
    public IEnumerable<AtomicFile> Files => _files.Select(file => file.File);

    /// <summary>Makes the files under their temporary names.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="extensions">The extensions that the command writes.</param>
    /// <exception cref="UsageException">A file cannot be written, or is given twice.</exception>
    public static OutputFiles Create(IReadOnlyList<string> paths, IReadOnlyList<string> extensions)
    {
        var files = new OutputFiles();
        try
        {
            foreach (string path in paths)
            {
                var format = OutputFormat.OfFile(path, extensions);
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

    /// <summary>Writes all, then renames all; one that cannot be written does not keep the others.</summary>
    /// <param name="write">Writes the result in a format.</param>
    /// <param name="fail">Receives the error of a file.</param>
    /// <param name="rename">Called when all are written, before they get their names.</param>
    public void Write(Action<OutputFormat, Stream> write, Action<UsageException> fail, Action rename)
    {
        var written = new List<AtomicFile>();
        foreach (var (file, format) in _files)
        {
            if (Try(file, fail, () => write(format, file.Stream)))
            {
                written.Add(file);
            }
        }

        rename();
        foreach (var file in written)
        {
            Try(file, fail, file.Rename);
        }
    }

    public void Dispose()
    {
        foreach (var (file, _) in _files)
        {
            file.Dispose();
        }
    }

    private static bool Try(AtomicFile file, Action<UsageException> fail, Action write)
    {
        try
        {
            file.Try(write);
            return true;
        }
        catch (UsageException error)
        {
            fail(error);
            return false;
        }
    }
}
