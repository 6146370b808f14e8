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
    private static readonly ConcurrentDictionary<Shape, BulkModel> s_shared = new();

    private readonly Dictionary<long, BulkModel> _known = [];
    private readonly double _probability = WishartEdge.Tail(level, slices);
    private double? _quantile;

    /// <summary>The noise that k spikes leave.</summary>
    /// <param name="count">Nonzero eigenvalues of the slice.</param>
    /// <param name="spikes">k.</param>
    public BulkModel Of(int count, int spikes)
    {
        long key = ((long)count << 32) | (uint)spikes;
        if (!_known.TryGetValue(key, out var model))
        {
            model = Shared(new Shape(rows - spikes, count - spikes, _probability));
            _known.Add(key, model);
        }

        return model;
    }

    private BulkModel Shared(Shape shape)
    {
        if (s_shared.TryGetValue(shape, out var known))
        {
            return known;
        }

        _quantile ??= TracyWidom.UpperQuantile(_probability);
        var model = new BulkModel(shape.Rows, shape.Columns, _probability, _quantile.Value);
        if (shape.Columns <= MostSharedColumns && s_shared.Count < MostShared)
        {
            s_shared.TryAdd(shape, model);
        }

        return model;
    }

    /// <summary>What a model depends on: a class, for which the framework's dictionary is compiled already.</summary>
    private sealed record Shape(int Rows, int Columns, double Probability);
}
