
using Heavytail.Layers;

namespace Heavytail.Analysis;

/// <summary>
/// The N and M that WeightWatcher 0.7.5.5 reports: it swaps them once for every slice of a convolution with fewer outputs
/// than inputs, so that an even number of slices leaves N &lt; M.
/// </summary>
internal static class WeightWatcherShape
{
    public static int N(Layer layer) => IsSwapped(layer) ? layer.M : layer.N;

    public static int M(Layer layer) => IsSwapped(layer) ? layer.N : layer.M;

    private static bool IsSwapped(Layer layer) =>
        layer.Kind is LayerKind.Conv2D or LayerKind.TransposedConv2D or LayerKind.DepthwiseConv2D && layer.Rows < layer.Columns && layer.Rf % 2 == 0;
}
