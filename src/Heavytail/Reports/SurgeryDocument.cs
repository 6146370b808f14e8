using Heavytail.Reports;

namespace Heavytail;

/// <summary>A model before and after an operation on its weights.</summary>
/// <param name="Result">The operation, and what became of each layer.</param>
/// <param name="Errors">The files and tensors that could not be read.</param>
public sealed record SurgeryDocument(SurgeryResult Result, IReadOnlyList<ReportError> Errors) : Document
{
    private static readonly string[] s_forPeople =
    [
        "name", "done", "change", "before_alpha", "alpha", "before_label", "label", "before_num_spikes", "num_spikes",
        "before_num_traps", "num_traps", "before_effective_rank", "effective_rank",
    ];

    /// <summary>The file or the folder that is written; null where nothing is.</summary>
    public string? Output { get; init; }

    /// <summary>The layers, with every column.</summary>
    public Sheet Sheet => ToSheet();

    private IReadOnlyList<Column<SurgeryRow>> Columns => SurgeryColumns.For(Result.Before.Options.Metrics);

    private IEnumerable<SurgeryRow> Rows => Result.Layers.Select(layer => new SurgeryRow(Result, layer));

    internal override Fields ToJson() => new()
    {
        Head(),
        { "layers", Rows.Select(Layer) },
        { "errors", SharedFields.Errors(Errors) },
    };

    internal override IEnumerable<Fields> ToLines() =>
    [
        new Fields { { "kind", "surgery" }, Head(), { "errors", SharedFields.Errors(Errors) } },
        .. Rows.Select(row => new Fields { { "kind", "layer" }, Layer(row) }),
    ];

    internal override Sheet ToSheet() => Sheet.From(Columns, Rows);

    internal override IEnumerable<Block> ToBlocks() =>
    [
        new Block.Heading(
            Block.Heading.Main, MarkdownWriter.Escape($"{Result.Operation.Kind}: {Result.Before.Path}")),
        new Block.Table(ToSheet().Select(s_forPeople)),
        new Block.Bullets([.. SurgerySentences.Of(this).Select(MarkdownWriter.Escape)]),
        .. ReportError.Blocks(Errors),
    ];

    private Fields Layer(SurgeryRow row) => new()
    {
        Fields.From(Columns.Where(column => !column.IsOfModel), row),
        { "treated_traps", row.Layer.Traps.Select(Trap) },
    };

    private static Fields Trap(TreatedTrap trap) => new()
    {
        { "slice", (long)trap.Slice },
        { "cause", trap.Cause.Word() },
        { "row", (long?)trap.Row },
        { "column", (long?)trap.Column },
        { "value", trap.Value },
        { "excess", trap.Excess },
        { "surgery", trap.Surgery.Word() },
        { "new_value", trap.NewValue },
    };

    private Fields Head() => new()
    {
        SharedFields.Tool(),
        { "options", SharedFields.Options(Result.Before.Options) },
        { "model", Result.Before.Path },
        { "output", Output },
        { "surgery", Result.Operation.Kind },
        { "method", Result.Operation.Method },
        { "source", Result.Operation.Source },
        { "changed", (long)Result.Layers.Count(layer => layer.IsChanged) },
        { "untouched_tensors", (long)Result.Untouched },
        { "before_alpha", Result.Before.Summary["alpha"] },
        { "alpha", Result.After["alpha"] },
        { "notes", Result.Notes },
    };
}
