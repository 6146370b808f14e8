
using Heavytail.Fits;
using Heavytail.Spectra;

namespace Heavytail.Metrics;

/// <summary>
/// The metrics of one slice as the historical conventions have them: no smallest singular value in the fit, a distance
/// that knows λ_max, and ‖W‖_F that is not squared. Ranks, entropy and singular values are those of the whole slice.
/// </summary>
internal static class HistoricalMetrics
{
    public static LayerMetrics Compute(EigenvalueSpectrum slice)
    {
        // All but the smallest singular value, whether it is zero or not; then all but zeros, of which it may be one.
        double[] fitted = [.. slice.NonZeroEigenvalues.Skip(slice.Rank == slice.Eigenvalues.Count ? 1 : 0)];
        var metrics = SpectralMetrics.Compute(slice, fitted, XmaxPowerLaw.Fit(fitted));
        return metrics with
        {
            Norm = metrics.Norm is double norm ? Math.Sqrt(norm) : null,
            LogNorm = metrics.LogNorm / 2,
        };
    }

    /// <summary>What nature2021 has of a slice that it does not fit: the spectral norm was taken before the filter.</summary>
    public static LayerMetrics OfTooSmall(EigenvalueSpectrum slice)
    {
        double lambdaMax = slice.LambdaMax;
        if (!double.IsFinite(lambdaMax) || (lambdaMax == 0 && slice.SingularValues[^1] > 0))
        {
            return new LayerMetrics { Status = LayerStatus.OutOfRange };
        }

        return new LayerMetrics
        {
            Status = LayerStatus.TooSmall,
            LambdaMax = lambdaMax,
            SpectralNorm = lambdaMax,
            LogSpectralNorm = lambdaMax == 0 ? null : Math.Log10(lambdaMax),
        };
    }
}
