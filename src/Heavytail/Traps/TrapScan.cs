// What:      a layer's correlation traps in one pass over its weights, in closed form, without a permutation.
// Formula:   see TrapFinder; here only which entry belongs to which slice.
// Reference: Benaych-Georges & Nadakuditi, J. Multivariate Anal. 111 (2012) 120.
// Not done:  weights are not kept: of each slice, the some eighty of the largest and of the smallest, and moments.
using System.Buffers;
using System.Numerics.Tensors;

namespace Heavytail.Traps;

/// <summary>
/// Takes a layer's weights as they are read, in runs of any length, and tells the entries and means that survive a
/// permutation of the entries.
/// </summary>
internal sealed class TrapScan
{
    /// <summary>Entries of a slice that is looked at as a whole: half a megabyte stays in the second cache.</summary>
    private const int MostWhole = 1 << 16;

    private readonly EntryPlaces _places;
    private readonly Layer _layer;
    private readonly int _firstSlice;
    private readonly SliceScan[] _slices;
    private readonly InterleavedScan? _turns;

    /// <summary>
    /// Entries of the slice that is read, until all are there, or of all slices in turn; null where runs are added as
    /// they come.
    /// </summary>
    private double[]? _whole;

    /// <summary>Whether all slices are looked at together.</summary>
    private readonly bool _together;

    private readonly int _capacity;
    private readonly bool _needsTails;
    private readonly double _leastDistance;
    private double _scale = 1;
    private bool _scaled;
    private long _read;

    /// <param name="layer">The layer.</param>
    /// <param name="slice">The slice that alone is read; null for all of them.</param>
    /// <param name="needsTails">
    /// Whether <see cref="SliceTraps.TailIndex"/> is asked for. Without it, slices that have no trap need no sorting.
    /// </param>
    public TrapScan(Layer layer, int? slice = null, bool needsTails = true)
    {
        _layer = layer;
        _needsTails = needsTails;
        _places = new EntryPlaces(layer);
        _firstSlice = slice ?? 0;
        _capacity = TrapFinder.Capacity(_places.SliceEntries);
        _slices = [.. Enumerable.Range(0, slice is null ? layer.Rf : 1).Select(_ => new SliceScan(_capacity))];
        _leastDistance = layer.M > 1 ? TrapFinder.LeastDistance(layer, _slices.Length) : double.PositiveInfinity;
        _together = slice is null && !needsTails && _places.Interleaved && layer.ElementCount <= MostWhole;
        _turns = slice is null && _places.Interleaved && !_together
            ? new InterleavedScan(layer.Rf, _places.SliceEntries, AddRun)
            : null;
        _whole = _turns is null && !needsTails && _places.SliceEntries <= MostWhole
            ? ArrayPool<double>.Shared.Rent((int)_places.SliceEntries * (_together ? layer.Rf : 1))
            : null;
    }

    /// <summary>Bytes that the scan of a layer takes.</summary>
    public static long Bytes(Layer layer)
    {
        const int entryBytes = 2 * sizeof(double);
        const int objects = 512;
        long entries = (long)layer.Rows * layer.Columns;
        long slices = layer.Rf * ((2L * entryBytes * TrapFinder.Capacity(entries)) + objects);
        long whole = sizeof(double) * entries;
        return slices + (layer.Layout.SlicesFirst ? entries <= MostWhole ? whole : 0
            : layer.ElementCount <= MostWhole ? (layer.Rf + 1) * whole
            : InterleavedScan.Bytes(layer.Rf, entries));
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

        if (_together)
        {
            weights.CopyTo(_whole.AsSpan((int)_read));
            _read += weights.Length;
            return;
        }

        while (!weights.IsEmpty)
        {
            (long slice, long index) = Math.DivRem(_read, _places.SliceEntries);
            int count = (int)Math.Min(weights.Length, _places.SliceEntries - index);
            var run = weights[..count];
            if (_whole is null || count == _places.SliceEntries)
            {
                AddRun((int)slice, run, index);
            }
            else
            {
                run.CopyTo(_whole.AsSpan((int)index));
                if (index + count == _places.SliceEntries)
                {
                    AddRun((int)slice, _whole.AsSpan(0, (int)_places.SliceEntries), 0);
                }
            }

            _read += count;
            weights = weights[count..];
        }
    }

    /// <summary>The traps of all that was read.</summary>
    public LayerTraps Find()
    {
        _turns?.End();
        if (_whole is not null)
        {
            if (_together)
            {
                AddTogether(_whole.AsSpan(0, (int)_read));
            }

            ArrayPool<double>.Shared.Return(_whole);
            _whole = null;
        }

        var traps = new SliceTraps[_slices.Length];
        for (int slice = 0; slice < traps.Length; slice++)
        {
            traps[slice] = TrapFinder.Find(
                _slices[slice], _layer, _firstSlice + slice, traps.Length, _places, _needsTails);
        }

        return new LayerTraps(traps);
    }

    /// <summary>Adds the slices of a layer: those that the sums of all clear, and the others one by one.</summary>
    private void AddTogether(ReadOnlySpan<double> values)
    {
        int count = (int)_places.SliceEntries;
        var sums = QuietSlices.Sums(values, _layer.Rf, _scale);
        double[]? own = null;
        for (int slice = 0; slice < sums.Length; slice++)
        {
            if (2 * _capacity < count && sums[slice].Furthest <= sums[slice].Limit(2 * _capacity, _leastDistance))
            {
                _slices[slice].AddQuiet(sums[slice].Moments);
                continue;
            }

            own ??= ArrayPool<double>.Shared.Rent(count);
            for (int k = 0, at = slice; k < count; k++, at += sums.Length)
            {
                own[k] = values[at];
            }

            AddRun(slice, own.AsSpan(0, count), 0);
        }

        if (own is not null)
        {
            ArrayPool<double>.Shared.Return(own);
        }
    }

    private void AddRun(int slice, ReadOnlySpan<double> values, long first)
    {
        if (!_needsTails && values.Length == _places.SliceEntries
            && QuietSlice.Find(values, _scale, _leastDistance, 2 * _capacity) is { } all)
        {
            _slices[slice].AddQuiet(all);
        }
        else
        {
            _slices[slice].AddRun(values, first);
        }
    }

    private void Scale(ReadOnlySpan<double> weights)
    {
        if (!_scaled && !weights.IsEmpty && TensorPrimitives.MaxMagnitude(weights) is var largest && largest != 0)
        {
            _scaled = true;
            _scale = Math.ScaleB(1, Math.Clamp(-Math.ILogB(largest), -1000, 1000));
            foreach (var slice in _slices)
            {
                slice.Scale = _scale;
            }
        }
    }
}
