using Heavytail.Spectra;

namespace Heavytail.Surgery;

/// <summary>Reports how far the operations on a model are; tensors are done on several threads.</summary>
/// <param name="path">The model.</param>
/// <param name="progress">Receives it.</param>
internal sealed class SurgeryProgress(string path, IProgress<AnalysisProgress> progress)
{
    /// <summary>
    /// Singular vectors, the change and the analysis after it take some ten times as long as eigenvalues alone.
    /// </summary>
    private const double PerDecomposition = 10;

    private readonly Lock _gate = new();
    private AnalysisProgress _state = new(path, null, 0, 0, 0, 0);

    /// <summary>The work is known.</summary>
    /// <param name="count">The number of layers.</param>
    /// <param name="operated">Those whose weights are needed.</param>
    public void Started(int count, IEnumerable<Layer> operated)
    {
        Layer[] layers = [.. operated];
        _state = _state with
        {
            LayersTotal = count,
            CostTotal = layers.Sum(layer => layer.Cost),
            EstimatedSeconds = PerDecomposition * layers.Sum(layer => DecompositionTime.Seconds(
                layer.Cost, layer.M, SpectrumMethod.Bidiagonal)),
        };
        progress.Report(_state);
    }

    /// <summary>A tensor is done.</summary>
    /// <param name="layer">Its first layer.</param>
    /// <param name="count">The number of its layers.</param>
    /// <param name="cost">What they cost.</param>
    public void Done(string layer, int count, double cost)
    {
        lock (_gate)
        {
            _state = _state with
            {
                Layer = layer,
                LayersDone = _state.LayersDone + count,
                CostDone = _state.CostDone + cost,
            };
            progress.Report(_state);
        }
    }
}
