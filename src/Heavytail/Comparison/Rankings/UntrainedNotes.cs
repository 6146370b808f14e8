using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>Models whose layers look random, in words.</summary>
internal static class UntrainedNotes
{
    /// <summary>Why it has no place.</summary>
    public const string Words = "looks untrained";

    public const string Remark = "its layers look random";

    /// <summary>Whether so many layers look random that the model is no candidate.</summary>
    public static bool LooksUntrained(ModelAnalysis model) => ModelVerdict.From(model).LooksUntrained;

    /// <summary>The notes on models that look untrained.</summary>
    public static IEnumerable<string> Find(IReadOnlyList<ModelAnalysis> models) => NoteList.Of(
        [
            .. models.Select(model => (model.Path, Note: Note(model))).Where(pair => pair.Note is not null)
                .Select(pair => (pair.Path, pair.Note!)),
        ],
        "layers that look random, too");

    /// <summary>What says that a model looks untrained; null where it does not.</summary>
    public static string? Note(ModelAnalysis model)
    {
        var verdict = ModelVerdict.From(model);
        if (!verdict.LooksUntrained)
        {
            return null;
        }

        var random = verdict.RandomRows;
        int judged = verdict.LookingRandom + verdict.BeyondNoise;
        var (stableRank, entropy) = RandomLayers.OfNoise(random);
        double meanRank = random.Average(layer => layer.Metrics.Norms!.StableRank!.Value);
        double meanEntropy = random.Average(layer => layer.Metrics.Shape!.Entropy!.Value);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{TrendWords.Quote(model.Path)}: {random.Count} of {judged} layers look random, with ")
            + "no eigenvalue beyond those of "
            + string.Create(
                CultureInfo.InvariantCulture,
                $"noise of their shapes (mean stable rank {meanRank:F1}, of noise {stableRank:F1}; entropy ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"{meanEntropy:F3}, of noise {entropy:F3}). It looks untrained, so it has no place, and no ")
            + "part in the ranks of the others: a small norm of such a network says nothing.";
    }
}
