// What:      whether models look like moments of one training, where the order by norms is that of the steps, and the
//            order by alpha none of quality.
// Formula:   three models or more that do not look random, with the same layers one by one, three or more; the layers
//            agree on the order of log_norm (Kendall's W ≥ 0.9), and means of stable_rank or of alpha fall as those of
//            log_norm grow (Kendall's tau ≤ −0.8). An untrained network has the smallest norms and the largest
//            stable_rank beside any trained ones, so it is no evidence.
// Measured:  W = 1 and tau(stable_rank) = −1 for interpolations from the initial to each trained sample;
//            the eight trained ones, of eight batch sizes, have W = 0.99 and tau 0 for both.
// Not done:  norms of a longer training, or of one with a larger learning rate, grow alike: the note says "may be".
using Heavytail.Comparison.Trends;
using Heavytail.Statistics;

namespace Heavytail.Comparison.Rankings;

/// <summary>Recognizes checkpoints of one run.</summary>
internal static class TrainingOrder
{
    public const string Remark = "it may be a checkpoint of one run with others";

    private const string Norm = "log_norm";

    private const int LeastModels = 3;

    private const int LeastLayers = 3;

    private const double LeastAgreement = 0.9;

    private const double MostTau = -0.8;

    /// <summary>Metrics that fall while a network trains, and that its scale does not change.</summary>
    private static readonly string[] s_falling = ["alpha", "stable_rank"];

    /// <summary>The note on models that look like moments of one training; null where they do not.</summary>
    /// <param name="models">Models with all their layers that do not look random, copies once.</param>
    /// <param name="metrics">The metrics that vote.</param>
    public static string? Note(IReadOnlyList<ModelAnalysis> models, IReadOnlyList<string> metrics)
    {
        if (models.Count < LeastModels || metrics.All(metric => metric == "alpha") || !Comparability.SameLayers(models)
            || Agreement(models) is not double agreement || Means(models, Norm) is not { } norms)
        {
            return null;
        }

        string[] falling =
        [
            .. s_falling.Select(metric => (Metric: metric, Tau: Tau(norms, Means(models, metric))))
                .Where(tau => tau.Tau <= MostTau)
                .Select(tau => $"{TrendWords.Quote(tau.Metric)} (tau {TrendWords.Number(tau.Tau!.Value)})"),
        ];
        if (falling.Length == 0)
        {
            return null;
        }

        var last = models[Array.IndexOf(norms, norms.Max())];
        var first = models[Array.IndexOf(norms, norms.Min())];
        return "these may be checkpoints of one run, so places say nothing of quality: norms grow while a network "
            + "trains. "
            + $"From {TrendWords.Quote(first.Path)} to {TrendWords.Quote(last.Path)} the norms grow in all "
            + "layers alike "
            + $"(Kendall's W {TrendWords.Number(agreement)}), and {TrendWords.List(falling)} "
            + $"{(falling.Length == 1 ? "falls" : "fall")}. If these are checkpoints of one run, keep the one that "
            + "validation prefers, and follow alpha and its sigma over the steps: "
            + "`heavytail analyze step-*.safetensors -f csv --columns model,name,alpha,sigma`.";
    }

    /// <summary>How far the layers agree on the order of norms; null where they do not, or are few.</summary>
    private static double? Agreement(IReadOnlyList<ModelAnalysis> models)
    {
        double[][] ranks =
        [
            .. Enumerable.Range(0, models[0].Layers.Count)
                .Select(layer => models.Select(model => Finite(model.Layers[layer][Norm])).OfType<double>().ToArray())
                .Where(values => values.Length == models.Count)
                .Select(values => MidRanks.Compute(values, ModelRanking.Tie)),
        ];
        return ranks.Length >= LeastLayers && Concordance.Compute(ranks) is double agreement
            && agreement >= LeastAgreement ? agreement : null;
    }

    /// <summary>Means over the layers in which every model has a value; null without such a layer.</summary>
    private static double[]? Means(IReadOnlyList<ModelAnalysis> models, string metric)
    {
        int[] layers =
        [
            .. Enumerable.Range(0, models[0].Layers.Count)
                .Where(layer => models.All(model => Finite(model.Layers[layer][metric]) is not null)),
        ];
        return layers.Length == 0
            ? null
            : [.. models.Select(model => layers.Average(layer => model.Layers[layer][metric]!.Value))];
    }

    private static double? Tau(double[] norms, double[]? values) =>
        values is null ? null : KendallTau.Coefficient(norms, values);

    private static double? Finite(double? value) => value is double number && double.IsFinite(number) ? number : null;
}
