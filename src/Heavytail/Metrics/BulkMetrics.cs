namespace Heavytail;

/// <summary>
/// The part of a spectrum that noise would have too, by the law of Marchenko and Pastur, and what is above it.
/// </summary>
public sealed record BulkMetrics
{
    /// <summary>σ, the standard deviation of the noise in a weight.</summary>
    public double? SigmaMp { get; init; }

    /// <summary>The eigenvalue where the law begins.</summary>
    public double? BulkMin { get; init; }

    /// <summary>The eigenvalue where the law ends.</summary>
    public double? BulkMax { get; init; }

    /// <summary>The eigenvalue above which noise has none in 99 of 100 matrices.</summary>
    public double? Edge { get; init; }

    /// <summary>The number of eigenvalues above the edge.</summary>
    public int? NumSpikes { get; init; }

    /// <summary>The end of the law over the largest eigenvalue.</summary>
    public double? MpSoftRank { get; init; }

    /// <summary>The Kolmogorov–Smirnov distance of the eigenvalues below the spikes to the law.</summary>
    public double? Ks { get; init; }

    /// <summary>The probability that noise has an eigenvalue as large as the largest.</summary>
    public double? PValue { get; init; }

    /// <summary>What the bulk is like; null where there is none.</summary>
    public BulkKind? Kind { get; init; }
}

/// <summary>What the bulk of a spectrum is like.</summary>
public enum BulkKind
{
    /// <summary>It follows the law.</summary>
    Flat,

    /// <summary>It is wider than the law: its columns have different variances, and it has no sharp edge.</summary>
    Decay,

    /// <summary>More than half of the eigenvalues are spikes: σ is that of the median, and a bound.</summary>
    Median,
}

/// <summary>The words of <see cref="BulkKind"/>.</summary>
public static class BulkKinds
{
    /// <summary>Every word, in the order of the values.</summary>
    public static IReadOnlyList<string> Words { get; } = ["flat", "decay", "median"];

    /// <summary>The word in the <c>bulk</c> column.</summary>
    public static string Word(this BulkKind kind) => Words[(int)kind];
}
