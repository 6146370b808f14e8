namespace Heavytail.RandomMatrices;

/// <summary>The models of a layer: its slices share those of equal shape.</summary>
/// <param name="rows">N.</param>
/// <param name="level">The share of noise layers that have no spike.</param>
/// <param name="slices">R, how many slices share the level.</param>
internal sealed class BulkModels(int rows, double level, int slices)
{
    private readonly Dictionary<(int Count, int Spikes), BulkModel> _known = [];
    private readonly double _probability = WishartEdge.Tail(level, slices);
    private readonly double _quantile = TracyWidom.UpperQuantile(WishartEdge.Tail(level, slices));

    /// <summary>The noise that k spikes leave.</summary>
    /// <param name="count">Nonzero eigenvalues of the slice.</param>
    /// <param name="spikes">k.</param>
    public BulkModel Of(int count, int spikes)
    {
        if (!_known.TryGetValue((count, spikes), out var model))
        {
            model = new BulkModel(rows - spikes, count - spikes, _probability, _quantile);
            _known.Add((count, spikes), model);
        }

        return model;
    }
}
