using System.Globalization;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>Something that speaks against a model.</summary>
/// <param name="Short">A remark of a few words.</param>
/// <param name="Sentence">The same with its evidence and the next step.</param>
internal sealed record ScaleNote(string Short, string Sentence);

/// <summary>
/// What the first place may owe to the scale of the weights: norms change with it, and the shape of a spectrum does
/// not.
/// </summary>
internal static class ScaleNotes
{
    /// <summary>The metric that votes and that no factor changes.</summary>
    private const string ScaleFree = "alpha";

    private const string LargestEigenvalue = "lambda_max";

    /// <summary>
    /// Geometric mean over layers of how many times smaller a norm is than in all other models. In the eight trained
    /// samples it is at most 1.07; in the one of largest norms, times 0.1, it is 2.5, and 1.4 in its layer of least.
    /// </summary>
    private const double LeastMean = 1.5;

    private const double LeastFactor = 1.2;

    /// <summary>Alpha of trained layers, as docs/metrics.md has it.</summary>
    private const double LeastAlpha = 2;

    private const double MostAlpha = 6;

    /// <summary>Notes on a model that comes first.</summary>
    /// <param name="first">The first model.</param>
    /// <param name="others">All others.</param>
    /// <param name="scaleHasSay">Whether scale takes part in the order.</param>
    /// <param name="ranks">Rank of the first model by each metric that votes.</param>
    public static IEnumerable<ScaleNote> Of(
        ModelAnalysis first,
        IReadOnlyList<ModelAnalysis> others,
        bool scaleHasSay,
        IReadOnlyList<(string Metric, double Rank)> ranks) => new[]
        {
            Smaller(first, others, scaleHasSay),
            scaleHasSay ? Disagreement(first, 1 + others.Count, ranks) : null,
            Outside(first),
        }.OfType<ScaleNote>();

    /// <summary>Every layer has a smaller norm than in any other model, by far.</summary>
    public static ScaleNote? Smaller(ModelAnalysis first, IReadOnlyList<ModelAnalysis> others, bool scaleHasSay)
    {
        if (others.Count == 0 || !Comparability.SameLayers([first, .. others]))
        {
            return null;
        }

        double[] factors =
        [
            .. Enumerable.Range(0, first.Layers.Count)
                .Select(layer => Factor(first.Layers[layer], [.. others.Select(other => other.Layers[layer])]))
                .OfType<double>(),
        ];
        return factors.Length > 1 && factors.Min() >= LeastFactor
            && factors.Average(Math.Log) >= Math.Log(LeastMean)
            ? new(
                "every layer is much smaller than in all others",
                $"{TrendWords.Quote(first.Path)}: the largest singular value of every layer is "
                + $"{TrendWords.Digits(factors.Min())} to {TrendWords.Digits(factors.Max())} times smaller than the "
                + "smallest of the other models. A network that is only scaled down looks like that, and norms rank it "
                + $"first{(scaleHasSay ? "" : ", which gives it no place here")}: check how it was trained or "
                    + "exported, "
                + $"and compare {TrendWords.Quote(ScaleFree)}, "
                + $"{TrendWords.Quote("stable_rank")} and {TrendWords.Quote("entropy")}, which scale does not change.")
            : null;
    }

    /// <summary>
    /// How many times smaller its norm is than the smallest of the others; null where one is not known.
    /// </summary>
    private static double? Factor(LayerAnalysis layer, LayerAnalysis[] others)
    {
        double ratio = Math.Sqrt(others.Min(other => other[LargestEigenvalue] ?? double.NaN)
            / (layer[LargestEigenvalue] ?? double.NaN));
        return double.IsFinite(ratio) ? ratio : null;
    }

    /// <summary>The shape of the spectra has another order than their scale.</summary>
    private static ScaleNote? Disagreement(
        ModelAnalysis first, int models, IReadOnlyList<(string Metric, double Rank)> ranks)
    {
        string[] scaled =
        [
            .. ranks.Where(rank => rank.Metric != ScaleFree && rank.Rank < 1.25).Select(rank => rank.Metric),
        ];
        double? free = ranks.Where(rank => rank.Metric == ScaleFree)
            .Select(rank => (double?)rank.Rank).FirstOrDefault();
        return scaled.Length > 0 && free > (models + 1) / 2.0
            ? new(
                $"first by {(scaled.Length == 1 ? TrendWords.Quote(scaled[0]) : "metrics that depend on scale")} "
                    + $"but {Place(free.Value)} of {models} by {TrendWords.Quote(ScaleFree)}",
                $"{TrendWords.Quote(first.Path)} is first by {TrendWords.Names(scaled)}, which depend on the scale "
                + $"of the weights, but {Place(free.Value)} of {models} by {TrendWords.Quote(ScaleFree)}, which does "
                + "not: check whether all models were trained and scaled alike.")
            : null;
    }

    /// <summary>More than half of the layers do not look trained well.</summary>
    private static ScaleNote? Outside(ModelAnalysis first)
    {
        double[] alphas = [.. first.Layers.Select(layer => layer[ScaleFree]).OfType<double>().Where(double.IsFinite)];
        int outside = alphas.Count(alpha => alpha is < LeastAlpha or > MostAlpha);
        string layers = string.Create(CultureInfo.InvariantCulture, $"{outside} of {alphas.Length} layers");
        return outside > alphas.Length / 2.0
            ? new(
                $"{layers} have an alpha outside 2 to 6",
                $"{TrendWords.Quote(first.Path)}: {layers} have an alpha outside 2 to 6. An analysis of this file "
                    + "lists them; of such layers a small norm says little.")
            : null;
    }

    private static string Place(double rank) =>
        rank.ToString("0.#", CultureInfo.InvariantCulture) + (rank == Math.Floor(rank) ? Suffix((int)rank) : "");

    private static string Suffix(int rank) => (rank % 100 is >= 11 and <= 13 ? 0 : rank % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
}
