
using Heavytail.Analysis;
using Heavytail.Layers;
using Heavytail.Spectra;

namespace Heavytail.Reports;

/// <summary>M, N and Q as the compatibility in force reports them.</summary>
internal readonly record struct MatrixSides(int M, int N)
{
    public double Q => (double)N / M;

    public static MatrixSides From(Layer layer, Compatibility compatibility) =>
        compatibility == Compatibility.WeightWatcher
            ? new(WeightWatcherShape.M(layer), WeightWatcherShape.N(layer))
            : new(layer.M, layer.N);
}
