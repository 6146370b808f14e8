using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Rank;

/// <summary>A ranking for people: places with their uncertainty, what each metric says, and a sentence.</summary>
internal static class RankingTable
{
    public static void Write(RankingDocument document, Terminal terminal)
    {
        var ranking = document.Ranking;
        terminal.Write(
            ranking.IsClear
                ? "from the model that should test best"
                : "by the consensus of metrics, smaller values first",
            Tone.Strong);
        terminal.WriteLine($"  convention {ranking.Convention}{Phrases.Compatible(document.Options)}", Tone.Dim);
        terminal.WriteLine();
        string common = CommonFolder.Of([.. ranking.Models.Select(model => model.Path)]);
        TextColumn[] columns =
        [
            new("place", ColumnKind.Count, 0),
            new("model", ColumnKind.Text, 0, ShortenTo: TextColumn.ModelName),
            new("first in", ColumnKind.Real, 1),
            new("places", ColumnKind.Text, 2),
            .. ranking.Reference is { } reference
                ? [new TextColumn(reference.Score, ColumnKind.Text, 1)]
                : Array.Empty<TextColumn>(),
            .. ranking.Metrics.Select((metric, m) => new TextColumn(
                metric, ColumnKind.Text, metric == TrendMetrics.Lead ? 2 : 3 + m)),
        ];
        var hidden = new TextTable(columns, [.. ranking.Models.Select(model => Row(ranking, model, common))])
            .Write(terminal, fit: true);
        HiddenColumns.Write(hidden, HiddenColumns.WiderOrCsv, terminal);
        terminal.WriteLine();
        double percent = 100 * ranking.Options.Confidence;
        string legend = string.Create(
            CultureInfo.InvariantCulture,
            $"first in: share of {ranking.Options.Draws} draws of layers; places: in {percent:0.#} % of them")
            + (ranking.Models.Any(HasHalf) ? ", x.5 where models tie" : "");
        Paragraph.Write(terminal, " ", $"metrics with their ranks, 1 for the smallest value; {legend}", Tone.Plain);
        terminal.WriteLine();
        Paragraph.Write(terminal, " ", ranking.Sentence, Tone.Plain);
        if (document.ReferenceSentence is string sentence)
        {
            Paragraph.Write(terminal, " ", sentence, Tone.Plain);
        }

        foreach (string note in document.Notes)
        {
            Paragraph.Write(terminal, " note: ", note, Tone.Warning);
        }

        foreach (string difference in ranking.Differences)
        {
            Paragraph.Write(terminal, " not common to all: ", difference, Tone.Warning);
        }
    }

    private static TextCell[] Row(Ranking ranking, RankedModel model, string common) =>
    [
        TextCell.From(model.Place),
        new(Printable.Text(model.Path[common.Length..])),
        new(string.Create(CultureInfo.InvariantCulture, $"{100 * model.BestShare:F0}%")),
        new(Places(model.PlaceInterval.Low, model.PlaceInterval.High)),
        .. ranking.Reference is null ? Array.Empty<TextCell>() : [Prediction(model)],
        .. model.Values.Zip(model.Ranks, (value, rank) => new TextCell(
            $"{Rounded(value)} ({rank.ToString("0.#", CultureInfo.InvariantCulture)})")),
    ];

    private static string Places(double low, double high) =>
        low == high
            ? low.ToString("0.#", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{low:0.#}–{high:0.#}");

    /// <summary>Models that tie share the mean of their places.</summary>
    private static bool HasHalf(RankedModel model) =>
        model.PlaceInterval.Low % 1 != 0 || model.PlaceInterval.High % 1 != 0;

    private static TextCell Prediction(RankedModel model) => new(model.Prediction is { } prediction
        ? $"{Rounded(prediction.Value)} [{Rounded(prediction.Low)}, {Rounded(prediction.High)}]"
        : "");

    private static string Rounded(Cell value) => value.Rounded;
}
