using System.Buffers;
using System.Runtime.CompilerServices;

namespace Heavytail.Traps;

/// <summary>
/// Sorts entries that follow each other in turn, as PyTorch's <c>[out, in, kh, kw]</c> has them, by slice, and adds
/// them in longer runs.
/// </summary>
/// <param name="slices">Number of slices.</param>
/// <param name="sliceEntries">Entries of a slice.</param>
/// <param name="add">Receives runs of a slice: all of it at once, where the slices are small.</param>
internal sealed class InterleavedScan(int slices, long sliceEntries, SliceRun add)
{
    /// <summary>Entries that wait: half a megabyte stays in the second cache.</summary>
    public const int Entries = 1 << 16;

    private readonly int _run = RunOf(slices, sliceEntries);
    // Rented: half a megabyte for each of a network's layers would pile up until the heap is collected.
    private double[] _waiting = ArrayPool<double>.Shared.Rent(slices * RunOf(slices, sliceEntries));
    private int _slice;
    private int _count;
    private long _first;

    /// <summary>Bytes that it takes.</summary>
    public static long Bytes(int slices, long sliceEntries) =>
        sizeof(double) * (long)slices * RunOf(slices, sliceEntries);

    /// <summary>Adds a run in the order of reading.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> values)
    {
        while (!values.IsEmpty)
        {
            if (_slice > 0 || values.Length < slices)
            {
                AddOne(values[0]);
                values = values[1..];
                continue;
            }

            int rows = Math.Min(values.Length / slices, _run - _count);
            for (int slice = 0; slice < slices; slice++)
            {
                var target = _waiting.AsSpan((slice * _run) + _count, rows);
                for (int k = 0, at = slice; k < target.Length; k++, at += slices)
                {
                    target[k] = values[at];
                }
            }

            values = values[(rows * slices)..];
            Advance(rows);
        }
    }

    /// <summary>Adds what waits; nothing follows.</summary>
    public void End()
    {
        AddWaiting();
        ArrayPool<double>.Shared.Return(_waiting);
        _waiting = [];
    }

    private void AddWaiting()
    {
        for (int slice = 0; slice < slices; slice++)
        {
            add(slice, _waiting.AsSpan(slice * _run, _count + (slice < _slice ? 1 : 0)), _first);
        }

        (_count, _slice) = (0, 0);
    }

    private static int RunOf(int slices, long sliceEntries) =>
        (int)Math.Min(sliceEntries, Math.Max(1, Entries / slices));

    private void AddOne(double value)
    {
        _waiting[(_slice * _run) + _count] = value;
        if (++_slice == slices)
        {
            _slice = 0;
            Advance(1);
        }
    }

    private void Advance(int rows)
    {
        _count += rows;
        if (_count == _run)
        {
            AddWaiting();
            _first += _run;
        }
    }
}

/// <summary>Receives consecutive entries of a slice.</summary>
/// <param name="slice">The slice.</param>
/// <param name="values">The entries.</param>
/// <param name="first">Index of the first in the slice.</param>
internal delegate void SliceRun(int slice, ReadOnlySpan<double> values, long first);
