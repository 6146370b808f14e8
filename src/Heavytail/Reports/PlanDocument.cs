using Heavytail.Reports;

namespace Heavytail;

/// <summary>
/// A plan, with the model and the scores that it follows from; <c>docs/plan.schema.json</c> describes its JSON.
/// </summary>
/// <param name="Plan">The plan.</param>
/// <param name="Errors">The files and tensors that could not be read.</param>
public sealed record PlanDocument(Plan Plan, IReadOnlyList<ReportError> Errors) : Document
{
    /// <summary>The file of the weights; null where scores came from a file alone.</summary>
    public string? Model { get; init; }

    /// <summary>The metric that is the score, or the file that the scores come from.</summary>
    public required string Score { get; init; }

    /// <summary>The options of the analysis; null where nothing was analyzed.</summary>
    public AnalysisOptions? Options { get; init; }

    /// <summary>The layers with their scores and allocations.</summary>
    public Sheet Sheet => ToSheet();

    /// <summary>The columns: what a layer is, its score, what it gets, and why.</summary>
    private IReadOnlyList<Column<PlanRow>> Columns =>
    [
        new("layer", ColumnKind.Text, row => row.Layer.Name),
        new("block", ColumnKind.Text, row => row.Layer.Block),
        new("type", ColumnKind.Text, row => row.Layer.Type),
        new("tensor", ColumnKind.Text, row => row.Layer.Tensor),
        new("elements", ColumnKind.Count, row => row.Layer.Elements),
        new("score", ColumnKind.Real, row => row.Layer.Score),
        Plan.IsWhole
            ? new(Plan.Allocated, ColumnKind.Count, row => (long)row.Allocation)
            : new(Plan.Allocated, ColumnKind.Real, row => row.Allocation),
        new("why", ColumnKind.Text, row => row.Why),
    ];

    internal override Fields ToJson() => new()
    {
        Head(),
        { "layers", Rows() },
        { "errors", SharedFields.Errors(Errors) },
    };

    internal override IEnumerable<Fields> ToLines() =>
    [
        new Fields { { "kind", "plan" }, Head(), { "errors", SharedFields.Errors(Errors) } },
        .. Rows().Select(row => new Fields { { "kind", "layer" }, row }),
    ];

    internal override Sheet ToSheet() => Sheet.From(Columns, Plan.Rows);

    internal override IEnumerable<Block> ToBlocks() =>
    [
        new Block.Heading(Block.Heading.Main, MarkdownWriter.Escape($"{Plan.Kind}: {Plan.Method}")),
        new Block.Table(Sheet.From(
            [.. Columns.Where(column => column.Name is not ("block" or "type" or "tensor" or "elements"))], Plan.Rows)),
        new Block.Bullets(
        [
            .. Plan.Facts.Select(fact => MarkdownWriter.Escape($"{fact.Name}: {CellOf(fact).Rounded}")),
            MarkdownWriter.Escape($"score: {Score}"),
            MarkdownWriter.Escape($"source: {Plan.Source}"),
            .. Plan.Notes.Select(MarkdownWriter.Escape),
            .. Plan.Refused.Select(refused => MarkdownWriter.Escape($"no file for {refused.Name}: {refused.Why}")),
        ]),
        .. ReportError.Blocks(Errors),
    ];

    /// <summary>The facts, counts as whole numbers.</summary>
    public IReadOnlyList<(string Name, Cell Value)> Facts => [.. Plan.Facts.Select(fact => (fact.Name, CellOf(fact)))];

    private static Cell CellOf(PlanFact fact) => double.IsInteger(fact.Value) && Math.Abs(fact.Value) < 1e15
        ? (Cell)(long)fact.Value : fact.Value;

    private IEnumerable<Fields> Rows()
    {
        var columns = Columns;
        return Plan.Rows.Select(row => Fields.From(columns, row));
    }

    private Fields Head() => new()
    {
        SharedFields.Tool(),
        { "options", SharedFields.OptionsOrNull(Options) },
        { "model", Model },
        { "plan", Plan.Kind },
        { "method", Plan.Method },
        { "source", Plan.Source },
        { "score", Score },
        { "allocated", Plan.Allocated },
        { "facts", FactFields() },
        { "notes", Plan.Notes },
        { "emits", Plan.Files.Select(file => file.Name) },
        { "refuses", Plan.Refused.Select(refused => new Fields { { "file", refused.Name }, { "why", refused.Why } }) },
    };

    private Fields FactFields()
    {
        var fields = new Fields();
        foreach (var fact in Plan.Facts)
        {
            fields.Add(fact.Name, CellOf(fact));
        }

        return fields;
    }
}
