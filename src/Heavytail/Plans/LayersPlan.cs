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

    private static readonly ScoreRange s_range = new("norms, numbers of 0 or more", 0);

    /// <summary>Allocates probabilities in proportion to scores.</summary>
    /// <param name="layers">The layers, in any order; blocks are found by name.</param>
    /// <exception cref="PlanException">No layer has a score, or a score is negative.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var notes = new List<string>();
        var scope = PlanScope.Of(layers, s_range, "of the mean probability", notes, byBlock: true);
        var units = scope.Units(PlanScope.Unit);
        double mean = units.Select(unit => unit.Score).Average()!.Value;
        double[] means = [.. units.Select(unit => unit.Score ?? mean)];
        if (!(mean > 0))
        {
            throw new PlanException("all scores are 0: no block would be drawn", "choose another metric");
        }

        double[] shares = [.. means.Select(mean => mean / means.Sum())];
        string norms = string.Concat(means.Select(mean => PlanText.Exact(mean) + "\n"));
        return new Plan
        {
            Kind = Kind,
            Method = "OwLore, mode norm",
            Source = "Li et al., OwLore, arXiv 2405.18380; finetuner.py",
            Allocated = "probability",
            Rows =
            [
                .. units.SelectMany((unit, u) => unit.Rows(
                    shares[u], shares[u], "the mean of the others",
                    $"{unit.Description} of {PlanText.Short(means.Sum())}"))
                    .Where(row => !row.Layer.IsLeftOut),
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
