using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Trend;

/// <summary>Families against metrics, one number each.</summary>
internal static class TrendMatrix
{
    /// <summary>A line for each family: τ of every metric.</summary>
    public static void Write(TrendAnalysis analysis, Terminal terminal)
    {
        string[] metrics = [.. analysis.Data.Metrics];
        TextCell[][] rows =
        [
            .. analysis.Families.Select(family => Row(
                family.Family,
                family.Models.Count,
                metrics.Select(metric => family[metric]?.Kendall?.Coefficient))),
        ];
        var hidden = new TextTable(
            [
                new TextColumn("family", ColumnKind.Text, 0, ShortenTo: TextColumn.ModelName),
                new TextColumn("n", ColumnKind.Count, 1),
                .. metrics.Select((metric, k) => new TextColumn(
                    metric, ColumnKind.Real, metric == TrendMetrics.Lead ? 1 : 2 + k)),
            ],
            rows).Write(terminal, fit: true);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
    }

    /// <summary>A line for each metric: means ± standard deviations over families.</summary>
    public static void WriteSummary(IReadOnlyList<TrendSummary> summary, Terminal terminal) => new TextTable(
        [
            new TextColumn("metric", ColumnKind.Text, 0),
            new TextColumn("families", ColumnKind.Count, 3),
            new TextColumn("sign", ColumnKind.Text, 4),
            new TextColumn("tau", ColumnKind.Real, 1),
            new TextColumn("R2", ColumnKind.Real, 2),
            new TextColumn("LOO R2", ColumnKind.Real, 5),
            new TextColumn("RMSE", ColumnKind.Real, 6),
        ],
        [.. summary.Select(metric => new TextCell[]
        {
            new(Printable.Text(metric.Metric)),
            TextCell.From(metric.Families),
            new(metric.AsExpected is int expected
                ? string.Create(CultureInfo.InvariantCulture, $"{expected}/{metric.Families}")
                : ""),
            Spread(metric.Kendall),
            Spread(metric.RSquared),
            Spread(metric.LeaveOneOutRSquared, metric.Families),
            Spread(metric.Rmse),
        })]).Write(terminal, fit: true);

    private static TextCell[] Row(string title, int? count, IEnumerable<double?> values) =>
    [
        new TextCell(Printable.Text(title)),
        TextCell.From(count),
        .. values.Select(value => TextCell.From(value)),
    ];

    /// <summary>A mean that is of fewer families than the others says of how many.</summary>
    private static TextCell Spread(MeanAndDeviation? values, int? families = null) => new(values is { } value
        ? Rounded(value.Mean) + (value.Deviation is double deviation ? $" ± {Rounded(deviation)}" : "")
            + (value.Count < families ? $" of {Rounded(value.Count)}" : "")
        : "");

    private static string Rounded(Cell value) => value.Rounded;
}
