using System.Globalization;

namespace Heavytail.Cli.Plots;

/// <summary>
/// The folder of <c>analyze --plots</c>: images of each layer, written when it is done, then those of the model. Each
/// of several models has a folder within.
/// </summary>
/// <param name="plots">The folder and its images.</param>
/// <param name="options">What is analyzed.</param>
/// <param name="note">Receives a remark for people.</param>
/// <exception cref="UsageException">The folder cannot be made or written to.</exception>
internal sealed class PlotFolder(
    PlotsRequest plots, AnalysisOptions options, Action<string> note)
    : FigureFolder(plots, options.Execution.Threads), IAnalysisObserver
{
    /// <summary>So many files are announced.</summary>
    private const int Many = 2000;

    /// <summary>What the figures of a model begin with; layers whose name it is get another.</summary>
    private const string ModelStem = "model";

    private readonly PlotNames _models = new();
    private string[] _names = [];
    private string _folder = "";
    private string _stem = ModelStem;
    private bool _hasWarned;

    /// <summary>Begins a model.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="several">Whether there are several in all: each has a folder then.</param>
    public void NextModel(string path, bool several)
    {
        _folder = several ? _models.Add(Path.GetFileName(path.TrimEnd('/', Path.DirectorySeparatorChar))) : "";
        Make(_folder);
    }

    public void Started(string path, LayerInventory inventory)
    {
        var names = new PlotNames();
        _stem = names.Add(ModelStem);
        _names = [.. inventory.Layers.Select(layer => names.Add(layer.Name))];
        bool pools = options.Method.Convention.PoolsSlices;
        long files = inventory.Layers.Sum(layer => pools ? 1L : layer.Rf) * LayerFigures.Kinds.Count * Formats.Count;
        if (files >= Many && !_hasWarned)
        {
            _hasWarned = true;
            note(string.Create(
                CultureInfo.InvariantCulture,
                $"`{OptionName}` writes up to {files} files for {inventory.Layers.Count} layers; `--layers` selects ")
                + "some, and `--plots-format svg` halves them");
        }
    }

    public void LayerDone(LayerResult result)
    {
        foreach (var row in result.Rows)
        {
            string stem = row.Slice is int slice
                ? string.Create(CultureInfo.InvariantCulture, $"{_names[result.Index]}.slice-{slice}")
                : _names[result.Index];
            Write(LayerFigures.CreateAll(row, options), stem, _folder);
        }
    }

    public void Finished(ModelAnalysis model) => Write(
        ModelFigures.Kinds.Select(kind => ModelFigures.Create(kind, model)).OfType<Figure>(), _stem, _folder);
}
