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
    private readonly bool _neutralizesFormulas;
    private readonly List<string> _leftOut = [];
    private readonly List<string> _infinite = [];
    private UsageException? _failure;
    private SpectraWriter? _writer;

    private SpectraFile(string path, SpectraFormat format, bool neutralizesFormulas)
    {
        _path = path;
        _format = format;
        _neutralizesFormulas = neutralizesFormulas;
        _file = AtomicFile.Create(OptionName, path);
    }

    /// <summary>The extensions, in the order of help.</summary>
    public static IEnumerable<string> Extensions => s_formats.Select(format => format.Extension);

    public bool InFileOrder => true;

    /// <summary>The file.</summary>
    public AtomicFile File => _file;

    /// <summary>Begins the file.</summary>
    /// <param name="path">The path as it was given; its extension selects the format.</param>
    /// <param name="neutralizesFormulas">Whether formulas in CSV are made text.</param>
    /// <exception cref="UsageException">The extension is unknown, or the file cannot be written.</exception>
    public static SpectraFile Create(string path, bool neutralizesFormulas)
    {
        string extension = System.IO.Path.GetExtension(path);
        foreach (var (known, format) in s_formats)
        {
            if (known.Equals(extension, StringComparison.OrdinalIgnoreCase))
            {
                return new SpectraFile(path, format, neutralizesFormulas);
            }
        }

        throw new UsageException(
            $"`{OptionName} {path}`: {OutputFormat.UnknownExtension(extension)}",
            Spelling.DidYouMean(extension, Extensions) ?? $"extensions are {string.Join(", ", Extensions)}");
    }

    /// <summary>Begins a model.</summary>
    /// <param name="several">Whether there are several models in all.</param>
    public void NextModel(bool several)
    {
        _leftOut.Clear();
        _infinite.Clear();
        Try(() => Begin(several));
    }

    public void Started(string path, LayerInventory inventory) => Try(() => _writer!.Started(path, inventory));

    public void LayerDone(LayerResult result)
    {
        if (!result.Rows[0].HasSpectrum)
        {
            _leftOut.Add(result.Name);
        }
        else if (result.Rows.Any(row => row.Metrics.Status == LayerStatus.OutOfRange)
            && result.Rows[0].Spectrum.Slices.Any(slice => double.IsInfinity(slice.Eigenvalues()[^1])))
        {
            _infinite.Add(result.Name);
        }

        Try(() => _writer!.LayerDone(result));
    }

    /// <summary>The layers of the model that are not in the file, or not as numbers, in sentences.</summary>
    public IEnumerable<string> Notes(string model)
    {
        if (_leftOut.Count > 0)
        {
            yield return $"{model}: not in {_path}, since they have no eigenvalues: {string.Join(", ", _leftOut)}";
        }

        if (_infinite.Count > 0)
        {
            string word = _format == SpectraFormat.JsonLines ? "null" : "inf";
            yield return $"{model}: eigenvalues beyond the range of double are {word} in {_path}: "
                + string.Join(", ", _infinite);
        }
    }

    /// <summary>Writes the end of the file, and gives it its name.</summary>
    /// <param name="fail">Receives the error of a file that could not be written, then or before.</param>
    public void Complete(Action<UsageException> fail)
    {
        Try(() =>
        {
            Begin(several: false); // where no model could be opened
            _writer!.Dispose();
            _file.Rename();
        });
        if (_failure is not null)
        {
            fail(_failure);
        }
    }

    /// <summary>
    /// Deletes the file unless it has its name. The writer is not disposed, since that would write the end of the file.
    /// </summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Writes, until that fails: the analysis goes on, and its other results are written.</summary>
    private void Try(Action write)
    {
        try
        {
            if (_failure is null)
            {
                _file.Try(write);
            }
        }
        catch (UsageException error)
        {
            _failure = error;
        }
    }

    private void Begin(bool several) =>
        _writer ??= SpectraWriter.Create(_format, _file.Stream, several, _neutralizesFormulas);
}
