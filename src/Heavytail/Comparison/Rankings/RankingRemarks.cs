using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>What keeps the place of a model from saying anything of its quality.</summary>
/// <param name="Short">For each model a remark, or null.</param>
/// <param name="Sentences">The remarks with their evidence.</param>
internal sealed record RankingRemarks(IReadOnlyList<string?> Short, IReadOnlyList<string> Sentences)
{
    public static RankingRemarks Of(IReadOnlyList<ModelAnalysis> models)
    {
        string?[] remarks = new string?[models.Count];
        var sentences = new List<string>();
        for (int i = 0; i < models.Count; i++)
        {
            if (Random(models[i]) is string random)
            {
                remarks[i] = "its layers look random";
                sentences.Add(random);
            }
        }

        for (int copy = 1; copy < models.Count; copy++)
        {
            // The first that it is a copy of: the others are copies of that one.
            for (int i = 0; i < copy; i++)
            {
                if (Rescaling.Find(models[i], models[copy]) is { } rescaling)
                {
                    remarks[copy] ??= Relation(rescaling, models[i].Path, isCopy: true);
                    remarks[i] ??= Relation(rescaling, models[copy].Path, isCopy: false);
                    sentences.Add(Explain(rescaling, models[i].Path, models[copy].Path));
                    break;
                }
            }
        }

        return new(remarks, sentences);
    }

    /// <summary>A remark on either of two; null where they are the same and tie.</summary>
    private static string? Relation(Rescaling rescaling, string other, bool isCopy) => rescaling.Kind switch
    {
        RescalingKind.Same => null,
        RescalingKind.Scaled =>
            $"it is {TrendWords.Quote(other)} times {Factor(isCopy ? rescaling.Most : 1 / rescaling.Most)}",
        _ => $"it is {TrendWords.Quote(other)} with its layers rescaled",
    };

    private static string Explain(Rescaling rescaling, string originalPath, string copyPath)
    {
        (string original, string copy) = (TrendWords.Quote(originalPath), TrendWords.Quote(copyPath));
        string factors = $"{Factor(rescaling.Least)} to {Factor(rescaling.Most)}";
        return rescaling.Kind switch
        {
            RescalingKind.Same =>
                $"{copy} has the spectra of {original} in every layer: the same weights, or the same but for order "
                    + "and sign. Leave one of the two out.",
            RescalingKind.Scaled =>
                $"{copy} is a scaled copy of {original}: every layer times {Factor(rescaling.Most)}, every shape of a "
                    + "spectrum equal. Norms order the two by scale alone, which says nothing of their quality: leave "
                    + "out "
                    + "the one that nobody runs, or rank by `alpha` alone, which scale does not change.",
            RescalingKind.SameFunction =>
                $"{copy} is {original} with its layers times {factors}, and the factors cancel: behind activations "
                    + "such as ReLU both compute the same. Means of `log_norm`, `log_spectral_norm` and `alpha` are "
                    + "equal; an order by `alpha_weighted` or `log_alpha_norm` changes with such a rescaling. Leave "
                    + "one of the two out.",
            _ =>
                $"{copy} is {original} with its layers times {factors}: they differ by scale alone, which says nothing "
                    + "of their quality: leave one of the two out, or rank by `alpha` alone, which scale does not "
                    + "change.",
        };
    }

    private static string? Random(ModelAnalysis model)
    {
        var judged = model.Layers.Where(layer => RandomLayers.LooksRandom(layer) is not null).ToArray();
        var random = judged.Where(layer => RandomLayers.LooksRandom(layer) == true).ToArray();
        if (random.Length == 0 || random.Length < RandomLayers.LeastShare * judged.Length)
        {
            return null;
        }

        var (stableRank, entropy) = RandomLayers.OfNoise(random);
        double meanRank = random.Average(layer => layer.Metrics.Norms!.StableRank!.Value);
        double meanEntropy = random.Average(layer => layer.Metrics.Shape!.Entropy!.Value);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{TrendWords.Quote(model.Path)}: {random.Length} of {judged.Length} layers look random, with ")
            + "no eigenvalue beyond those of "
            + string.Create(
                CultureInfo.InvariantCulture,
                $"noise of their shapes (mean stable rank {meanRank:F1}, of noise {stableRank:F1}; entropy ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{meanEntropy:F3}, of noise {entropy:F3}). An untrained network has small norms too, so its place ")
            + "says nothing of its quality: leave it out unless its score is known.";
    }

    private static string Factor(double factor) => TrendWords.Digits(factor);
}
