using Heavytail.Reports.Spectra;

namespace Heavytail;

/// <summary>
/// Writes the eigenvalues of analyzed layers by layer and slice, ascending and unscaled, while the analysis runs.
/// Layers without eigenvalues, such as those with NaN weights, are left out. The file is whole after
/// <see cref="Dispose"/>.
/// </summary>
/// <example>
/// <code>
/// using var file = File.Create("spectra.parquet");
/// using (var writer = SpectraWriter.Create(SpectraFormat.Parquet, file))
/// {
///     Analyzer.Analyze(checkpoint, observer: writer);
/// }
/// </code>
/// </example>
public sealed class SpectraWriter : IAnalysisObserver, IDisposable
{
    private readonly ISliceWriter _slices;
    private string _model = "";
    private bool _disposed;

    private SpectraWriter(ISliceWriter slices) => _slices = slices;

    /// <inheritdoc/>
    public bool InFileOrder => true;

    /// <summary>Begins a file.</summary>
    /// <param name="format">The format.</param>
    /// <param name="destination">The destination, which stays open.</param>
    /// <param name="modelInKeys">
    /// Whether the keys of <see cref="SpectraFormat.Npz"/> begin with the path of the model, as files of several models
    /// need. The other formats have a column of models.
    /// </param>
    /// <param name="neutralizesFormulas">
    /// Whether text in CSV that a spreadsheet would compute gets an apostrophe in front.
    /// </param>
    public static SpectraWriter Create(
        SpectraFormat format, Stream destination, bool modelInKeys = false, bool neutralizesFormulas = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new SpectraWriter(format switch
        {
            SpectraFormat.Parquet => new ParquetSlices(destination),
            SpectraFormat.Npz => new NpzSlices(destination, modelInKeys),
            SpectraFormat.Csv => new CsvSlices(destination, neutralizesFormulas),
            SpectraFormat.JsonLines => new JsonLineSlices(destination),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format of eigenvalues"),
        });
    }

    /// <inheritdoc/>
    public void Started(string path, LayerInventory inventory) => _model = path;

    /// <inheritdoc/>
    public void LayerDone(LayerResult result)
    {
        ArgumentNullException.ThrowIfNull(result);

        // Where a convention makes a row of each slice, every row has the spectrum of the whole layer.
        Write(_model, result.Rows[0]);
    }

    /// <summary>Writes a layer: all its slices, whichever of them the analysis is of.</summary>
    /// <param name="model">The path of its model.</param>
    /// <param name="layer">The layer.</param>
    public void Write(string model, LayerAnalysis layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!layer.HasSpectrum)
        {
            return;
        }

        foreach (var slice in SliceRecord.From(model, layer.Layer, layer.Spectrum))
        {
            _slices.Write(slice);
        }
    }

    /// <summary>Writes the end of the file, once.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _slices.Dispose();
        }
    }
}
