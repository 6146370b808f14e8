using System.Globalization;
using Heavytail.Reports;

namespace Heavytail;

/// <summary>What a table of models says; <c>docs/trend.schema.json</c> describes its JSON.</summary>
/// <param name="Analysis">The trends.</param>
public sealed record TrendDocument(TrendAnalysis Analysis) : Document
{
    private static readonly string[] s_family =
    [
        "metric", "n", "slope", "intercept", "r2", "loo_r2", "rmse", "tau", "tau_p", "rho", "rho_p", "partial_r",
        "partial_p",
    ];

    private static readonly string[] s_summary = ["metric", "scope", "n", "r2", "loo_r2", "rmse", "tau", "rho"];

    private static readonly string[] s_pooled =
        ["metric", "scope", "n", "slope", "r2", "tau", "partial_r", "partial_p"];

    /// <summary>
    /// The options of the analyses that the metrics come from; null where they come from the table itself.
    /// </summary>
    public AnalysisOptions? Options { get; init; }

    /// <summary>Whether CSV has a row for each model, with its metrics, instead of one for each trend.</summary>
    public bool ListsModels { get; init; }

    /// <summary>
    /// A row for each model: name, family, score, metrics and baselines. As CSV it is a table that can be analyzed
    /// again.
    /// </summary>
    public Sheet Models => TrendModelSheet.From(Analysis.Data);

    /// <summary>Rows as a sheet with every column.</summary>
    public static Sheet SheetOf(IEnumerable<TrendRow> rows) => Sheet.From(TrendColumns.All, rows);

    internal override Fields ToJson() => new()
    {
        SharedFields.Tool(),
        { "options", SharedFields.OptionsOrNull(Options) },
        TrendFields.Head(Analysis),
        TrendFields.Body(Analysis),
    };

    internal override IEnumerable<Fields> ToLines() =>
    [
        new Fields
        {
            { "kind", "table" },
            SharedFields.Tool(),
            { "options", SharedFields.OptionsOrNull(Options) },
            TrendFields.Head(Analysis),
        },
        Text("answer", null, Analysis.Answer),
        .. TrendRow.From(Analysis).Select(row =>
            new Fields { { "kind", "trend" }, Fields.From(TrendColumns.All, row) }),
        .. Analysis.Families.Select(family => Text("sentence", family.Family, family.Sentence)),
        .. Analysis.Warnings.Select(warning => Text("warning", null, warning)),
        .. Analysis.Data.Notes.Select(note => Text(note.IsError ? "error" : "note", null, Line(note))),
    ];

    /// <summary>Sentences, warnings and notes are not in it.</summary>
    internal override Sheet ToSheet() => ListsModels ? Models : Sheet.From(
    [
        .. TrendColumns.All,
        new Column<TrendRow>("score", ColumnKind.Text, _ => Analysis.Data.Score),
        new Column<TrendRow>("score_direction", ColumnKind.Text, _ => Phrases.Direction(Analysis.Data)),
        new Column<TrendRow>("convention", ColumnKind.Text, _ => Analysis.Data.Convention),
    ], TrendRow.From(Analysis));

    /// <summary>A table and a sentence for each family, then means, pooled trends, warnings and notes.</summary>
    internal override IEnumerable<Block> ToBlocks()
    {
        var data = Analysis.Data;
        var rows = TrendRow.From(Analysis).ToLookup(row => row.Scope);
        string score = $"{MarkdownWriter.Escape(data.Score)} ({Phrases.Better(data)})";
        string convention = MarkdownWriter.Escape((data.Convention ?? "unknown") + Phrases.Compatible(Options));
        return
        [
            new Block.Heading(Block.Heading.Main, data.Source),
            new Block.Paragraph($"{Phrases.Count(data.Models.Count, "model")}, score {score}, convention {convention}"),
            .. Analysis.Families.Count > 1
                ? [new Block.Paragraph(MarkdownWriter.Escape(Analysis.Answer))]
                : Array.Empty<Block>(),
            .. Analysis.Families.SelectMany(family => Family(
                family, rows[TrendRow.FamilyScope].Where(row => row.Family == family.Family))),
            .. Section("Over families", s_summary, Pairs(rows["mean"], rows["sd"])),
            .. Section("All models, pooled and within families", s_pooled, Pairs(rows["pooled"], rows["within"])),
            .. ListsModels
                ? [new Block.Heading(Block.Heading.Section, "Models"), new Block.Table(Models)]
                : Array.Empty<Block>(),
            .. List("Warnings", Analysis.Warnings),
            .. List("Notes", data.Notes.Select(Line)),
        ];
    }

    private static Block[] Family(FamilyTrend family, IEnumerable<TrendRow> rows) =>
    [
        new Block.Heading(Block.Heading.Section, family.Family),
        new Block.Table(SheetOf(rows).Select(s_family)),
        new Block.Paragraph(MarkdownWriter.Escape(family.Sentence)),
    ];

    private static Block[] Section(string title, string[] columns, TrendRow[] rows) => rows.Length == 0
        ? []
        : [new Block.Heading(Block.Heading.Section, title), new Block.Table(SheetOf(rows).Select(columns))];

    private static Block[] List(string title, IEnumerable<string> items)
    {
        string[] lines = [.. items.Select(MarkdownWriter.Escape)];
        return lines.Length == 0 ? [] : [new Block.Heading(Block.Heading.Section, title), new Block.Bullets(lines)];
    }

    /// <summary>A note in one line.</summary>
    private static string Line(TrendNote note) =>
        (note.Line is int line ? string.Create(CultureInfo.InvariantCulture, $"line {line}: ") : "")
        + note.Message + (note.Hint is null ? "" : $" ({note.Hint})");

    private static Fields Text(string kind, string? family, string text) =>
        new() { { "kind", kind }, { "family", family }, { "text", text } };

    /// <summary>Two rows for each metric, one of each scope.</summary>
    private TrendRow[] Pairs(IEnumerable<TrendRow> first, IEnumerable<TrendRow> second)
    {
        TrendRow[] rows = [.. first, .. second];
        return [.. Analysis.Data.Metrics.SelectMany(metric => rows.Where(row => row.Metric == metric))];
    }
}
