
using Heavytail.Comparison.Published;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>Where a model stands among others, for people.</summary>
internal static class PlacementTable
{
    public static void Write(Placement placement, Terminal terminal)
    {
        terminal.WriteLine();
        terminal.WriteLine($" {PlacementParts.Title(placement)}", Tone.Strong);
        if (placement.Metrics.Count > 0)
        {
            terminal.WriteLine();
            var table = new TextTable(
                [.. PlacementParts.Columns.Select((column, k) => new TextColumn(column.Name, column.Kind, k))],
                [.. placement.Metrics.Select(metric => PlacementParts.Row(metric)
                    .Select(value => new TextCell(CellText.Rounded(value))).ToArray())]);
            table.Write(terminal, fit: true);
        }

        if (PlacementParts.Caution(placement) is string caution)
        {
            Flow.Write(terminal, " caution:", caution.Split(", "), Tone.Warning);
        }
    }
}
