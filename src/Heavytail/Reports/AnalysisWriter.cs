using Heavytail.Reports;

namespace Heavytail;

/// <summary>
/// A report that is written while models are analyzed: what is finished has been written, whatever becomes of the rest.
/// The bytes are those of the whole document. JSON, which is one object, is written at the end.
/// </summary>
/// <param name="head">The document without models: its options and view.</param>
/// <param name="format">The format.</param>
/// <param name="destination">The destination; flushed after each piece.</param>
/// <param name="neutralizesFormulas">As in <see cref="Document.Write"/>.</param>
public sealed class AnalysisWriter(
    AnalysisDocument head, DocumentFormat format, TextWriter destination, bool neutralizesFormulas = false)
    : IAnalysisObserver
{
    private readonly CsvWriter _csv = new(neutralizesFormulas);
    private readonly List<ModelAnalysis> _models = [];
    private readonly Lock _writing = new(); // the end may come from another thread, between two layers
    private ModelAnalysis? _current;
    private bool _hasHeader;

    /// <inheritdoc/>
    public bool InFileOrder => true;

    /// <summary>Whether lines of layers can be written before the model is done.</summary>
    private bool IsLive => format == DocumentFormat.JsonLines
        && head.View is { SortBy: null, Top: null, SummaryOnly: false };

    /// <summary>A model begins.</summary>
    /// <param name="checkpoint">The open file.</param>
    /// <param name="options">What is asked for.</param>
    public void Begin(Checkpoint checkpoint, AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        _current = IsLive ? ModelAnalysis.Empty(checkpoint, options) : null;
    }

    /// <inheritdoc/>
    public void Started(string path, LayerInventory inventory)
    {
        if (_current is not null)
        {
            Lines([AnalysisLines.Model(_current)]);
        }
    }

    /// <inheritdoc/>
    public void LayerDone(LayerResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (_current is { } model)
        {
            Lines(result.Rows.Select(row => AnalysisLines.Layer(model, row)));
        }
    }

    /// <summary>A model is done, or as far as it came.</summary>
    public void Add(ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _models.Add(model);
        var document = head with { Models = [model] };
        switch (format)
        {
            case DocumentFormat.JsonLines when _current is not null:
                Lines(AnalysisLines.End(model, head.PlacementOf(model)));
                break;
            case DocumentFormat.JsonLines:
                Lines(document.ToLines());
                break;
            case DocumentFormat.Csv when !head.View.SummaryOnly:
                _csv.Write(document.ToSheet(), destination, hasHeader: !_hasHeader);
                _hasHeader = true;
                break;
            case DocumentFormat.Markdown when !head.View.SummaryOnly:
                MarkdownWriter.Write(document.ToBlocks(), destination);
                break;
        }

        destination.Flush();
        _current = null;
    }

    /// <summary>Writes what comes after the models.</summary>
    /// <param name="errors">The files that could not be analyzed.</param>
    /// <param name="isComplete">Whether nothing was interrupted.</param>
    public void Finish(IReadOnlyList<ReportError> errors, bool isComplete = true)
    {
        var rest = head with { Models = _models, Errors = errors, IsComplete = isComplete };
        switch (format)
        {
            case DocumentFormat.JsonLines:
                Lines(SharedFields.ErrorLines(errors));
                break;
            case DocumentFormat.Csv when _hasHeader:
                break;
            case DocumentFormat.Markdown when !head.View.SummaryOnly:
                MarkdownWriter.Write(ReportError.Blocks(errors), destination);
                break;
            default:
                rest.Write(format, destination, neutralizesFormulas);
                break;
        }

        destination.Flush();
    }

    private void Lines(IEnumerable<Fields> lines)
    {
        lock (_writing)
        {
            JsonWriter.WriteLines(lines, destination);
            destination.Flush();
        }
    }
}
