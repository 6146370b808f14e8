using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Heavytail.Pages;
using Heavytail.Reports;

namespace Heavytail;

/// <summary>
/// The data of a page that shows analyzed models: verdicts, tables, figures of models and layers, differences, and on
/// what it was computed.
/// </summary>
/// <param name="document">The models, with their errors.</param>
/// <param name="figures">
/// For each model, in their order, the figures of each row as <see cref="FiguresOf"/> gives them.
/// </param>
public sealed class ModelPage(AnalysisDocument document, IReadOnlyList<IReadOnlyList<byte[]>> figures)
{
    /// <summary>
    /// Layers above which a page has no figures of layers: with them it would be too large to open. The tables and the
    /// figures of models have all layers.
    /// </summary>
    public const int MostLayers = 1000;

    /// <summary>Points a curve of a page with few layers.</summary>
    private const int MostPoints = 400;

    /// <summary>Points a curve of a page with many.</summary>
    private const int FewestPoints = 60;

    /// <summary>Points of one curve of all layers together, so that 500 layers stay below 4 MB.</summary>
    private const int AllPoints = 40_000;

    /// <summary>Room for the figures of a layer: new for each, it would be new pages of memory.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    /// <summary>
    /// For each model the addresses of the pages of its rows, relative to this page; empty where layers have no pages.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Pages { get; init; } = [];

    /// <summary>Points that a curve of a layer may have on a page of so many layers.</summary>
    public static int PointsFor(int layers) =>
        layers == 0 ? MostPoints : Math.Clamp(AllPoints / layers, FewestPoints, MostPoints);

    /// <summary>The figures of a layer as JSON in UTF-8: an array, empty where it has none.</summary>
    /// <param name="row">The layer, with its spectrum.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="points">Points a curve: see <see cref="PointsFor"/>.</param>
    public static byte[] FiguresOf(LayerAnalysis row, AnalysisOptions options, int points)
    {
        ArgumentNullException.ThrowIfNull(row);
        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(1 << 16);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var figure in LayerFigures.CreateAll(row, options).Where(figure => !figure.IsEmpty))
            {
                FigureJson.Write(figure.Thin(points), json);
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Writes the data as one JSON object that may stand inside of a script element: characters that end one are
    /// escaped.
    /// </summary>
    /// <param name="names">A short name for each model.</param>
    /// <param name="destination">Where to; it stays open.</param>
    public void Write(IReadOnlyList<string> names, Stream destination)
    {
        ArgumentNullException.ThrowIfNull(names);
        using var json = new Utf8JsonWriter(destination); // escapes <, > and &
        ToFields(names).Write(json);
    }

    private Fields ToFields(IReadOnlyList<string> names) => new()
    {
        SharedFields.Tool(),
        { "options", SharedFields.Options(document.Options) },
        { "environment", Environment() },
        { "complete", document.IsComplete && document.Models.All(model => model.IsComplete) },
        { "limit", MostLayers },
        { "models", document.Models.Select((model, k) =>
            PageFields.Model(
                model, document.PlacementOf(model), figures[k], k < Pages.Count ? Pages[k] : [], names[k])) },
        { "differences", document.Models.Skip(1).Select(model => Difference(document.Models[0], model)) },
        { "errors", SharedFields.Errors(document.Errors) },
    };

    private static Fields Environment() => new()
    {
        { "system", RuntimeInformation.OSDescription },
        { "architecture", RuntimeInformation.ProcessArchitecture.ToString() },
        { "runtime", RuntimeInformation.FrameworkDescription },
        { "kernels", KernelChoice.Name },
    };

    private static Fields Difference(ModelAnalysis first, ModelAnalysis other) => new()
    {
        { "rows", LayerDifferences.Between(first, other).Select(pair => new Fields
            {
                { "name", VisibleText.Escape(pair.Before.Row.Name) },
                { "slice", pair.Before.Row.Slice },
                { "before", json => FigureJson.WriteNumber(pair.Before.Alpha, json) },
                { "after", json => FigureJson.WriteNumber(pair.After.Alpha, json) },
                { "difference", json => FigureJson.WriteNumber(pair.Alpha, json) },
                { "clear", json =>
                    {
                        if (pair.IsClear is bool clear)
                        {
                            json.WriteBooleanValue(clear);
                        }
                        else
                        {
                            json.WriteNullValue();
                        }
                    } },
                { "label_before", pair.Before.Label.Word() },
                { "label_after", pair.After.Label.Word() },
            }) },
        { "figure", json =>
            {
                if (LayerDifferences.Figure(first, other) is { } figure)
                {
                    FigureJson.Write(figure, json);
                }
                else
                {
                    json.WriteNullValue();
                }
            } },
    };
}
