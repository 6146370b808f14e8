// What:      with which probability each block is trained next.
// Formula:   p = m/Σm for the mean norm m of a block.
// Reference: OwLore, Li et al., arXiv 2405.18380, mode `norm` of its finetuner.py, which reads one norm a line from
//            metric_cache/weight_norm.txt, and draws blocks without replacement.
// Not done:  the mode of the paper, outliers of activations, which needs data; give those as scores.
using Heavytail.Plans;

namespace Heavytail;

/// <summary>OwLore's mode of norms: probabilities of training a block.</summary>
public static class LayersPlan
{
    /// <summary>The kind.</summary>
    public const string Kind = "layers";

    /// <summary>Allocates probabilities in proportion to scores.</summary>
    /// <param name="layers">The layers, in any order; blocks are found by name.</param>
    /// <exception cref="PlanException">No layer has a score, or a score is negative.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var notes = new List<string>();
        var planned = ModuleName.InOrder(PlanScope.OfBlocks(layers, notes));
        var units = PlanScope.Units(planned, PlanScope.Unit);
        double[] means = [.. units.Select(unit => unit.Score ?? 0)];
        if (!(means.Sum() > 0) || means.Min() < 0)
        {
            throw means.Min() < 0
                ? new PlanException($"a block has the score {PlanText.Short(means.Min())}; norms are not below 0")
                : LinearMap.NoScores();
        }

        double[] shares = [.. means.Select(mean => mean / means.Sum())];
        PlanScope.NoteMissing(planned, "left out of the mean of their block", notes);
        string norms = string.Concat(means.Select(mean => PlanText.Exact(mean) + "\n"));
        return new Plan
        {
            Kind = Kind,
            Method = "OwLore, mode norm",
            Source = "Li et al., OwLore, arXiv 2405.18380; finetuner.py",
            Allocated = "probability",
            Rows =
            [
                .. units.SelectMany((unit, u) => unit.Layers.Select(layer => new PlanRow(
                    layer, shares[u], $"{PlanScope.Describe(unit)} of {PlanText.Short(means.Sum())}"))),
            ],
            Facts =
            [
                new("blocks", units.Count),
                new("min", shares.Min()),
                new("max", shares.Max()),
                new("uniform", 1.0 / units.Count),
            ],
            Notes = notes,
            Files =
            [
                PlanText.File(
                    "owlore", ".txt", "OwLore's metric_cache/weight_norm.txt, for lisa_prob_mode norm", norms),
                PlanText.JsonFile("probabilities", "probabilities by block", json =>
                {
                    json.WriteStartObject();
                    for (int u = 0; u < units.Count; u++)
                    {
                        json.WriteNumber(units[u].Name, shares[u]);
                    }

                    json.WriteEndObject();
                }),
            ],
        };
    }
}
