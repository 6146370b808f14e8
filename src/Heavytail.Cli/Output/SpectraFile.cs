namespace Heavytail.Cli.Output;

/// <summary>The file of <c>--spectra</c>: eigenvalues are written while layers are done.</summary>
internal sealed class SpectraFile : IAnalysisObserver, IDisposable
{
    public const string OptionName = "--spectra";

    private static readonly (string Extension, SpectraFormat Format)[] s_formats =
    [
        (".parquet", SpectraFormat.Parquet), (".npz", SpectraFormat.Npz),
        (".csv", SpectraFormat.Csv), (".jsonl", SpectraFormat.JsonLines),
    ];

    private readonly AtomicFile _file;
    private readonly SpectraFormat _format;
    private readonly string _path;
    private readonly List<string> _leftOut = [];
    private FileStream? _stream;
    private SpectraWriter? _writer;

    private SpectraFile(string path, SpectraFormat format)
    {
        _path = path;
        _format = format;
        _file = AtomicFile.Create(OptionName, path);
    }

    /// <summary>The extensions, in the order of help.</summary>
    public static IEnumerable<string> Extensions => s_formats.Select(format => format.Extension);

    public bool InFileOrder => true;

    /// <summary>The full path.</summary>
    public string Path => _file.Path;

    /// <summary>Begins the file.</summary>
    /// <exception cref="UsageException">The extension is unknown, or the file cannot be written.</exception>
    public static SpectraFile Create(string path)
    {
        string extension = System.IO.Path.GetExtension(path);
        foreach (var (known, format) in s_formats)
        {
            if (known.Equals(extension, StringComparison.OrdinalIgnoreCase))
            {
                return new SpectraFile(path, format);
            }
        }

        throw new UsageException(
            $"`{OptionName} {path}`: unknown extension `{extension}`; it selects the format",
            $"extensions are {string.Join(", ", Extensions)}");
    }

    /// <summary>Begins a model.</summary>
    /// <param name="several">Whether there are several models in all.</param>
    public void NextModel(bool several)
    {
        _leftOut.Clear();
        _file.Try(() => Begin(several));
    }

    public void Started(string path, LayerInventory inventory) => _writer!.Started(path, inventory);

    public void LayerDone(LayerResult result)
    {
        if (!result.Rows[0].HasSpectrum)
        {
            _leftOut.Add(result.Name);
        }

        _file.Try(() => _writer!.LayerDone(result));
    }

    /// <summary>The layers of the model that have no eigenvalues, in a sentence; null where there are none.</summary>
    public string? LeftOut(string model) => _leftOut.Count == 0
        ? null
        : $"{model}: not in {_path}, since they have no eigenvalues: {string.Join(", ", _leftOut)}";

    /// <summary>Writes the end of the file.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Complete() => _file.Try(() =>
    {
        Begin(several: false); // where no model could be opened
        _writer!.Dispose();
        _stream!.Dispose();
    });

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Rename() => _file.Rename();

    /// <summary>
    /// Deletes the file unless it has its name. The writer is not disposed, since that would write the end of the file.
    /// </summary>
    public void Dispose()
    {
        _stream?.Dispose();
        _file.Dispose();
    }

    private void Begin(bool several)
    {
        _stream ??= new FileStream(_file.TemporaryPath, FileMode.Open, FileAccess.ReadWrite);
        _writer ??= SpectraWriter.Create(_format, _stream, modelInKeys: several);
    }
}
