using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>Models whose layers look random, in words.</summary>
internal static class UntrainedNotes
{
    public const string Remark = "its layers look random";

    /// <summary>The notes on models that look untrained; their remarks are filled in.</summary>
    public static IEnumerable<string> Find(IReadOnlyList<ModelAnalysis> models, string?[] remarks)
    {
        var found = new List<(string Path, string Note)>();
        for (int i = 0; i < models.Count; i++)
        {
            if (Note(models[i]) is string note)
            {
                remarks[i] ??= Remark;
                found.Add((models[i].Path, note));
            }
        }

        return NoteList.Of(found, "layers that look random, too");
    }

    /// <summary>What says that a model looks untrained; null where it does not.</summary>
    public static string? Note(ModelAnalysis model)
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
}
