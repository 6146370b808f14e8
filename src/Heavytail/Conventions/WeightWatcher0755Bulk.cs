using Heavytail.RandomMatrices;

namespace Heavytail.Conventions;

/// <summary>
/// The bulk of a row as WeightWatcher 0.7.5.5 fits it: <c>sigma_mp</c> is of eigenvalues of mean 1 and stays so, zeros
/// and spikes are fitted with the others, and a failed fit is −1.
/// </summary>
internal static class WeightWatcher0755Bulk
{
    private const double Missing = -1;

    /// <summary>Fits the bulk of all slices of a layer.</summary>
    /// <param name="shape">N and M as WeightWatcher has them.</param>
    /// <param name="spectrum">The pooled spectrum.</param>
    public static BulkMetrics Fit(MatrixShape shape, ScaledSpectrum spectrum)
    {
        double norm = spectrum.Eigenvalues.Sum();
        double scale = Math.Sqrt(spectrum.Eigenvalues.Count) / Math.Sqrt(norm);
        double square = scale * scale;
        double[] values = [.. spectrum.Eigenvalues.Select(value => square * value)];
        if (DensityFit.Of(values, shape.N, shape.M) is not { } fit)
        {
            return new BulkMetrics
            {
                SigmaMp = Missing,
                BulkMin = Missing,
                BulkMax = Missing,
                Edge = Missing,
                NumSpikes = (int)Missing,
                MpSoftRank = Missing,
            };
        }

        return new BulkMetrics
        {
            SigmaMp = fit.Sigma,
            BulkMin = fit.Lower / square,
            BulkMax = fit.Upper / square,
            Edge = fit.Edge / square,
            NumSpikes = values.Count(value => value > fit.Edge),
            MpSoftRank = fit.Upper / values[^1],
        };
    }
}
