namespace Heavytail;

/// <summary>How the analysis of a layer ended.</summary>
public enum LayerStatus
{
    /// <summary>Every metric has a value, as far as it is defined.</summary>
    Success,

    /// <summary>A power-law fit failed, without a closer reason (WeightWatcher's word).</summary>
    Failed,

    /// <summary>All weights are zero: norms are 0, the rest is undefined.</summary>
    AllZero,

    /// <summary>Fewer than two eigenvalues are above zero: there is no tail to fit.</summary>
    TooFewEigenvalues,

    /// <summary>All eigenvalues are equal to the precision of the stored weights: there is no α.</summary>
    EqualEigenvalues,

    /// <summary>There are NaN or infinite weights: nothing is computed.</summary>
    NonFiniteWeights,

    /// <summary>
    /// λ_max = s_max² is beyond the range of double, or a weight beyond that of F32 where a convention casts to it:
    /// nothing is computed.
    /// </summary>
    OutOfRange,

    /// <summary>The numbers could not be read: nothing is computed.</summary>
    Unreadable,

    /// <summary>The convention takes only the spectral norm of a matrix so small: no failure.</summary>
    TooSmall,
}

/// <summary>The words of statuses.</summary>
public static class LayerStatuses
{
    /// <summary>The word in the <c>status</c> column.</summary>
    public static string Word(this LayerStatus status) => status switch
    {
        LayerStatus.Success => "success",
        LayerStatus.Failed => "failed",
        LayerStatus.AllZero => "failed-all-zero",
        LayerStatus.TooFewEigenvalues => "failed-too-few-eigenvalues",
        LayerStatus.EqualEigenvalues => "failed-equal-eigenvalues",
        LayerStatus.NonFiniteWeights => "non-finite-weights",
        LayerStatus.OutOfRange => "out-of-range",
        LayerStatus.Unreadable => "unreadable",
        LayerStatus.TooSmall => "too-small",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    /// <summary>Whether the layer's numbers could not be had at all, which is an error and not a finding.</summary>
    public static bool IsError(this LayerStatus status) =>
        status is LayerStatus.NonFiniteWeights or LayerStatus.OutOfRange or LayerStatus.Unreadable;

    /// <summary>The status in a sentence, for people; null for a success.</summary>
    internal static string? Explain(LayerStatus status) => status switch
    {
        LayerStatus.Success => null,
        LayerStatus.AllZero => "all weights are zero",
        LayerStatus.TooFewEigenvalues => "fewer than two eigenvalues are above zero",
        LayerStatus.EqualEigenvalues => "all eigenvalues are equal to the precision of the weights: there is no alpha",
        LayerStatus.OutOfRange => "the eigenvalues are beyond the range of double",
        _ => "the power-law fit failed",
    };

    internal static LayerStatus From(FitStatus status) => status switch
    {
        FitStatus.Success => LayerStatus.Success,
        FitStatus.AllZero => LayerStatus.AllZero,
        FitStatus.TooFewEigenvalues => LayerStatus.TooFewEigenvalues,
        _ => LayerStatus.EqualEigenvalues,
    };
}
