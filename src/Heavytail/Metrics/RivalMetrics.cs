namespace Heavytail;

/// <summary>Other laws of the tail, and other estimates of its exponent.</summary>
public sealed record RivalMetrics
{
    /// <summary>The law that the tail follows: the power law, unless another is better beyond chance.</summary>
    public TailLawName? Best { get; init; }

    /// <summary>The p that decides on it.</summary>
    public double? BestP { get; init; }

    /// <summary>The power law that ends at xmax: its exponent.</summary>
    public double? BoundedAlpha { get; init; }

    /// <summary>The chance that a power law without an end has no larger value.</summary>
    public double? BoundedP { get; init; }

    /// <summary>The power law times an exponential: its exponent.</summary>
    public double? CutoffAlpha { get; init; }

    /// <summary>Its rate Λ, in 1/λ.</summary>
    public double? CutoffLambda { get; init; }

    /// <summary>The log-likelihood ratio of the power law against it, at most 0.</summary>
    public double? CutoffR { get; init; }

    /// <summary>Its p.</summary>
    public double? CutoffP { get; init; }

    /// <summary>The same against an exponential law: above 0 for the power law.</summary>
    public double? ExponentialR { get; init; }

    /// <summary>Its p.</summary>
    public double? ExponentialP { get; init; }

    /// <summary>The same against a stretched exponential law.</summary>
    public double? StretchedR { get; init; }

    /// <summary>Its p.</summary>
    public double? StretchedP { get; init; }

    /// <summary>The same against a log-normal law.</summary>
    public double? LogNormalR { get; init; }

    /// <summary>Its p.</summary>
    public double? LogNormalP { get; init; }

    /// <summary>α by Hill's estimate, the number of values chosen by the double bootstrap.</summary>
    public double? HillAlpha { get; init; }

    /// <summary>α by the mean of Hill's estimates over the upper half of these numbers.</summary>
    public double? SmoothHillAlpha { get; init; }

    /// <summary>The number of values of Hill's estimate.</summary>
    public int? HillCount { get; init; }

    /// <summary>α by moments.</summary>
    public double? MomentsAlpha { get; init; }

    /// <summary>Whether the two differ beyond their errors.</summary>
    public bool? Disagree { get; init; }

    /// <summary>α with xmin at the median.</summary>
    public double? MedianAlpha { get; init; }

    /// <summary>α with xmin near the peak of the density.</summary>
    public double? PeakAlpha { get; init; }

    /// <summary>α without the largest eigenvalues that pull it up.</summary>
    public double? ClippedAlpha { get; init; }

    /// <summary>How many of these there are.</summary>
    public int? NumRemoved { get; init; }

    /// <summary>The largest eigenvalue that is left.</summary>
    public double? ClippedXMax { get; init; }

    /// <summary>α where it changes least with xmin.</summary>
    public double? PlateauAlpha { get; init; }

    /// <summary>How many times larger xmin is at the end of that stretch than at its beginning.</summary>
    public double? PlateauWidth { get; init; }

    /// <summary>Kuiper's distance of the tail to the power law.</summary>
    public double? Kuiper { get; init; }

    /// <summary>Anderson and Darling's.</summary>
    public double? AndersonDarling { get; init; }
}

/// <summary>Laws of tails.</summary>
public enum TailLawName
{
    /// <summary>p(x) ~ x^−α.</summary>
    PowerLaw,

    /// <summary>A power law that ends at the largest eigenvalue.</summary>
    BoundedPowerLaw,

    /// <summary>A power law times an exponential.</summary>
    CutoffPowerLaw,

    /// <summary>p(x) ~ e^−Λx.</summary>
    Exponential,

    /// <summary>p(x) ~ x^(β−1)·e^−(Λx)^β.</summary>
    StretchedExponential,

    /// <summary>The logarithm is normal.</summary>
    LogNormal,
}

/// <summary>The words of laws.</summary>
public static class TailLawNames
{
    /// <summary>Every word, in the order of the values.</summary>
    public static IReadOnlyList<string> Words { get; } =
        ["power-law", "bounded-power-law", "cutoff-power-law", "exponential", "stretched-exponential", "log-normal"];

    /// <summary>The words of a flag.</summary>
    public static IReadOnlyList<string> Flag { get; } = ["no", "yes"];

    /// <summary>The word in the <c>best_tail</c> column.</summary>
    public static string Word(this TailLawName law) => Words[(int)law];
}
