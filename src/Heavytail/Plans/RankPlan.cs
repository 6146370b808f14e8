// What:      how many singular values of each layer to keep.
// Formula:   score = k/(M·rf). laser-rmt: k = #{s > ε}, ε of SignalToNoise. percent: k = ⌊percent/100·M·rf⌋. detx: the
//            top eigenvalues whose product, scaled to mean 1, first falls below 1. alpha-min: those from xmin on.
//            spikes: those above the bulk of noise. energy: the fewest with percent/100 of Σλ.
// Reference: laserRMT of Cognitive Computations; SVDSmoothing of WeightWatcher (methods svd, detX, alpha_min, rmt).
using Heavytail.Conventions;
using Heavytail.Measures;
using Heavytail.Plans;

namespace Heavytail;

/// <summary>What decides how many singular values are kept.</summary>
public enum RankMethod
{
    /// <summary>LaserRMT: the singular values above Spectrum's threshold.</summary>
    LaserRmt,

    /// <summary>SVDSmoothing's <c>svd</c>: a share of all.</summary>
    Percent,

    /// <summary>SVDSmoothing's <c>detX</c>: the eigenvalues on which det X = 1.</summary>
    Determinant,

    /// <summary>SVDSmoothing's <c>alpha_min</c>: the tail of the power law.</summary>
    Tail,

    /// <summary>SVDSmoothing's <c>rmt</c>: the spikes above the bulk of noise.</summary>
    Spikes,

    /// <summary>The fewest singular values that have a share of ‖W‖².</summary>
    Energy,
}

/// <summary>Ranks for a low-rank replacement of each layer.</summary>
public static class RankPlan
{
    /// <summary>The kind.</summary>
    public const string Kind = "rank";

    private static readonly ScoreRange s_range = new("shares of singular values to keep, from 0 to 1", 0, 1);

    /// <summary>The share of the singular values that a method keeps, as the score of each layer.</summary>
    /// <param name="model">The analysis; <see cref="PlanScores.Needed"/> has its options.</param>
    /// <param name="method">The method.</param>
    /// <param name="percent">The share of <see cref="RankMethod.Percent"/> or <see cref="RankMethod.Energy"/>, above 0
    /// and up to 100.</param>
    /// <exception cref="PlanException">The percentage is out of range.</exception>
    public static IReadOnlyList<PlanLayer> Scores(ModelAnalysis model, RankMethod method, double percent = 80)
    {
        ArgumentNullException.ThrowIfNull(model);
        return percent is > 0 and <= 100
            ? PlanScores.From(model, rows => rows[0].KeptSpectrum is null ? null
                : (double?)Kept(rows[0], method, percent) / rows[0].Layer.EigenvalueCount)
            : throw new PlanException(PlanText.Invariant($"the percentage is {percent}; it is above 0, up to 100"));
    }

    /// <summary>Ranks by scores: round(score·M·rf), at least 1.</summary>
    /// <param name="layers">The layers with their number of eigenvalues; scores are shares from 0 to 1.</param>
    /// <param name="method">What made the scores, for people.</param>
    /// <exception cref="PlanException">A score is not a share, or no layer has a score and a size.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers, string method)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count > 0 && !layers.Any(layer => layer.Eigenvalues > 0))
        {
            throw new PlanException(
                "no layer has a number of eigenvalues", "give the model, whose layers have them");
        }

        var notes = new List<string>();
        var scope = PlanScope.Of(
            [.. layers.Select(layer => layer.Eigenvalues > 0 ? layer : layer with
            {
                Score = null,
                WhyNoScore = "no number of eigenvalues",
            })],
            s_range, "kept whole, and in no file", notes, ofBlocks: false);
        PlanLayer[] known = [.. scope.Scored];
        PlanRow[] rows = [.. known.Select(Row)];
        TorchNames.Note(scope.All, ["peft"], notes);
        return new Plan
        {
            Kind = Kind,
            Method = method,
            Source = "laserRMT of Cognitive Computations; SVDSmoothing of WeightWatcher",
            Allocated = "rank",
            IsWhole = true,
            Rows = rows,
            Facts =
            [
                new("singular_values", known.Sum(layer => (double)layer.Eigenvalues!.Value)),
                new("kept", rows.Sum(row => row.Allocation)),
            ],
            Notes = notes,
            Files =
            [
                PlanText.JsonFile("ranks", "ranks by the names of modules", json =>
                {
                    json.WriteStartObject();
                    foreach (var row in rows)
                    {
                        json.WriteNumber(row.Layer.Name, (long)row.Allocation);
                    }

                    json.WriteEndObject();
                }),
                RankFiles.Peft(rows),
            ],
        };
    }

    private static PlanRow Row(PlanLayer layer)
    {
        long all = layer.Eigenvalues!.Value;
        long rank = Math.Clamp((long)Math.Round(layer.Score!.Value * all), 1, all);
        long inSlice = (rank + layer.Slices - 1) / layer.Slices;
        string slices = layer.Slices > 1 ? $", {inSlice} in each of {layer.Slices} slices" : "";
        return new PlanRow(layer, rank, $"{rank} of {all} singular values{slices}");
    }

    internal static long? Kept(LayerAnalysis row, RankMethod method, double percent) => method switch
    {
        RankMethod.LaserRmt => SignalToNoise.Of(row)?.Count,
        RankMethod.Percent => (long)(percent / 100 * row.Layer.EigenvalueCount),
        RankMethod.Determinant => DeterminantTail.ByLogarithms(row.Spectrum.Eigenvalues, row.Spectrum.Rank).Count,
        RankMethod.Energy => AdapterMeasure.EnergyRank(row.Spectrum.Eigenvalues, percent / 100),
        RankMethod.Tail => (long?)row["num_pl_spikes"],
        _ => (long?)row["num_spikes"],
    };
}
