namespace Heavytail.Spectra;

/// <summary>How weights are scaled and pooled before their spectrum is taken.</summary>
public enum Convention
{
    /// <summary>Today's WeightWatcher: convolution slices × √½, dense matrices as they are, slices pooled.</summary>
    WeightWatcher,

    /// <summary>
    /// Martin, Peng &amp; Mahoney, Nature Communications 2021, by WeightWatcher 0.2.7: every slice a matrix of its own,
    /// × √(slices/2), and fitted from M = 50 on.
    /// </summary>
    Nature2021,

    /// <summary>
    /// Martin &amp; Mahoney, SDM 2020, by the notebooks of the paper: every slice a matrix of its own, as it is; convolutions
    /// from M = 50 on.
    /// </summary>
    Sdm2020,
}

/// <summary>Whether a known tool's quirks are reproduced.</summary>
public enum Compatibility
{
    /// <summary>None: thresholds are scale-free, failed fits are missing.</summary>
    None,

    /// <summary>
    /// WeightWatcher 0.7.5.5 to the printed digits: weights cast to F32, λ ≤ 1e-5 dropped, ranks by double's ε, a failed
    /// fit written as −1 and averaged.
    /// </summary>
    WeightWatcher,
}

/// <summary>The words of conventions.</summary>
public static class Conventions
{
    /// <summary>The word on the command line and in reports.</summary>
    public static string Word(this Convention convention) => convention switch
    {
        Convention.WeightWatcher => "weightwatcher",
        Convention.Nature2021 => "nature2021",
        Convention.Sdm2020 => "sdm2020",
        _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "not a convention"),
    };

    /// <summary>The word on the command line and in reports.</summary>
    public static string Word(this Compatibility compatibility) => compatibility switch
    {
        Compatibility.None => "none",
        Compatibility.WeightWatcher => "weightwatcher",
        _ => throw new ArgumentOutOfRangeException(nameof(compatibility), compatibility, "not a compatibility"),
    };
}
