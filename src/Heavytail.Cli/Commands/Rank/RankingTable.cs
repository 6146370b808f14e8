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
                : Order(ranking),
            Tone.Strong);
        terminal.WriteLine($"  convention {ranking.Convention}{Phrases.Compatible(document.Options)}", Tone.Dim);
        terminal.WriteLine();
        string common = CommonFolder.Of([.. ranking.Models.Select(model => model.Path)]);
        Paragraph.Write(terminal, " ", Shortened(ranking.Sentence, common), Tone.Plain);
        if (document.ReferenceSentence is string sentence)
        {
            Paragraph.Write(terminal, " ", Shortened(sentence, common), Tone.Plain);
        }

        terminal.WriteLine();
        TextColumn[] columns =
        [
            new("place", ColumnKind.Count, 0),
            new("model", ColumnKind.Text, 0, ShortenTo: TextColumn.ModelName),
            new("first in", ColumnKind.Real, 2),
            new("places", ColumnKind.Text, ranking.Models.Any(model => model.Unplaced is not null) ? 0 : 3),
            .. BesideScale(ranking) ? [new TextColumn("by scale", ColumnKind.Text, 3)] : Array.Empty<TextColumn>(),
            .. ranking.Reference is { } reference
                ? [new TextColumn(reference.Score, ColumnKind.Text, 0)]
                : Array.Empty<TextColumn>(),
            .. ranking.Metrics.Select((metric, m) => new TextColumn(metric, ColumnKind.Text, DropOrder(ranking, m))),
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
        foreach (string note in document.Notes)
        {
            Paragraph.Write(terminal, " note: ", Shortened(note, common), Tone.Warning);
        }

        foreach (string difference in ranking.Differences)
        {
            Paragraph.Write(terminal, " not common to all: ", difference, Tone.Warning);
        }
    }

    /// <summary>Models by the names that the table has.</summary>
    private static string Shortened(string text, string common) =>
        common.Length == 0 ? text : text.Replace("`" + common, "`", StringComparison.Ordinal);

    private static TextCell[] Row(Ranking ranking, RankedModel model, string common) =>
    [
        model.Place is int place ? TextCell.From(place) : new(""),
        new(Printable.Text(model.Path[common.Length..])),
        new(model.BestShare is double share ? Percent.Of(share) + "%" : ""),
        new(model.Unplaced ?? (model.PlaceInterval is var (low, high) ? Places(low, high) : "")),
        .. BesideScale(ranking) ? [new TextCell(Rank(model.ScaleRank))] : Array.Empty<TextCell>(),
        .. ranking.Reference is null ? Array.Empty<TextCell>() : [Prediction(model)],
        .. model.Values.Zip(model.Ranks, (value, rank) => new TextCell(
            rank is null ? Rounded(value) : $"{Rounded(value)} ({Rank(rank)})")),
    ];

    /// <summary>The metrics of shape stay the longest where the window is narrow, as they order the models.</summary>
    private static int DropOrder(Ranking ranking, int metric) => ranking.Metrics[metric] switch
    {
        var name when !ranking.ScaleMetrics.Contains(name) => 1,
        TrendMetrics.Lead => 4,
        _ => 5 + metric,
    };

    private static string Order(Ranking ranking) => ranking switch
    {
        { ScaleHasSay: false } => "by the shape of spectra, smaller values first",
        _ when BesideScale(ranking) => "by shape and scale, smaller values first",
        _ => "by scale, smaller values first",
    };

    /// <summary>Whether scale can be told from shape, so that it has a column of its own.</summary>
    private static bool BesideScale(Ranking ranking) =>
        ranking.ScaleMetrics.Count > 0 && ranking.ScaleMetrics.Count < ranking.Metrics.Count;

    private static string Rank(double? rank) => rank?.ToString("0.#", CultureInfo.InvariantCulture) ?? "";

    private static string Places(double low, double high) =>
        low == high
            ? low.ToString("0.#", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{low:0.#}–{high:0.#}");

    /// <summary>Models that tie share the mean of their places.</summary>
    private static bool HasHalf(RankedModel model) =>
        model.PlaceInterval is var (low, high) && (low % 1 != 0 || high % 1 != 0);

    private static TextCell Prediction(RankedModel model) => new(model.Prediction is { } prediction
        ? $"{Rounded(prediction.Value)} [{Rounded(prediction.Low)}, {Rounded(prediction.High)}]"
        : model.PredictionNote is null ? "" : "refused");

    private static string Rounded(Cell value) => value.Rounded;
}
