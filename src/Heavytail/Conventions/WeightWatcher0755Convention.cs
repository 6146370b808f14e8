using Heavytail.Fits;
using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Conventions;

/// <summary>WeightWatcher 0.7.5.5 to the printed digits, quirks included.</summary>
internal sealed class WeightWatcher0755Convention() : Convention("weightwatcher-0.7.5.5")
{
    public override string Scaling => WeightWatcher.Name;

    public override string Compatibility => "weightwatcher";

    public override bool TakesTensorsWhole => true;

    public override bool AllowsSinglePrecision => false;

    internal override int? DefaultMaxEvals => 15_000;

    internal override int? MaxN => 50_000;

    internal override double Factor(Layer layer) => WeightWatcher.Factor(layer);

    /// <summary>
    /// It swaps N and M once for every slice of a convolution whose first dimension is below its second, so that an
    /// even number of slices leaves N &lt; M. A kernel with kh + kw &gt; in + out looks to it like one of
    /// TensorFlow; it cuts the same slices of it, but never swaps. PyTorch's transposed convolutions are
    /// <c>[in, out, kh, kw]</c>.
    /// </summary>
    internal override MatrixShape Shape(Layer layer)
    {
        (int first, int second) = layer.Kind == LayerKind.TransposedConv2D
            ? (layer.Columns, layer.Rows)
            : (layer.Rows, layer.Columns);
        bool swapped = layer.Kind is LayerKind.Conv2D or LayerKind.TransposedConv2D or LayerKind.DepthwiseConv2D
            && first < second
            && (layer.Rf % 2 == 0 || layer.KernelSum > first + second);
        return swapped ? new(layer.N, layer.M) : new(layer.M, layer.N);
    }

    /// <summary>M · rf by its own M, which is more than the eigenvalues where N and M are swapped.</summary>
    internal override long CountToFilter(Layer layer) => (long)Shape(layer).M * layer.Rf;

    /// <summary>It has words for kinds of layers that its own rules would not call dense or conv2d.</summary>
    internal override SkippedTensor? Skip(Layer layer) =>
        layer.Kind is LayerKind.Conv1D or LayerKind.Conv3D or LayerKind.TransposedConv1D or LayerKind.TransposedConv3D
            or LayerKind.DepthwiseConv1D or LayerKind.DepthwiseConv3D
            ? SkippedTensor.From(
                layer, SkipReason.Convention, $"WeightWatcher 0.7.5.5 does not analyze {layer.Kind.Word()} layers")
            : null;

    internal override SpectrumRequest Request(Layer layer, TensorAccess access, Precision precision) =>
        new(layer, access, precision, FloatFactor: Factor(layer));

    internal override IReadOnlyList<ConventionRow> Measure(Layer layer, ScaledSpectrum spectrum)
    {
        var metrics = WeightWatcher0755Metrics.Compute(spectrum, Shape(layer).N);
        return
        [
            new ConventionRow(spectrum, metrics, Explain(metrics.Status, spectrum))
            {
                Fitted = Fitted(layer, spectrum),
            },
        ];
    }

    internal override FittedValues? Fitted(Layer layer, ScaledSpectrum spectrum) =>
        new(WeightWatcher0755Metrics.Fitted(spectrum), EqualValues.Exact);

    internal override BulkMetrics? Bulk(Layer layer, ScaledSpectrum spectrum) =>
        WeightWatcher0755Bulk.Fit(Shape(layer), spectrum);

    internal override BulkMetrics? PermutedBulk(Layer layer, ScaledSpectrum permuted) => Bulk(layer, permuted);

    internal override DeterminantTail Determinant(ScaledSpectrum spectrum) =>
        DeterminantTail.ByProducts(spectrum.Eigenvalues);

    /// <summary>It casts to F32 whatever the type, so that weights of F64 may turn infinite or zero.</summary>
    internal override string? Remark(Layer layer) => layer.Tensor.Type == ElementType.F64
        ? "cast to F32 first; out-of-range if a weight is beyond it" : null;

    /// <summary>Its one word for failures, with the reason.</summary>
    private static string? Explain(LayerStatus status, ScaledSpectrum spectrum) =>
        status != LayerStatus.Failed ? LayerStatuses.Explain(status)
        : spectrum.LambdaMax == 0 ? "all weights are zero in F32, to which WeightWatcher casts"
        : WeightWatcher0755Metrics.Fitted(spectrum).Length < 2
            ? "fewer than two eigenvalues are above 0.00001, the least that WeightWatcher fits"
        : LayerStatuses.Explain(status);
}
