using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Reports;

namespace Heavytail;

/// <summary>What is in some models by their headers alone, and what an analysis would do with it.</summary>
/// <param name="Models">The described models, in the order of the arguments.</param>
/// <param name="Errors">The files that could not be described.</param>
public sealed record DescriptionDocument(
    IReadOnlyList<Description> Models, IReadOnlyList<ReportError> Errors) : Document
{
    /// <summary>Seconds; below this an estimate would be about the start of the program.</summary>
    private const double Instant = 0.1;

    /// <summary>
    /// What was asked for: the options of the first model, unless given. Where a model has others, each model has its
    /// own in JSON, and the document none.
    /// </summary>
    public AnalysisOptions Options { get; init; } = Models.Count > 0 ? Models[0].Options : new AnalysisOptions();

    /// <summary>The tensors of a model, with every column.</summary>
    public static Sheet TensorsOf(Description model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Sheet.From(DescriptionColumns.All, RowsOf(model));
    }

    /// <summary>What an analysis would take, for people: <c>about 3 s on one thread, 120 MB of memory …</c>.</summary>
    public static string EstimateOf(Description model)
    {
        ArgumentNullException.ThrowIfNull(model);
        double seconds = model.Estimate.Seconds;
        string time = seconds switch
        {
            < Instant => "less than 0.1 s",
            < 90 => $"about {Rounded(seconds)} s on one thread",
            < 5400 => $"about {Rounded(seconds / 60)} minutes on one thread",
            _ => $"about {Rounded(seconds / 3600)} hours on one thread",
        };
        return $"{time}, {ByteSize.AtLeast(model.Estimate.Bytes)} of memory for the largest layer";
    }

    internal override Fields ToJson()
    {
        bool isShared = SharedFields.HoldsForAll(Options, Models.Select(model => model.Options));
        return new()
        {
            SharedFields.Tool(),
            { "options", SharedFields.OptionsOrNull(isShared ? Options : null) },
            { "models", Models.Select(model => Json(model, !isShared)) },
            { "errors", SharedFields.Errors(Errors) },
        };
    }

    internal override IEnumerable<Fields> ToLines() =>
        Models.SelectMany(RowsOf)
            .Select(row => new Fields { { "kind", "tensor" }, Fields.From(DescriptionColumns.All, row) })
            .Concat(SharedFields.ErrorLines(Errors));

    internal override Sheet ToSheet() => Sheet.From(DescriptionColumns.All, Models.SelectMany(RowsOf));

    internal override IEnumerable<Block> ToBlocks() => Models.SelectMany(Blocks).Concat(ReportError.Blocks(Errors));

    private static IEnumerable<TensorRow> RowsOf(Description model) =>
        model.Tensors.Select(tensor => new TensorRow(model, tensor));

    private static Fields Json(Description model, bool hasOptions) => new()
    {
        { "path", model.Path },
        { "format", model.Format },
        SharedFields.OwnOptions(model.Options, hasOptions),
        SharedFields.Convention(model.Options),
        { "files", model.Files.Select(file => new Fields { { "path", file.Path }, { "size", file.Size } }) },
        { "metadata", Metadata(model) },
        { "parameters", model.Parameters },
        { "analyzed_parameters", model.AnalyzedParameters },
        { "estimated_seconds", Math.Round(model.Estimate.Seconds, 3) },
        { "estimated_memory", model.Estimate.Bytes },
        { "analyzed", model.Plan.Layers.Count },
        { "skipped", model.Plan.SkippedTensors.Count },
        { "left_out", model.Plan.LayersLeftOut.Count },
        { "tensors", RowsOf(model).Select(row => Fields.From(DescriptionColumns.All, row)) },
    };

    private static Fields Metadata(Description model)
    {
        var fields = new Fields();
        foreach (var (key, value) in model.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            fields.Add(key, value);
        }

        return fields;
    }

    private static IEnumerable<Block> Blocks(Description model)
    {
        var columns = DescriptionColumns.All.Where(column => !column.IsForPrograms).ToArray();
        string files = Phrases.Count(model.Files.Count, "file");
        string parameters = Phrases.Count(model.Parameters, "parameter");
        string layers = Phrases.Count(model.Plan.Layers.Count, "layer");
        string tensors = Phrases.Count(model.Plan.Decisions.Count, "tensor");
        string notAnalyzed = Phrases.NotAnalyzed(model.Plan.Skipped);
        return
        [
            new Block.Heading(Block.Heading.Main, model.Path),
            new Block.Table(Sheet.From(columns, RowsOf(model))),
            new Block.Bullets(
            [
                $"{MarkdownWriter.Escape(model.Format)}, {files}, {tensors}, {parameters}",
                string.Join(", ", model.Storage.Select(MarkdownWriter.Escape)),
                $"analyze: {EstimateOf(model)}",
                $"{layers} to analyze, {notAnalyzed}{Phrases.Historical(model.Options.Method.Convention)}"
                    + Phrases.OfMatrices(model.Options),
            ]),
        ];
    }

    /// <summary>An estimate has one digit, two where it is large.</summary>
    private static string Rounded(double value)
    {
        double rounded = value < 10 ? Math.Round(value, value < 1 ? 1 : 0) : Math.Round(value / 5) * 5;
        return rounded.ToString(CultureInfo.InvariantCulture);
    }
}
