namespace Heavytail.Conventions;

/// <summary>
/// WeightWatcher 0.2.7, which made the numbers of Martin, Peng &amp; Mahoney, Nature Communications 12 (2021) 4122:
/// every
/// matrix × √(rf/2), dense ones too; of matrices with M below 50 only λ_max.
/// </summary>
internal sealed class Nature2021Convention() : HistoricalConvention("nature2021")
{
    internal override double Factor(Layer layer) => layer.Rf / 2.0;

    internal override string? Remark(Layer layer) => IsTooSmall(layer)
        ? $"nature2021 takes lambda_max alone where M = {Text(layer.M)}, below {Text(LeastM)}"
        : null;

    private protected override ConventionRow MeasureSlice(Layer layer, ScaledSpectrum spectrum, int slice)
    {
        if (!IsTooSmall(layer))
        {
            return base.MeasureSlice(layer, spectrum, slice);
        }

        var metrics = SpectralNormAlone(spectrum);
        string? note = metrics.Status == LayerStatus.TooSmall ? Remark(layer) : LayerStatuses.Explain(metrics.Status);
        return new ConventionRow(spectrum, metrics, note, slice);
    }

    private static bool IsTooSmall(Layer layer) => layer.M < LeastM;

    /// <summary>What it has of a slice that it does not fit: the spectral norm was taken before the filter.</summary>
    private static LayerMetrics SpectralNormAlone(ScaledSpectrum spectrum)
    {
        double lambdaMax = spectrum.LambdaMax;
        if (!double.IsFinite(lambdaMax) || (lambdaMax == 0 && spectrum.SingularValues[^1] > 0))
        {
            return new LayerMetrics { Status = LayerStatus.OutOfRange };
        }

        return new LayerMetrics
        {
            Status = LayerStatus.TooSmall,
            Norms = new NormMetrics
            {
                LambdaMax = lambdaMax,
                LogSpectralNorm = lambdaMax == 0 ? null : Math.Log10(lambdaMax),
            },
        };
    }
}
