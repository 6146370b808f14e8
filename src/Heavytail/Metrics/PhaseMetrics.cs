namespace Heavytail;

/// <summary>The phase of a layer's training, and its class by the tail.</summary>
public sealed record PhaseMetrics
{
    /// <summary>The phase; null where there is no bulk to judge by.</summary>
    public TrainingPhase? Phase { get; init; }

    /// <summary>
    /// The share of variations of statistics and thresholds, within their errors, that give the same phase.
    /// </summary>
    public double? Sure { get; init; }

    /// <summary>μ of the elements' law P(|w| > x) ~ x^−μ whose random matrices have such a tail.</summary>
    public double? Mu { get; init; }

    /// <summary>The class of that law by the limits of 2019: α below 2, from 2 to 3, above 3.</summary>
    public TailClass? ClassByMu { get; init; }

    /// <summary>The class by the limits of SETOL: α below 2, from 2 to 6, above 6.</summary>
    public TailClass? ClassBySetol { get; init; }
}

/// <summary>The 5+1 phases of training (Martin &amp; Mahoney, JMLR 22 (2021) 165).</summary>
public enum TrainingPhase
{
    /// <summary>Nothing that noise would not have.</summary>
    RandomLike,

    /// <summary>A few eigenvalues just above the bulk, not apart from it.</summary>
    BleedingOut,

    /// <summary>A bulk of noise, and some eigenvalues far above it.</summary>
    BulkAndSpikes,

    /// <summary>A bulk that decays into a tail.</summary>
    BulkDecay,

    /// <summary>No bulk: the spectrum is a tail.</summary>
    HeavyTailed,

    /// <summary>Many eigenvalues are zero.</summary>
    RankCollapse,
}

/// <summary>The universality class of heavy-tailed random matrices that a tail is like.</summary>
public enum TailClass
{
    /// <summary>Very heavy-tailed elements, μ below 2.</summary>
    VeryHeavy,

    /// <summary>Moderately heavy-tailed elements, μ from 2 to 4.</summary>
    Heavy,

    /// <summary>Weakly heavy-tailed elements, μ above 4.</summary>
    Weak,
}

/// <summary>The words of phases and classes.</summary>
public static class TrainingPhases
{
    /// <summary>The words of phases, in the order of their values.</summary>
    public static IReadOnlyList<string> Words { get; } =
        ["random-like", "bleeding-out", "bulk+spikes", "bulk-decay", "heavy-tailed", "rank-collapse"];

    /// <summary>The words of classes, in the order of their values.</summary>
    public static IReadOnlyList<string> ClassWords { get; } = ["very-heavy", "heavy", "weak"];

    /// <summary>The word in the <c>phase</c> column.</summary>
    public static string Word(this TrainingPhase phase) => Words[(int)phase];

    /// <summary>The word in the columns of classes.</summary>
    public static string Word(this TailClass value) => ClassWords[(int)value];
}
