using Heavytail.Cli.Output;

namespace Heavytail.Cli.Plots;

/// <summary>The folder of <c>--plots</c>: a file for each figure and format.</summary>
internal class FigureFolder
{
    public const string OptionName = "--plots";

    /// <summary>So many files that could not be written are named.</summary>
    private const int Named = 5;

    private readonly string _path;
    private readonly int _threads;
    private readonly ImageStyle _style;
    private readonly List<(string File, UsageException Error)> _failures = [];
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>Makes the folder.</summary>
    /// <param name="plots">The folder and its images.</param>
    /// <param name="threads">The maximum number of threads that draw.</param>
    /// <exception cref="UsageException">The folder cannot be made or written to.</exception>
    public FigureFolder(PlotsRequest plots, int threads)
    {
        string path = plots.Folder;
        (_path, Formats, _style, _threads) = (path, plots.Formats, plots.Style, threads);
        MakeFolder(path);
        using (AtomicFile.Create(OptionName, Path.Combine(path, "figure"))) // a folder that cannot be written to
        {
        }
    }

    /// <summary>The formats of images.</summary>
    protected IReadOnlyList<string> Formats { get; }

    /// <summary>Writes figures in every format: <c>STEM.KIND.png</c>.</summary>
    /// <param name="figures">The figures, of different kinds.</param>
    /// <param name="stem">What they are of, as the beginning of file names; null where their kinds say it.</param>
    /// <param name="folder">A folder within; null for this one.</param>
    public void Write(IEnumerable<Figure> figures, string? stem = null, string? folder = null) => Parallel.ForEach(
        figures.SelectMany(figure => Formats.Select(format => (Figure: figure, Format: format))),
        new ParallelOptions { MaxDegreeOfParallelism = _threads },
        image =>
        {
            string name = $"{(stem is null ? "" : stem + ".")}{image.Figure.Kind}.{image.Format}";
            string place = Path.Combine(_path, folder ?? "", name);
            if (!_broken.Contains(folder ?? ""))
            {
                Try(place, () => Draw(image.Figure, image.Format, place));
            }
        });

    /// <summary>Reports the files that could not be written, each once.</summary>
    public void Complete(Action<UsageException> fail)
    {
        // Threads finish in any order, and what fails for all of them, such as a full disk, is not said of each.
        UsageException[] errors =
        [
            .. _failures.OrderBy(failure => failure.File, StringComparer.Ordinal).Select(failure => failure.Error)
                .DistinctBy(error => error.Message),
        ];
        int named = errors.Length == Named + 1 ? errors.Length : Named;
        foreach (var error in errors.Take(named))
        {
            fail(error);
        }

        if (errors.Length > named)
        {
            fail(new UsageException(
                $"`{OptionName} {_path}`: {errors.Length - named} more files cannot be written"));
        }
    }

    /// <summary>Makes a folder within; nothing is written to one that cannot be made.</summary>
    protected void Make(string folder)
    {
        string place = Path.Combine(_path, folder);
        if (!Try(place, () => MakeFolder(place)))
        {
            _broken.Add(folder);
        }
    }

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

    private void Draw(Figure figure, string format, string place)
    {
        using var file = AtomicFile.Create(OptionName, place);
        byte[] bytes = FigureImage.Draw(figure, format, _style);
        file.Try(() => file.Stream.Write(bytes));
        file.Rename();
    }

    /// <summary>Writes a file; where that fails the others are written, and so are the results.</summary>
    private bool Try(string place, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (UsageException error)
        {
            lock (_failures)
            {
                _failures.Add((place, error));
            }

            return false;
        }
    }
}
