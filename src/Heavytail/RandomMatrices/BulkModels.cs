using System.Collections.Concurrent;

namespace Heavytail.RandomMatrices;

/// <summary>
/// The models of a layer: its slices share those of equal shape, and all layers of a process share small ones.
/// </summary>
/// <param name="rows">N.</param>
/// <param name="level">The share of noise layers that have no spike.</param>
/// <param name="slices">R, how many slices share the level.</param>
internal sealed class BulkModels(int rows, double level, int slices)
{
    /// <summary>Of wider models a spectrum costs far more.</summary>
    private const int MostSharedColumns = 512;

    /// <summary>Shared models take 5 MB at most.</summary>
    private const int MostShared = 1024;

    /// <summary>The networks of a family have few shapes: ResNet-56 has 3 in 55 layers.</summary>
    private static readonly ConcurrentDictionary<(int Rows, int Columns, double Probability), BulkModel> s_shared =
        new();

    private readonly Dictionary<(int Count, int Spikes), BulkModel> _known = [];
    private readonly double _probability = WishartEdge.Tail(level, slices);
    private double? _quantile;

    /// <summary>The noise that k spikes leave.</summary>
    /// <param name="count">Nonzero eigenvalues of the slice.</param>
    /// <param name="spikes">k.</param>
    public BulkModel Of(int count, int spikes)
    {
        if (!_known.TryGetValue((count, spikes), out var model))
        {
            model = Shared(rows - spikes, count - spikes);
            _known.Add((count, spikes), model);
        }

        return model;
    }

    private BulkModel Shared(int modelRows, int columns)
    {
        var shape = (modelRows, columns, _probability);
        if (s_shared.TryGetValue(shape, out var known))
        {
            return known;
        }

        _quantile ??= TracyWidom.UpperQuantile(_probability);
        var model = new BulkModel(modelRows, columns, _probability, _quantile.Value);
        if (columns <= MostSharedColumns && s_shared.Count < MostShared)
        {
            s_shared.TryAdd(shape, model);
        }

        return model;
    }
}
