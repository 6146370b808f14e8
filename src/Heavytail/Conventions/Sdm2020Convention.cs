namespace Heavytail.Conventions;

/// <summary>
/// The notebooks of Martin &amp; Mahoney, SDM 2020 (arXiv 1901.08278): nothing is scaled; convolutions with M below
/// 50 are
/// left out.
/// </summary>
internal sealed class Sdm2020Convention() : HistoricalConvention("sdm2020")
{
    internal override double Factor(Layer layer) => 1;

    internal override SkippedTensor? Skip(Layer layer) => layer.Kind.IsConvolution() && layer.M < LeastM
        ? SkippedTensor.From(
            layer,
            SkipReason.Convention,
            $"sdm2020 leaves out convolutions with M = {Text(layer.M)}, below {Text(LeastM)}")
        : base.Skip(layer);
}
