using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>The layers of one model as a table that fits.</summary>
internal static class LayerTable
{
    private const string Status = "status";

    /// <summary>What people see unless they ask for more: in the order of reading, with the priority of each.</summary>
    private static readonly ShownColumn[] s_default =
    [
        Name("layer_id", 18), Name("name", 0), Name("layer_type", 8), Name("M", 5), Name("N", 4), Name("rf", 12),
        Name("num_evals", 11), Name("alpha", 1), Name("sigma", 14), Name("D", 7), Name("num_pl_spikes", 15),
        Name("alpha_weighted", 6), Name("log_norm", 9), Name("log_spectral_norm", 16), Name("stable_rank", 10),
        Name("entropy", 17), Name(Status, 3), Name("warning", 2),
    ];

    /// <param name="model">The model, its layers in the order of the table.</param>
    /// <param name="chosen">The columns that were asked for by name; null for the default ones.</param>
    /// <param name="terminal">The terminal.</param>
    public static void Write(ModelAnalysis model, IReadOnlyList<string>? chosen, Terminal terminal)
    {
        var columns = chosen?.Select((name, k) => Name(name, k)).ToArray() ?? s_default;
        var sheet = AnalysisDocument.LayersOf(model, columns.Select(column => column.Name));
        if (chosen is null && AllWell(sheet))
        {
            columns = [.. columns.Where(column => column.Name != Status)];
        }

        // Columns that were asked for by name are never dropped.
        var hidden = SheetTable.From(sheet, columns).Write(terminal, fit: chosen is null);
        HiddenColumns.Write(hidden, "--columns chooses", terminal);
    }

    private static bool AllWell(Sheet sheet)
    {
        int status = sheet.IndexOf(Status);
        return sheet.Rows.All(row => row[status].Severity == Severity.None);
    }

    private static ShownColumn Name(string name, int priority) => new(name, priority)
    {
        ShortenTo = name is "name" or "longname" or "model" ? TextColumn.LayerName : null,
        StaysDistinct = name == "name",
    };
}
