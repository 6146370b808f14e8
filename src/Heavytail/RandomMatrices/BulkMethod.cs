namespace Heavytail.RandomMatrices;

/// <summary>How σ of a bulk was estimated.</summary>
internal enum BulkMethod
{
    /// <summary>Too few eigenvalues to tell noise from structure.</summary>
    None,

    /// <summary>The regression of the middle eigenvalues on Marchenko–Pastur quantiles, without the spikes.</summary>
    Matching,

    /// <summary>The median, since more than half of the eigenvalues were spikes by the regression.</summary>
    Median,
}
