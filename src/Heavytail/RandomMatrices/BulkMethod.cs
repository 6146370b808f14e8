namespace Heavytail.RandomMatrices;

/// <summary>How σ of a bulk was estimated; of a layer, the last of its slices' methods.</summary>
internal enum BulkMethod
{
    /// <summary>The regression of the middle eigenvalues on Marchenko–Pastur quantiles, without the spikes.</summary>
    Matching,

    /// <summary>
    /// The same, started with the spikes that the median shows: so many that the regression alone did not see them.
    /// </summary>
    MatchingFromMedian,

    /// <summary>The median, since by the regression more than half of the eigenvalues were spikes.</summary>
    Median,
}

/// <summary>The notes of methods.</summary>
internal static class BulkMethods
{
    /// <summary>Why σ is not simply that of the regression; null where it is.</summary>
    public static string? Note(this BulkMethod method) => method switch
    {
        BulkMethod.Matching => null,
        BulkMethod.MatchingFromMedian =>
            "sigma_mp is fitted below the spikes that the median shows: too many for the fit to find them by itself",
        BulkMethod.Median =>
            "sigma_mp is from the median: to the fit of the bulk more than half of the eigenvalues were spikes",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "an unknown method"),
    };
}
