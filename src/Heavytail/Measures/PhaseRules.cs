// What:      the phase of a spectrum, by rules over the statistics of bulk and tail.
// Formula:   r the share of eigenvalues lost to rank, s of spikes, f = λ_max over the end of the bulk:
//            rank-collapse r ≥ 0.1; else random-like where noise is not excluded; else heavy-tailed where no bulk can
//            be found, or s ≥ 0.25 and α is below 4; else bulk-decay where the bulk is wider than noise's, or s is 0.1
//            or more, or 0; else bleeding-out where f ≤ 1.5; else bulk+spikes.
// Reference: Martin & Mahoney, JMLR 22 (2021) 165, table 1 and section 3: the phases in words. The limits are ours; the
//            confusion matrix of planted spectra in docs/theory.md says what they are worth.
// Not done:  phases are regions of a continuum: a layer near a limit has two, and phase_sure says so.
namespace Heavytail.Measures;

/// <summary>What a phase is decided by.</summary>
/// <param name="LooksRandom">Whether noise of the shape is not excluded.</param>
/// <param name="LostShare">The share of eigenvalues that are zero.</param>
/// <param name="Spikes">The number of eigenvalues above the bulk's edge.</param>
/// <param name="Count">The number of eigenvalues that are not zero.</param>
/// <param name="Reach">λ_max over the end of the bulk.</param>
/// <param name="Kind">What the bulk is like.</param>
/// <param name="Alpha">α; null where there is none.</param>
internal sealed record PhaseEvidence(
    bool LooksRandom, double LostShare, double Spikes, int Count, double Reach, BulkKind Kind, double? Alpha);

/// <summary>Decides on phases.</summary>
internal static class PhaseRules
{
    private const double CollapsedFrom = 0.1;
    private const double TailFrom = 0.25;
    private const double DecayFrom = 0.1;
    private const double BleedingTo = 1.5;
    private const double HeavyBelow = 4;

    /// <summary>How far limits are moved to see whether the phase stays.</summary>
    private static readonly double[] s_factors = [0.8, 1, 1.25];

    /// <summary>The phase.</summary>
    /// <param name="evidence">The statistics.</param>
    /// <param name="factor">What all limits are multiplied by.</param>
    public static TrainingPhase Decide(PhaseEvidence evidence, double factor = 1)
    {
        double share = evidence.Spikes / evidence.Count;
        return evidence.LostShare >= CollapsedFrom * factor ? TrainingPhase.RankCollapse
            : evidence.LooksRandom ? TrainingPhase.RandomLike
            : evidence.Kind == BulkKind.Median || (share >= TailFrom * factor && evidence.Alpha < HeavyBelow / factor)
                ? TrainingPhase.HeavyTailed
            : evidence.Kind == BulkKind.Decay || share >= DecayFrom * factor || evidence.Spikes == 0
                ? TrainingPhase.BulkDecay
            : evidence.Reach <= 1 + ((BleedingTo - 1) * factor) ? TrainingPhase.BleedingOut
            : TrainingPhase.BulkAndSpikes;
    }

    /// <summary>
    /// The share of variations that give the phase: limits by a quarter, spikes by the root of their number, α to the
    /// ends of its interval.
    /// </summary>
    /// <param name="evidence">The statistics.</param>
    /// <param name="interval">The interval of α; null where there is none.</param>
    public static double Sure(PhaseEvidence evidence, (double Low, double High)? interval)
    {
        var phase = Decide(evidence);
        double error = Math.Sqrt(evidence.Spikes);
        double?[] alphas = interval is (double low, double high)
            ? [low, evidence.Alpha, high] : [evidence.Alpha];
        double[] spikes = [Math.Max(0, evidence.Spikes - error), evidence.Spikes, evidence.Spikes + error];
        var variations =
            from factor in s_factors
            from alpha in alphas
            from count in spikes
            select Decide(evidence with { Alpha = alpha, Spikes = count }, factor) == phase ? 1.0 : 0;
        return variations.Average();
    }
}
