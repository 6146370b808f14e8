using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>Where a model stands among others, for people.</summary>
internal static class PlacementSection
{
    public static void Write(Placement placement, Terminal terminal)
    {
        terminal.WriteLine();
        terminal.WriteLine($" {Printable.Text(placement.Title)}", Tone.Strong);
        if (placement.Metrics.Count > 0)
        {
            terminal.WriteLine();
            var sheet = PlacementTable.From(placement);
            ShownColumn[] columns = [.. sheet.Columns.Select((column, k) => new ShownColumn(column.Name, k))];
            SheetTable.From(sheet, columns).Write(terminal, fit: true);
            terminal.WriteLine();
            Paragraph.Write(terminal, " ", Placement.Reading, Tone.Plain);
        }

        if (placement.Caution is string caution)
        {
            WrappedList.Write(terminal, " caution:", Printable.Text(caution).Split(", "), Tone.Warning);
        }
    }
}
