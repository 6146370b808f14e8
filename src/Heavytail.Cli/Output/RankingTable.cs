using System.Globalization;
using Heavytail.Comparison.Rankings;
using Heavytail.Comparison.Trends;
using Heavytail.Reports;

namespace Heavytail.Cli.Output;

/// <summary>A ranking for people: places with their uncertainty, what each metric says, and a sentence.</summary>
internal static class RankingTable
{
    public static void Write(Ranking ranking, Terminal terminal)
    {
        terminal.Write("from the model that should test best", Tone.Strong);
        terminal.WriteLine($"  convention {ranking.Convention}", Tone.Dim);
        terminal.WriteLine();
        string common = ComparisonTable.CommonFolder([.. ranking.Models.Select(model => model.Path)]);
        TextColumn[] columns =
        [
            new("place", ColumnKind.Count, 0),
            new("model", ColumnKind.Text, 0, ShortenTo: TextColumn.ModelName),
            new("first in", ColumnKind.Real, 1),
            new("places", ColumnKind.Text, 2),
            .. ranking.Reference is { } reference ? [new TextColumn(reference.Score, ColumnKind.Text, 1)] : Array.Empty<TextColumn>(),
            .. ranking.Metrics.Select((metric, m) => new TextColumn(metric, ColumnKind.Text, metric == TrendMetrics.Lead ? 2 : 3 + m)),
        ];
        var hidden = new TextTable(columns, [.. ranking.Models.Select(model => Row(ranking, model, common))]).Write(terminal, fit: true);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
        terminal.WriteLine();
        Paragraph.Write(terminal, " ", string.Create(
            CultureInfo.InvariantCulture,
            $"metrics with their ranks; first in: share of {ranking.Options.Draws} draws of layers; places: in {100 * ranking.Options.Confidence:0.#} % of them"), Tone.Plain);
        terminal.WriteLine();
        Paragraph.Write(terminal, " ", ranking.Sentence, Tone.Plain);
        if (ranking.Reference is { } source)
        {
            Paragraph.Write(terminal, " ", RankingMarkdown.Text(source, ranking.Options), Tone.Plain);
        }

        foreach (string difference in ranking.Differences)
        {
            Paragraph.Write(terminal, " not common to all: ", difference, Tone.Warning);
        }
    }

    private static TextCell[] Row(Ranking ranking, RankedModel model, string common) =>
    [
        new(CellText.Exact(model.Place)),
        new(Printable.Text(model.Path[common.Length..])),
        new(string.Create(CultureInfo.InvariantCulture, $"{100 * model.BestShare:F0}%")),
        new(Places(model.PlaceInterval.Low, model.PlaceInterval.High)),
        .. ranking.Reference is null ? Array.Empty<TextCell>() : [Prediction(model)],
        .. model.Values.Zip(model.Ranks, (value, rank) => new TextCell($"{CellText.Rounded(value)} ({rank.ToString("0.#", CultureInfo.InvariantCulture)})")),
    ];

    private static string Places(double low, double high) =>
        low == high
            ? low.ToString("0.#", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{low:0.#}–{high:0.#}");

    private static TextCell Prediction(RankedModel model) => new(model.Prediction is { } prediction
        ? $"{CellText.Rounded(prediction.Value)} [{CellText.Rounded(prediction.Low)}, {CellText.Rounded(prediction.High)}]"
        : "");
}
