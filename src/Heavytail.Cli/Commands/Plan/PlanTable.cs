using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Plan;

/// <summary>A plan for people: what each layer gets, and with <c>--explain</c> why.</summary>
internal static class PlanTable
{
    /// <summary>Why is below a layer where it has less room than this beside it.</summary>
    private const int Beside = 100;

    public static void Write(PlanDocument document, bool explains, Terminal terminal)
    {
        var plan = document.Plan;
        terminal.Write($"plan {plan.Kind}", Tone.Strong);
        terminal.WriteLine($"  {plan.Method}, by {document.Score}", Tone.Dim);
        if (explains)
        {
            Paragraph.Write(terminal, " source: ", plan.Source, Tone.Dim);
        }

        terminal.WriteLine();
        bool isBelow = explains && terminal.Width < Beside;
        var sheet = document.Sheet;
        ShownColumn[] columns =
        [
            new("layer", 0) { ShortenTo = TextColumn.LayerName, StaysDistinct = true },
            new("score", 1),
            new(plan.Allocated, 0),
            .. explains && !isBelow ? [new ShownColumn("why", 2)] : Array.Empty<ShownColumn>(),
        ];
        var hidden = SheetTable.From(sheet, columns).Write(
            terminal, fit: true, isBelow ? row => Below(plan, row) : null);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
        terminal.WriteLine();
        string facts = string.Join(", ", document.Facts.Select(fact =>
            $"{fact.Name.Replace('_', ' ')} {fact.Value.Rounded}"));
        Paragraph.Write(terminal, " ", facts, Tone.Plain);
        foreach (string note in plan.Notes)
        {
            Paragraph.Write(terminal, " note: ", note, Tone.Warning);
        }

        foreach (var refused in plan.Refused)
        {
            Paragraph.Write(terminal, " note: ", $"no file for {refused.Name}: {refused.Why}", Tone.Warning);
        }

        if (explains)
        {
            foreach (var file in plan.Files)
            {
                Paragraph.Write(terminal, $" --emit {file.Name}: ", file.Use, Tone.Dim);
            }
        }
    }

    /// <summary>Why, below the last of the layers that have one reason.</summary>
    private static string Below(Heavytail.Plan plan, int row) =>
        row + 1 < plan.Rows.Count && plan.Rows[row + 1].Why == plan.Rows[row].Why ? "" : plan.Rows[row].Why;
}
