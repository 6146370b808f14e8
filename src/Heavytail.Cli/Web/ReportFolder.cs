using System.Globalization;
using System.Text.Json;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Web;

/// <summary>
/// A report as a folder: <c>index.html</c> with tables and figures of models, a page a layer in <c>layers/</c>, and
/// what pages share in <c>assets/</c>. A model of thousands of layers is too large for one page.
/// </summary>
internal sealed class ReportFolder
{
    public const string OptionName = "--report-dir";

    private const int Points = 400;
    private const string Index = "index.html";

    /// <summary>What the head of a page of a report has.</summary>
    private const string Mark = "name=\"generator\" content=\"heavytail";

    private const int HeadLines = 20;

    private readonly string _path;
    private readonly List<List<string>> _pages = [];
    private UsageException? _failure;
    private string _model = "";
    private int _rows;

    /// <summary>Makes the folder, and what pages share.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <exception cref="UsageException">The folder cannot be written, or it is somebody's site.</exception>
    public ReportFolder(string path)
    {
        _path = path;
        if (File.Exists(path))
        {
            throw new UsageException($"`{OptionName} {path}` cannot be written: it is a file", "name a folder");
        }

        bool isReport = HasReport();
        try
        {
            Directory.CreateDirectory(Path.Combine(path, "assets"));
            Directory.CreateDirectory(Path.Combine(path, "layers"));
        }
        catch (Exception e) when (AtomicFile.IsFailure(e))
        {
            throw new UsageException($"`{OptionName} {path}` cannot be written: {e.Message}");
        }

        if (isReport)
        {
            Try(RemoveReport);
        }

        Put(Path.Combine("assets", PageAssets.Style), PageAssets.Bytes(PageAssets.Style));
        Put(Path.Combine("assets", "plotly.js"), PageAssets.Plotly());
        Put(Path.Combine("assets", "report.js"), PageAssets.Joined(["figure.js", "page.js", "layer.js"]));
    }

    /// <summary>The pages of a model's layers, as they stand on the index.</summary>
    /// <param name="model">The model, from 0.</param>
    public IReadOnlyList<string> PagesOf(int model) => model < _pages.Count ? _pages[model] : [];

    /// <summary>A model begins: its pages are written anew.</summary>
    /// <param name="model">The model, from 0.</param>
    /// <param name="path">Its path.</param>
    /// <param name="rows">How many pages it will have.</param>
    public void Begin(int model, string path, int rows)
    {
        _pages.RemoveRange(Math.Min(model, _pages.Count), Math.Max(0, _pages.Count - model));
        _pages.Add([]);
        (_model, _rows) = (Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), rows);
    }

    /// <summary>
    /// Writes the page of a layer; what keeps it from that is for <see cref="Finish"/> to say: the analysis goes on.
    /// </summary>
    /// <param name="row">The layer, with its spectrum.</param>
    /// <param name="options">What was asked for.</param>
    public void Add(LayerAnalysis row, AnalysisOptions options)
    {
        int model = _pages.Count - 1;
        int index = _pages[model].Count;
        string name = $"layers/{FileOf(model, index)}";
        _pages[model].Add(name);
        string slice = row.Slice is int k ? string.Create(CultureInfo.InvariantCulture, $" slice {k}") : "";
        var page = new HtmlPage("layer.html", row.Name + slice);
        Try(() => Put(name, stream => page.WriteBesideAssets(data =>
        {
            using var json = new Utf8JsonWriter(data); // escapes <, > and &
            json.WriteStartObject();
            json.WriteString("name", VisibleText.Escape(row.Name) + slice);
            json.WriteString("file", VisibleText.Escape(_model));
            json.WriteString("before", index > 0 ? FileOf(model, index - 1) : null);
            json.WriteString("after", index + 1 < _rows ? FileOf(model, index + 1) : null);
            json.WriteStartArray("sentences");
            foreach (string sentence in LayerSentences.Of(row, options))
            {
                json.WriteStringValue(VisibleText.Escape(sentence));
            }

            json.WriteEndArray();
            json.WriteNumber("model", model);
            json.WriteNumber("row", index);
            json.WritePropertyName("figures");
            json.WriteRawValue(ModelPage.FiguresOf(row, options, Points));
            json.WriteEndObject();
        }, stream)));
    }

    /// <summary>Writes the index.</summary>
    /// <param name="write">Writes it to a stream.</param>
    /// <returns>The first error of a file that could not be written, of pages too; null where all are there.</returns>
    public UsageException? Finish(Action<Stream> write)
    {
        Try(() => Put(Index, write));
        return _failure;
    }

    private static string FileOf(int model, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{model + 1}-{index + 1:D4}.html");

    /// <summary>Whether the index of a report is there. One that is none is not overwritten.</summary>
    private bool HasReport()
    {
        string index = Path.Combine(_path, Index);
        try
        {
            if (!File.Exists(index))
            {
                return false;
            }

            if (File.ReadLines(index).Take(HeadLines).Any(static line => line.Contains(Mark)))
            {
                return true;
            }
        }
        catch (Exception e) when (AtomicFile.IsFailure(e))
        {
            throw new UsageException($"`{OptionName} {_path}`: `{Index}` in it cannot be read: {e.Message}");
        }

        throw new UsageException(
            $"`{OptionName} {_path}` would overwrite `{Index}`, which is not a report", "name another folder");
    }

    /// <summary>
    /// Takes a report away, its index first: an index that is left would show the layers of one model under the names
    /// of another.
    /// </summary>
    private void RemoveReport()
    {
        try
        {
            File.Delete(Path.Combine(_path, Index));
            foreach (string page in Directory.GetFiles(Path.Combine(_path, "layers"), "*-*.html"))
            {
                File.Delete(page);
            }
        }
        catch (Exception e) when (AtomicFile.IsFailure(e))
        {
            throw new UsageException(
                $"`{OptionName} {_path}`: the report that is there cannot be removed: {e.Message}");
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (UsageException error)
        {
            _failure ??= error;
        }
    }

    private void Put(string name, byte[] text) => Put(name, stream => stream.Write(text));

    private void Put(string name, Action<Stream> write)
    {
        using var file = AtomicFile.Create(OptionName, Path.Combine(_path, name));
        file.Try(() => write(file.Stream));
        file.Rename();
    }
}
