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
