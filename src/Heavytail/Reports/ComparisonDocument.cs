using Heavytail.Reports;

namespace Heavytail;

/// <summary>Models beside a base; <c>docs/compare.schema.json</c> describes its JSON.</summary>
/// <param name="Comparisons">A comparison a model.</param>
/// <param name="Errors">The files and tensors that could not be read, or not be compared.</param>
public sealed record ComparisonDocument(
    IReadOnlyList<ModelComparison> Comparisons, IReadOnlyList<ReportError> Errors) : Document
{
    private static readonly string[] s_forPeople =
    [
        "name", "change", "base_alpha", "alpha", "diff_alpha", "alpha_difference_low", "alpha_difference_high",
        "alpha_clear", "drift", "spectral_difference", "cka", "esd_js", "right_overlap", "right_overlap_chance",
    ];

    private static readonly string[] s_ofPages =
        ["esd_wasserstein", "left_overlap", "left_overlap_chance", "intruder_dims"];

    private static readonly string[] s_delta =
        ["delta_alpha", "delta_num_spikes", "delta_stable_rank", "delta_label"];

    /// <summary>The path of the base.</summary>
    public required string Base { get; init; }

    /// <summary>The options of the analyses.</summary>
    public required AnalysisOptions Options { get; init; }

    /// <summary>Whether W − W_base was analyzed.</summary>
    public required bool HasDelta { get; init; }

    private IReadOnlyList<Column<ComparedRow>> Columns => ComparisonColumns.For(Options.Metrics, HasDelta);

    /// <summary>The layers of one comparison, with every column.</summary>
    public Sheet SheetOf(ModelComparison comparison) => Sheet.From(Columns, Rows([comparison]));

    internal override Fields ToJson() => new()
    {
        Head(),
        {
            "models", Comparisons.Select(comparison => new Fields
            {
                Model(comparison),
                { "layers", Rows([comparison]).Select(row => Fields.From(OfLayers, row)) },
            })
        },
        { "errors", SharedFields.Errors(Errors) },
    };

    internal override IEnumerable<Fields> ToLines() =>
    [
        new Fields { { "kind", "comparison" }, Head(), { "errors", SharedFields.Errors(Errors) } },
        .. Comparisons.SelectMany(comparison => Rows([comparison])
            .Select(row => new Fields { { "kind", "layer" }, Fields.From(Columns, row) })
            .Prepend(new Fields { { "kind", "model" }, Model(comparison) })),
    ];

    internal override Sheet ToSheet() => Sheet.From(Columns, Rows(Comparisons));

    /// <summary>All layers with the columns that people read, and what has none of them.</summary>
    internal Sheet ToPageSheet()
    {
        var sheet = ToSheet();
        return sheet.Select(
        [
            .. Comparisons.Count > 1 ? ["model"] : Array.Empty<string>(),
            .. s_forPeople, .. s_ofPages, .. HasDelta ? s_delta : [], "note",
        ]);
    }

    internal override IEnumerable<Block> ToBlocks() =>
    [
        .. Comparisons.SelectMany(Blocks),
        .. ReportError.Blocks(Errors),
    ];

    private IReadOnlyList<Column<ComparedRow>> OfLayers => [.. Columns.Where(column => !column.IsOfModel)];

    private IEnumerable<Block> Blocks(ModelComparison comparison)
    {
        var sheet = SheetOf(comparison);
        yield return new Block.Heading(
            Block.Heading.Main, MarkdownWriter.Escape($"{comparison.Other.Path} against {comparison.Base.Path}"));
        yield return new Block.Table(sheet.Select(HasDelta ? [.. s_forPeople, .. s_delta] : s_forPeople));
        yield return new Block.Bullets(
            [.. ComparisonSentences.Of(comparison).Select(MarkdownWriter.Escape)]);
    }

    private static IEnumerable<ComparedRow> Rows(IEnumerable<ModelComparison> comparisons) => comparisons
        .SelectMany(comparison => comparison.Layers.Select(layer => new ComparedRow(comparison, layer)));

    private static Fields Model(ModelComparison comparison) => new()
    {
        { "path", comparison.Other.Path },
        { "sentences", ComparisonSentences.Of(comparison) },
        { "clear", (long)comparison.Layers.Count(layer => layer.Alpha?.IsClear == true) },
        {
            "counts", Counts(comparison)
        },
        { "unused_maps", comparison.UnusedMaps.Select(map => map.Text) },
    };

    private static Fields Counts(ModelComparison comparison)
    {
        var fields = new Fields();
        foreach (var change in Enum.GetValues<LayerChange>())
        {
            fields.Add(change.Word().Replace('-', '_'), (long)comparison.Count(change));
        }

        return fields;
    }

    private Fields Head() => new()
    {
        SharedFields.Tool(),
        { "options", SharedFields.Options(Options) },
        { "base", Base },
        { "delta", HasDelta },
    };
}
