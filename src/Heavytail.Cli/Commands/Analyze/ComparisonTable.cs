using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>Several models side by side: their means and counts.</summary>
internal static class ComparisonTable
{
    /// <summary>Models whose failed layers are named.</summary>
    private const int MostFailures = 5;

    /// <summary>Letters of a model's name that are left for the sake of counts.</summary>
    private const int LeastName = 26;

    private const string Wider = "a wider window or --summary-only -f csv shows all";

    /// <summary>The columns after the name of a model, in the order of reading, with the priority of each.</summary>
    private static readonly ShownColumn[] s_columns =
    [
        new("layers", 7), new("slices", 10), new("alpha", 1), new("alpha_weighted", 3), new("log_norm", 5),
        new("log_spectral_norm", 8), new("stable_rank", 9), new("inside", 1), new("outside", 1), new("uncertain", 1),
        new("random_like", 2) { Heading = "random" }, new("failed", 6),
    ];

    /// <param name="models">The models, in the order of the table.</param>
    /// <param name="sortBy">The column that orders them, which is never hidden; null for none.</param>
    /// <param name="terminal">The terminal.</param>
    public static void Write(IReadOnlyList<ModelAnalysis> models, string? sortBy, Terminal terminal)
    {
        var convention = models[0].Options.Method.Convention;
        bool pooled = convention.PoolsSlices;
        string rows = pooled ? "layers" : "slices";
        string matrices = Phrases.OfMatrices(models[0].Options);
        terminal.WriteLine($"means over {rows}, convention {convention.Scaling}{matrices}", Tone.Strong);
        terminal.WriteLine();
        ModelAnalysis[] shown = [.. models.Where(model => model.Layers.Count > 0)];
        int empty = models.Count - shown.Length;
        models = shown.Length > 0 ? shown : models;
        string common = CommonFolder.Of([.. models.Select(model => model.Path)]);
        var sheet = AnalysisDocument.ModelsSheet(models);
        ShownColumn[] columns =
        [
            new("model", 0) { ShortenTo = LeastName, StaysDistinct = true },
            .. ShownColumn.Keep(
                [.. s_columns.Where(column => (column.Name != "slices" || !pooled) && HasValue(sheet, column.Name))],
                sheet.Columns.Any(column => column.Name == sortBy) ? sortBy
                    : models.Any(model => model.Summary.Failed > 0) ? "failed" : null),
        ];
        var table = DecimalColumns.Align(SheetTable.From(sheet, columns)).Map((row, column, cell) =>
            column == 0 ? cell with { Text = Printable.Text(models[row].Path[common.Length..]) }
            : columns[column].Name == "failed" && models[row].Summary.Failed > 0 ? cell with { Tone = Tone.Warning }
            : cell);
        HiddenColumns.Write(table.Write(terminal, fit: true), Wider, terminal);
        WriteFailures(models, common, terminal);
        if (empty > 0 && shown.Length > 0)
        {
            terminal.WriteLine($" {Phrases.Count(empty, "more file")} without a layer to analyze", Tone.Dim);
        }
    }

    /// <summary>Counts of labels are blank where layers have none.</summary>
    private static bool HasValue(Sheet sheet, string name)
    {
        int at = sheet.Columns.Select(column => column.Name).ToList().IndexOf(name);
        return at < 0 || sheet.Rows.Any(row => row[at].Kind != CellKind.None);
    }

    /// <summary>Which layers have no metrics: the means of such a model are of fewer layers than they seem.</summary>
    private static void WriteFailures(IReadOnlyList<ModelAnalysis> models, string common, Terminal terminal)
    {
        var failed = models.Where(model => model.Summary.Failed > 0).ToArray();
        foreach (var model in failed.Take(MostFailures))
        {
            Paragraph.Write(
                terminal, " failed: ", $"{model.Path[common.Length..]}: {FailedLayers.Of(model)}", Tone.Warning);
        }

        if (failed.Length > MostFailures)
        {
            terminal.WriteLine(
                $" failed: layers of {Phrases.Count(failed.Length - MostFailures, "more model")}", Tone.Warning);
        }
    }
}
