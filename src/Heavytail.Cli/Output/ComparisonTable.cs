using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>Several models side by side: their means and counts.</summary>
internal static class ComparisonTable
{
    private static readonly TextColumn[] s_columns =
    [
        new("model", ColumnKind.Text, 0, ShortenTo: TextColumn.ModelName),
        new("layers", ColumnKind.Count, 5),
        new("slices", ColumnKind.Count, 9),
        new("alpha", ColumnKind.Real, 1),
        new("alpha_weighted", ColumnKind.Real, 2),
        new("log_norm", ColumnKind.Real, 3),
        new("log_spectral_norm", ColumnKind.Real, 7),
        new("stable_rank", ColumnKind.Real, 8),
        new("over/under", ColumnKind.Text, 6),
        new("failed", ColumnKind.Count, 4),
    ];

    public static void Write(IReadOnlyList<ModelAnalysis> models, Terminal terminal)
    {
        var convention = models[0].Options.Method.Convention;
        terminal.WriteLine($"means over {(convention.PoolsSlices ? "layers" : "slices")}, convention {convention.Scaling}", Tone.Strong);
        terminal.WriteLine();
        string common = CommonFolder([.. models.Select(model => model.Path)]);
        int[] shown =
        [
            .. Enumerable.Range(0, s_columns.Length)
                .Where(column => s_columns[column].Name != "slices" || !convention.PoolsSlices),
        ];
        var table = new TextTable(
            [.. shown.Select(column => s_columns[column])],
            [.. models.Select(model => Row(model, common)).Select(row => shown.Select(column => row[column]).ToArray())]);
        table.Write(terminal, fit: true);
    }

    private static TextCell[] Row(ModelAnalysis model, string commonFolder)
    {
        var summary = model.Summary;
        return
        [
            new(Printable.Text(model.Path[commonFolder.Length..])),
            new(CellText.Exact(summary.Layers)),
            new(CellText.Exact(summary.Slices)),
            new(CellText.Rounded(summary["alpha"])),
            new(CellText.Rounded(summary["alpha_weighted"])),
            new(CellText.Rounded(summary["log_norm"])),
            new(CellText.Rounded(summary["log_spectral_norm"])),
            new(CellText.Rounded(summary["stable_rank"])),
            new(string.Create(CultureInfo.InvariantCulture, $"{summary.OverTrained}/{summary.UnderTrained}")),
            new(CellText.Exact(summary.Failed), summary.Failed > 0 ? Tone.Warning : Tone.Plain),
        ];
    }

    /// <summary>The folder that all paths begin with; it would only widen the column.</summary>
    public static string CommonFolder(string[] paths)
    {
        string folder = paths[0][..(paths[0].LastIndexOfAny(['/', '\\']) + 1)];
        while (!paths.All(path => path.StartsWith(folder, StringComparison.Ordinal)))
        {
            folder = folder[..(folder.TrimEnd('/', '\\').LastIndexOfAny(['/', '\\']) + 1)];
        }

        return folder;
    }
}
