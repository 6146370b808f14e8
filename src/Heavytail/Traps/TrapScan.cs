// What:      a layer's correlation traps in one pass over its weights, in closed form, without a permutation.
// Formula:   see TrapFinder; here only which entry belongs to which slice.
// Reference: Benaych-Georges & Nadakuditi, J. Multivariate Anal. 111 (2012) 120.
// Not done:  weights are not kept: of each slice, the some eighty of the largest and of the smallest, and moments.
using System.Numerics.Tensors;

namespace Heavytail.Traps;

/// <summary>
/// Takes a layer's weights as they are read, in runs of any length, and tells the entries and means that survive a
/// permutation of the entries.
/// </summary>
internal sealed class TrapScan
{
    private readonly EntryPlaces _places;
    private readonly Layer _layer;
    private readonly int _firstSlice;
    private readonly SliceScan[] _slices;
    private readonly InterleavedScan? _turns;
    private bool _scaled;
    private long _read;

    /// <param name="layer">The layer.</param>
    /// <param name="slice">The slice that alone is read; null for all of them.</param>
    public TrapScan(Layer layer, int? slice = null)
    {
        _layer = layer;
        _places = new EntryPlaces(layer);
        _firstSlice = slice ?? 0;
        int capacity = TrapFinder.Capacity(_places.SliceEntries);
        _slices = [.. Enumerable.Range(0, slice is null ? layer.Rf : 1).Select(_ => new SliceScan(capacity))];
        _turns = slice is null && _places.Interleaved ? new InterleavedScan(_slices, _places.SliceEntries) : null;
    }

    /// <summary>Bytes that the scan of a layer takes.</summary>
    public static long Bytes(Layer layer)
    {
        const int entryBytes = 2 * sizeof(double);
        const int objects = 512;
        long entries = (long)layer.Rows * layer.Columns;
        long slices = layer.Rf * ((2L * entryBytes * TrapFinder.Capacity(entries)) + objects);
        return slices + (layer.Layout.SlicesFirst ? 0 : InterleavedScan.Bytes(layer.Rf, entries));
    }

    /// <summary>Adds a run of weights.</summary>
    /// <param name="weights">Finite, in the order of the file.</param>
    public void Add(ReadOnlySpan<double> weights)
    {
        Scale(weights);
        if (_turns is not null)
        {
            _turns.Add(weights);
            return;
        }

        while (!weights.IsEmpty)
        {
            (long slice, long index) = Math.DivRem(_read, _places.SliceEntries);
            int count = (int)Math.Min(weights.Length, _places.SliceEntries - index);
            _slices[slice].AddRun(weights[..count], index);
            _read += count;
            weights = weights[count..];
        }
    }

    /// <summary>The traps of all that was read.</summary>
    public LayerTraps Find()
    {
        _turns?.End();
        return new LayerTraps(
            Array.ConvertAll(_slices, FindIn));
    }

    private SliceTraps FindIn(SliceScan scan) => TrapFinder.Find(
        scan, _layer, _firstSlice + Array.IndexOf(_slices, scan), _slices.Length, _places);

    private void Scale(ReadOnlySpan<double> weights)
    {
        if (!_scaled && !weights.IsEmpty && TensorPrimitives.MaxMagnitude(weights) is var largest && largest != 0)
        {
            _scaled = true;
            double scale = Math.ScaleB(1, Math.Clamp(-Math.ILogB(largest), -1000, 1000));
            foreach (var slice in _slices)
            {
                slice.Scale = scale;
            }
        }
    }
}
