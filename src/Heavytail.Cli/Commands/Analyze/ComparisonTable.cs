using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>Several models side by side: their means and counts.</summary>
internal static class ComparisonTable
{
    /// <summary>The columns between the name of a model and its counts of warnings.</summary>
    private static readonly ShownColumn[] s_means =
    [
        new("layers", 5), new("slices", 9), new("alpha", 1), new("alpha_weighted", 2), new("log_norm", 3),
        new("log_spectral_norm", 7), new("stable_rank", 8),
    ];

    public static void Write(IReadOnlyList<ModelAnalysis> models, Terminal terminal)
    {
        var convention = models[0].Options.Method.Convention;
        bool pooled = convention.PoolsSlices;
        string rows = pooled ? "layers" : "slices";
        terminal.WriteLine($"means over {rows}, convention {convention.Scaling}", Tone.Strong);
        terminal.WriteLine();
        string common = CommonFolder.Of([.. models.Select(model => model.Path)]);
        var shown = s_means.Where(column => column.Name != "slices" || !pooled).ToArray();
        TextColumn[] columns =
        [
            new("model", ColumnKind.Text, 0, ShortenTo: TextColumn.ModelName),
            .. AnalysisDocument.SummaryOf(models[0]).Select(shown.Select(column => column.Name)).Columns
                .Zip(shown, (known, column) => new TextColumn(known.Name, known.Kind, column.Priority)),
            new("over/under", ColumnKind.Text, 6),
            new("failed", ColumnKind.Count, 4),
        ];
        new TextTable(columns, [.. models.Select(model => Row(model, common, shown))]).Write(terminal, fit: true);
    }

    private static TextCell[] Row(ModelAnalysis model, string commonFolder, IEnumerable<ShownColumn> shown)
    {
        var means = AnalysisDocument.SummaryOf(model).Select(shown.Select(column => column.Name));
        var summary = model.Summary;
        return
        [
            new(Printable.Text(model.Path[commonFolder.Length..])),
            .. means.Rows[0].Select(cell => TextCell.From(cell)),
            new(string.Create(CultureInfo.InvariantCulture, $"{summary.OverTrained}/{summary.UnderTrained}")),
            TextCell.From(summary.Failed, summary.Failed > 0 ? Tone.Warning : Tone.Plain),
        ];
    }
}
