using Heavytail.Cli.Output;

namespace Heavytail.Cli.Plots;

/// <summary>The folder of <c>--plots</c>: a file for each figure and format.</summary>
internal class FigureFolder
{
    public const string OptionName = "--plots";

    private readonly string _path;
    private readonly int _threads;
    private UsageException? _failure;

    /// <summary>Makes the folder.</summary>
    /// <param name="path">The folder as it was given.</param>
    /// <param name="formats">The formats of images.</param>
    /// <param name="threads">The maximum number of threads that draw.</param>
    /// <exception cref="UsageException">The folder cannot be made or written to.</exception>
    public FigureFolder(string path, IReadOnlyList<string> formats, int threads)
    {
        (_path, Formats, _threads) = (path, formats, threads);
        MakeFolder(path);
        using (AtomicFile.Create(OptionName, Path.Combine(path, "figure"))) // a folder that cannot be written to
        {
        }
    }

    /// <summary>The formats of images.</summary>
    protected IReadOnlyList<string> Formats { get; }

    /// <summary>Whether some file could not be written: no more are tried.</summary>
    protected bool HasFailed => _failure is not null;

    /// <summary>Writes figures in every format: <c>STEM.KIND.png</c>.</summary>
    /// <param name="figures">The figures, of different kinds.</param>
    /// <param name="stem">What they are of, as the beginning of file names; null where their kinds say it.</param>
    /// <param name="folder">A folder within; null for this one.</param>
    public void Write(IEnumerable<Figure> figures, string? stem = null, string? folder = null) => Parallel.ForEach(
        figures.SelectMany(figure => Formats.Select(format => (Figure: figure, Format: format))),
        new ParallelOptions { MaxDegreeOfParallelism = _threads },
        image => Try(() =>
        {
            string name = $"{(stem is null ? "" : stem + ".")}{image.Figure.Kind}.{image.Format}";
            using var file = AtomicFile.Create(OptionName, Path.Combine(_path, folder ?? "", name));
            byte[] bytes = FigureImage.Draw(image.Figure, image.Format, ImageStyle.Column);
            file.Try(() => file.Stream.Write(bytes));
            file.Rename();
        }));

    /// <summary>Reports the file that could not be written.</summary>
    public void Complete(Action<UsageException> fail)
    {
        if (_failure is not null)
        {
            fail(_failure);
        }
    }

    /// <summary>Makes a folder within.</summary>
    protected void Make(string folder) => Try(() => MakeFolder(Path.Combine(_path, folder)));

    private static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (AtomicFile.IsFailure(e))
        {
            throw new UsageException($"`{OptionName} {path}`: the folder cannot be made: {e.Message}");
        }
    }

    /// <summary>Writes, until that fails: the analysis goes on, and its other results are written.</summary>
    private void Try(Action write)
    {
        try
        {
            if (_failure is null)
            {
                write();
            }
        }
        catch (UsageException error)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
        }
    }
}
