using System.Text.Json;
using Heavytail.Reports;

namespace Heavytail.Pages;

/// <summary>A model as the data of a page.</summary>
internal static class PageFields
{
    /// <summary>Findings of one severity that a page lists.</summary>
    private const int MostFindings = 25;

    /// <summary>Columns that a page shows unless others are chosen, as far as the analysis has them.</summary>
    private static readonly string[] s_shown =
    [
        "name", "layer_type", "M", "N", "rf", "slice", "label", "alpha", "alpha_ci_low", "alpha_ci_high", "num_spikes",
        "num_traps", "phase", "delta_lambda_min", "alpha_null", "D", "num_pl_spikes", "alpha_weighted", "stable_rank",
        "status",
    ];

    /// <summary>Columns that are the same for all rows, or stand elsewhere on the page.</summary>
    private static readonly string[] s_leftOut = ["model", "convention", "longname"];

    /// <summary>The model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="placement">Where it stands; null where it is not placed.</param>
    /// <param name="figures">JSON of the figures of each row; empty where there are none.</param>
    /// <param name="pages">Addresses of the pages of each row; empty where there are none.</param>
    /// <param name="name">A short name that no other model of the page has.</param>
    public static Fields Model(
        ModelAnalysis model,
        Placement? placement,
        IReadOnlyList<byte[]> figures,
        IReadOnlyList<string> pages,
        string name)
    {
        var verdict = ModelVerdict.From(model);
        var columns = LayerColumns.For(model.Options.Metrics)
            .Where(column => !s_leftOut.Contains(column.Name)).ToArray();
        return new()
        {
            { "name", VisibleText.Escape(name) },
            { "path", VisibleText.Escape(model.Path) },
            { "format", VisibleText.Escape(Phrases.Format(model)) },
            { "complete", model.IsComplete },
            { "verdict", verdict.Rows == 0
                ? "no layer can be judged"
                : VerdictSentences.InShort(verdict, model.Summary.Slices is null ? "layer" : "slice") },
            { "sentences", Sentences(model, verdict).Select(VisibleText.Escape) },
            { "labels", AnalysisFields.Verdict(model) },
            { "summary", AnalysisFields.Summary(model.Summary) },
            { "percentiles", PlacementTable.ToJson(placement) },
            { "files", model.Files.Select(file => new Fields
                {
                    { "path", VisibleText.Escape(file.Path) }, { "size", file.Size }, { "sha256", file.Sha256 },
                }) },
            Listed(model),
            { "columns", columns.Select(column => column.Name) },
            { "numeric", columns.Where(column => column.Kind is ColumnKind.Real or ColumnKind.Count)
                .Select(column => column.Name) },
            { "shown", s_shown.Where(shown => columns.Any(column =>
                column.Name == shown && IsUseful(column, model))) },
            { "rows", json => Rows(model, columns, json) },
            { "grid", Grid(model) },
            { "figures", json => Figures(model, json) },
            { "chunk", (long)FigureChunks.Size },
            { "layers", json => FigureChunks.Write(figures, json) },
            { "pages", pages },
            { "skipped", model.Skipped.Select(Skipped) },
            { "errors", SharedFields.Errors(model.Errors.Select(ReportError.From)) },
        };
    }

    private static IEnumerable<string> Sentences(ModelAnalysis model, ModelVerdict verdict)
    {
        if (verdict.Rows > 0)
        {
            yield return $"alpha: {VerdictSentences.Counts(verdict, Phrases.Counted(model.Summary))}";
            if (VerdictSentences.Noise(verdict) is string noise)
            {
                yield return $"noise: {noise}";
            }

            foreach (var (label, text) in VerdictSentences.Advice(verdict))
            {
                yield return $"{label.Word()}: {text}";
            }
        }

        if (Phrases.Matrices(model.Options) is string matrices)
        {
            yield return matrices;
        }

        int failed = model.Layers.Count(row => row.Metrics.Status.IsError());
        string without = failed == 0 ? "" : FormattableString.Invariant($", {failed} without a spectrum");
        yield return $"{Phrases.Counted(model.Summary)} analyzed{without}, {Phrases.NotAnalyzed(model.Skipped)}";
    }

    /// <summary>Counts by severity, and the first findings of each.</summary>
    private static Fields Listed(ModelAnalysis model)
    {
        var found = Findings.Of(model);
        var places = model.Layers.Select((row, index) => (row, index))
            .ToDictionary(pair => (object)pair.row, pair => pair.index, ReferenceEqualityComparer.Instance);
        var groups = found.GroupBy(finding => finding.Severity).ToArray();
        return new()
        {
            { "findings", groups.SelectMany(group => group.Take(MostFindings)).Select(finding => new Fields
                {
                    { "severity", Word(finding.Severity) },
                    { "kind", finding.Kind },
                    { "row", finding.Row is null ? null : (long?)places[finding.Row] },
                    { "text", VisibleText.Escape(finding.Text) },
                }) },
            { "omitted", groups.Where(group => group.Count() > MostFindings).Select(group => new Fields
                {
                    { "severity", Word(group.Key) }, { "count", (long)(group.Count() - MostFindings) },
                }) },
        };
    }

    private static string Word(Severity severity) => severity == Severity.Error ? "error" : "warning";

    private static bool IsUseful(Column<LayerRow> column, ModelAnalysis model) =>
        model.Layers.Any(row => column.Value(new LayerRow(model, row)).Kind != CellKind.None);

    /// <summary>An array a row.</summary>
    private static void Rows(ModelAnalysis model, Column<LayerRow>[] columns, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var row in model.Layers)
        {
            WriteRow(columns.Select(column => column.Value(new LayerRow(model, row))), json);
        }

        json.WriteEndArray();
    }

    /// <summary>A row as an array.</summary>
    public static void WriteRow(IEnumerable<Cell> row, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var cell in row)
        {
            Write(cell, json);
        }

        json.WriteEndArray();
    }

    /// <summary>A value; real numbers to six significant digits.</summary>
    private static void Write(Cell cell, Utf8JsonWriter json)
    {
        switch (cell)
        {
            case { Real: double number }:
                FigureJson.WriteNumber(number, json);
                break;
            case { Kind: CellKind.Text or CellKind.Shape }:
                json.WriteStringValue(VisibleText.Escape(cell.Exact));
                break;
            default:
                JsonWriter.Write(json, cell);
                break;
        }
    }

    private static Fields Grid(ModelAnalysis model)
    {
        var grid = LayerGrid.From(model.Layers);
        return new()
        {
            { "blocks", grid.Blocks.Select(VisibleText.Escape) },
            { "kinds", grid.Kinds.Select(VisibleText.Escape) },
            { "places", json =>
                {
                    json.WriteStartArray();
                    foreach (var place in grid.Places)
                    {
                        json.WriteNumberValue(place.Block);
                        json.WriteNumberValue(place.Kind);
                    }

                    json.WriteEndArray();
                } },
        };
    }

    private static void Figures(ModelAnalysis model, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (string kind in ModelFigures.Kinds)
        {
            if (ModelFigures.Create(kind, model) is { } figure)
            {
                FigureJson.Write(figure, json);
            }
        }

        json.WriteEndArray();
    }

    private static Fields Skipped(SkippedTensor tensor) => new()
    {
        { "name", VisibleText.Escape(tensor.Name) },
        { "shape", tensor.Tensor.Shape.ToString() },
        { "dtype", tensor.Tensor.Encoding },
        { "reason", tensor.Reason.Word() },
        { "explanation", VisibleText.Escape(tensor.Explanation) },
    };
}
