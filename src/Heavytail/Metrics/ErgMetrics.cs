namespace Heavytail;

/// <summary>
/// The condition of an exact renormalization-group step, det X = 1, on the eigenvalues y = λ·n/Σλ of mean 1
/// (SETOL, arXiv 2507.17912).
/// </summary>
public sealed record ErgMetrics
{
    /// <summary>The largest number of top eigenvalues whose product Π y is 1 or more, and the next one.</summary>
    public int? DetXNum { get; init; }

    /// <summary>The smallest λ of these.</summary>
    public double? DetXVal { get; init; }

    /// <summary>How many more eigenvalues these are than the tail of the power law.</summary>
    public int? ErgGap { get; init; }

    /// <summary>y where the power law begins minus y where det X = 1 is reached.</summary>
    public double? DeltaLambdaMin { get; init; }

    /// <summary>Σ ln y over the tail of the power law.</summary>
    public double? TraceLog { get; init; }

    /// <summary><see cref="TraceLog"/> over the number of eigenvalues of the tail.</summary>
    public double? TraceLogPerEval { get; init; }

    /// <summary>
    /// Whether the interval of α is below 2 and <see cref="DeltaLambdaMin"/> below 0: SETOL's over-regularized corner;
    /// null without a tail.
    /// </summary>
    public bool? OverRegularized { get; init; }
}
