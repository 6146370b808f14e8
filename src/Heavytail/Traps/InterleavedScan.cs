// What:      the scans of slices whose entries follow each other in turn, as PyTorch's [out, in, kh, kw] has them.
// Formula:   rf vectors of eight lanes hold eight entries of every slice: lane l of vector v belongs to slice
//            (8v + l + phase) mod rf.
// Reference: none needed.
// Not done:  kernels of more than MostSlices slices are read one by one.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.Traps;

/// <summary>Adds runs of interleaved entries to the scans of their slices.</summary>
/// <param name="slices">The scans.</param>
internal sealed class InterleavedScan(SliceScan[] slices)
{
    /// <summary>A block of 8·rf entries then fits a few times into the runs in which weights are read.</summary>
    private const int MostSlices = 128;

    private const int Lanes = 8;

    private readonly double[] _center = new double[Lanes * slices.Length];
    private readonly double[] _upper = new double[Lanes * slices.Length];
    private readonly double[] _lower = new double[Lanes * slices.Length];
    private readonly double[] _sum = new double[Lanes * slices.Length];
    private readonly double[] _squares = new double[Lanes * slices.Length];
    private readonly int[] _count = new int[slices.Length];
    private int _phase;

    /// <summary>Adds a run.</summary>
    /// <param name="values">Entries in the order of reading.</param>
    /// <param name="first">Index of the first in that order.</param>
    public void AddRun(ReadOnlySpan<double> values, long first)
    {
        int rf = slices.Length;
        int phase = (int)(first % rf);
        for (int i = 0; i < Math.Min(rf, values.Length); i++)
        {
            slices[(i + phase) % rf].Begin(values[i]);
        }

        int block = Lanes * rf;
        int blocks = rf <= MostSlices ? values.Length / block : 0;
        if (blocks > 0)
        {
            _phase = phase;
            Prepare();
            AddBlocks(values, first, blocks);
            Collect();
        }

        for (int i = blocks * block; i < values.Length; i++)
        {
            AddOne(values[i], first + i);
        }

        for (int i = 0; i < Math.Min(rf, values.Length); i++)
        {
            slices[(i + phase) % rf].End();
        }
    }

    private void AddOne(double value, long at) => slices[at % slices.Length].Add(value, at / slices.Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBlocks(ReadOnlySpan<double> values, long first, int blocks)
    {
        int rf = slices.Length;
        ref double start = ref MemoryMarshal.GetReference(values);
        ref double centers = ref MemoryMarshal.GetArrayDataReference(_center);
        ref double uppers = ref MemoryMarshal.GetArrayDataReference(_upper);
        ref double lowers = ref MemoryMarshal.GetArrayDataReference(_lower);
        ref double sums = ref MemoryMarshal.GetArrayDataReference(_sum);
        ref double squares = ref MemoryMarshal.GetArrayDataReference(_squares);
        var scale = Vector512.Create(slices[0].Scale);
        for (int k = 0; k < blocks * Lanes * rf;)
        {
            for (int v = 0; v < rf; v++, k += Lanes)
            {
                nuint at = (nuint)(Lanes * v);
                var value = Vector512.LoadUnsafe(ref start, (nuint)k);
                var beyond = Vector512.GreaterThan(value, Vector512.LoadUnsafe(ref uppers, at))
                    | Vector512.LessThan(value, Vector512.LoadUnsafe(ref lowers, at));
                if (beyond != Vector512<double>.Zero)
                {
                    AddLanes(values.Slice(k, Lanes), first + k);
                    continue;
                }

                var distance = (value * scale) - Vector512.LoadUnsafe(ref centers, at);
                (Vector512.LoadUnsafe(ref sums, at) + distance).StoreUnsafe(ref sums, at);
                (Vector512.LoadUnsafe(ref squares, at) + (distance * distance)).StoreUnsafe(ref squares, at);
                _count[v]++;
            }
        }
    }

    /// <summary>Adds the entries of a vector one by one, where one may be among the largest or smallest.</summary>
    private void AddLanes(ReadOnlySpan<double> values, long first)
    {
        int rf = slices.Length;
        for (int i = 0; i < values.Length; i++)
        {
            var slice = slices[(first + i) % rf];
            (double upper, double lower) = (slice.Upper, slice.Lower);
            slice.Add(values[i], (first + i) / rf);
            if (slice.Upper != upper || slice.Lower != lower)
            {
                SetLimits(slice, (int)((first + i) % rf));
            }
        }
    }

    private void SetLimits(SliceScan scan, int slice)
    {
        int rf = slices.Length;
        for (int i = (slice - _phase + rf) % rf; i < _upper.Length; i += rf)
        {
            (_upper[i], _lower[i]) = (scan.Upper, scan.Lower);
        }
    }

    private void Prepare()
    {
        for (int i = 0; i < _center.Length; i++)
        {
            var slice = slices[(i + _phase) % slices.Length];
            (_center[i], _upper[i], _lower[i]) = (slice.Center, slice.Upper, slice.Lower);
        }

        Array.Clear(_sum);
        Array.Clear(_squares);
        Array.Clear(_count);
    }

    private void Collect()
    {
        for (int i = 0; i < _center.Length; i++)
        {
            slices[(i + _phase) % slices.Length].AddSums(_count[i / Lanes], _sum[i], _squares[i]);
        }
    }
}
