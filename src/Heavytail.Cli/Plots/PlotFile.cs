using Heavytail.Cli.Output;

namespace Heavytail.Cli.Plots;

/// <summary>The image of <c>plot --output</c>: made before the work, whole or not there.</summary>
internal sealed class PlotFile : IDisposable
{
    private readonly AtomicFile _file;
    private readonly string _format;
    private readonly ImageStyle _style;

    /// <exception cref="UsageException">The file cannot be written.</exception>
    public PlotFile(string path, string format, ImageStyle style)
    {
        (_format, _style) = (format, style);
        _file = AtomicFile.Create("--output", path);
    }

    /// <summary>Refuses to write what is read.</summary>
    /// <exception cref="UsageException">The image is an input.</exception>
    public void Keep(IEnumerable<string> inputs)
    {
        foreach (string input in inputs.Where(input => RealPath.Comparer.Equals(RealPath.Of(input), _file.Path)))
        {
            throw new UsageException(
                $"{_file.Label} is an input, `{input}`, and would be overwritten", "choose another file");
        }
    }

    /// <summary>Writes the figure, and gives the file its name.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Write(Figure figure)
    {
        byte[] image = FigureImage.Draw(figure, _format, _style);
        _file.Try(() => _file.Stream.Write(image));
        _file.Rename();
    }

    public void Dispose() => _file.Dispose();
}
