using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Plots;

/// <summary>
/// The folder of <c>--plots</c>: images of each layer, written when it is done. A figure of anything else is one more
/// call of <see cref="Write"/>.
/// </summary>
internal sealed class PlotFolder : IAnalysisObserver
{
    public const string OptionName = "--plots";

    /// <summary>So many files are announced.</summary>
    private const int Many = 2000;

    private readonly string _path;
    private readonly IReadOnlyList<string> _formats;
    private readonly AnalysisOptions _options;
    private readonly Action<string> _note;
    private readonly PlotNames _models = new();
    private string[] _names = [];
    private string _folder;
    private UsageException? _failure;
    private bool _hasWarned;

    /// <summary>Makes the folder.</summary>
    /// <param name="path">The folder as it was given.</param>
    /// <param name="formats">The formats of images.</param>
    /// <param name="options">What is analyzed.</param>
    /// <param name="note">Receives a remark for people.</param>
    /// <exception cref="UsageException">The folder cannot be made or written to.</exception>
    public PlotFolder(string path, IReadOnlyList<string> formats, AnalysisOptions options, Action<string> note)
    {
        (_path, _formats, _options, _note, _folder) = (path, formats, options, note, path);
        MakeFolder(path);
        using (AtomicFile.Create(OptionName, Path.Combine(path, "figure"))) // a folder that cannot be written to
        {
        }
    }

    /// <summary>Begins a model.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="several">Whether there are several in all: each has a folder then.</param>
    public void NextModel(string path, bool several) => Try(() =>
    {
        _folder = several
            ? Path.Combine(_path, _models.Add(Path.GetFileName(path.TrimEnd('/', Path.DirectorySeparatorChar))))
            : _path;
        MakeFolder(_folder);
    });

    public void Started(string path, LayerInventory inventory)
    {
        var names = new PlotNames();
        _names = [.. inventory.Layers.Select(layer => names.Add(layer.Name))];
        bool pools = _options.Method.Convention.PoolsSlices;
        long files = inventory.Layers.Sum(layer => pools ? 1L : layer.Rf) * LayerFigures.Kinds.Count * _formats.Count;
        if (files >= Many && !_hasWarned)
        {
            _hasWarned = true;
            _note(string.Create(
                CultureInfo.InvariantCulture,
                $"`{OptionName}` writes up to {files} files for {inventory.Layers.Count} layers; `--layers` selects "
                    + $"some, and `--plots-format svg` halves them"));
        }
    }

    public void LayerDone(LayerResult result)
    {
        foreach (var row in result.Rows)
        {
            string stem = row.Slice is int slice
                ? string.Create(CultureInfo.InvariantCulture, $"{_names[result.Index]}.slice-{slice}")
                : _names[result.Index];
            if (_failure is null)
            {
                Write(stem, LayerFigures.CreateAll(row, _options));
            }
        }
    }

    /// <summary>Writes figures in every format: <c>STEM.KIND.png</c>.</summary>
    /// <param name="stem">What they are of, as the beginning of file names.</param>
    /// <param name="figures">The figures, of different kinds.</param>
    public void Write(string stem, IEnumerable<Figure> figures) => Parallel.ForEach(
        figures.SelectMany(figure => _formats.Select(format => (Figure: figure, Format: format))),
        new ParallelOptions { MaxDegreeOfParallelism = _options.Execution.Threads },
        image => Try(() =>
        {
            using var file = AtomicFile.Create(
                OptionName, Path.Combine(_folder, $"{stem}.{image.Figure.Kind}.{image.Format}"));
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
