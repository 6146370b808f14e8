// What:      of one stream of entries, the largest, the smallest, and the moments of all others, in one pass.
// Formula:   an entry that leaves the largest is offered to the smallest; one that leaves those joins the moments. The k
//            entries furthest from any center are then among the k largest and the k smallest.
// Reference: none needed.
// Not done:  no sums over all entries, from which those of large entries would have to be subtracted.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.Traps;

/// <summary>
/// What one slice has shown so far. Sums run in sixteen lanes on every CPU, so that the bits do not depend on its
/// vectors.
/// </summary>
/// <param name="capacity">Entries that are kept at each end.</param>
internal sealed class SliceScan(int capacity)
{
    private const int Lanes = 8;

    private readonly ExtremeEntries _largest = new(capacity, largest: true);
    private readonly ExtremeEntries _smallest = new(capacity, largest: false);
    private Moments _others;
    private double _center;
    private double _sum;
    private double _squares;
    private double _added;

    /// <summary>The largest entries, in no order.</summary>
    public ReadOnlySpan<Entry> Largest => _largest.Entries;

    /// <summary>The smallest of the entries that are not among the largest, in no order.</summary>
    public ReadOnlySpan<Entry> Smallest => _smallest.Entries;

    /// <summary>Count, mean and squares of all other entries, times <see cref="Scale"/>.</summary>
    public Moments Others => _others;

    /// <summary>
    /// A power of two that brings entries near 1, so that their squares stay in range. It is set while all entries so
    /// far are zeros.
    /// </summary>
    public double Scale { get; set; } = 1;

    /// <summary>Entries above this are offered.</summary>
    public double Upper => _largest.Limit;

    /// <summary>Entries below this are offered.</summary>
    public double Lower => _smallest.Limit;

    /// <summary>What sums are taken about, from <see cref="Begin"/> to <see cref="End"/>.</summary>
    public double Center => _center;

    /// <summary>Begins a run: the mean so far is near enough to the next entries' that nothing cancels.</summary>
    /// <param name="first">A first entry, in case there is none so far.</param>
    public void Begin(double first)
    {
        _center = _others.Count > 0 ? _others.Mean : first * Scale;
        (_sum, _squares, _added) = (0, 0, 0);
    }

    /// <summary>Adds one entry of a run.</summary>
    public void Add(double value, long index)
    {
        if (value <= Upper && value >= Lower)
        {
            AddToOthers(value);
        }
        else if (_largest.Offer(new Entry(value, index)) is { } left && _smallest.Offer(left) is { } other)
        {
            AddToOthers(other.Value);
        }
    }

    /// <summary>Adds sums over entries between the limits, about the center.</summary>
    public void AddSums(double count, double sum, double squares)
    {
        _added += count;
        _sum += sum;
        _squares += squares;
    }

    /// <summary>Ends a run.</summary>
    public void End()
    {
        if (_added > 0)
        {
            double mean = _sum / _added;
            _others = _others.With(
                new Moments(_added, _center + mean, Math.Max(0, _squares - (_added * mean * mean))));
        }
    }

    /// <summary>Adds a run of consecutive entries.</summary>
    /// <param name="values">The entries.</param>
    /// <param name="first">Index of the first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRun(ReadOnlySpan<double> values, long first)
    {
        if (values.IsEmpty)
        {
            return;
        }

        Begin(values[0]);
        ref double start = ref MemoryMarshal.GetReference(values);
        var (center, scale) = (Vector512.Create(_center), Vector512.Create(Scale));
        var (upper, lower) = (Vector512.Create(Upper), Vector512.Create(Lower));
        var (sum0, sum1, squares0, squares1) =
            (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        int inVectors = 0;
        int k = 0;
        for (; k + (2 * Lanes) <= values.Length; k += 2 * Lanes)
        {
            var value0 = Vector512.LoadUnsafe(ref start, (nuint)k);
            var value1 = Vector512.LoadUnsafe(ref start, (nuint)(k + Lanes));
            var beyond = Vector512.GreaterThan(Vector512.Max(value0, value1), upper)
                | Vector512.LessThan(Vector512.Min(value0, value1), lower);
            if (beyond != Vector512<double>.Zero)
            {
                for (int i = k; i < k + (2 * Lanes); i++)
                {
                    Add(values[i], first + i);
                }

                (upper, lower) = (Vector512.Create(Upper), Vector512.Create(Lower));
                continue;
            }

            var distance0 = (value0 * scale) - center;
            var distance1 = (value1 * scale) - center;
            sum0 += distance0;
            sum1 += distance1;
            squares0 += distance0 * distance0;
            squares1 += distance1 * distance1;
            inVectors += 2 * Lanes;
        }

        for (; k < values.Length; k++)
        {
            Add(values[k], first + k);
        }

        AddSums(inVectors, Total(sum0 + sum1), Total(squares0 + squares1));
        End();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Total(Vector512<double> lanes)
    {
        double total = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            total += lanes[lane];
        }

        return total;
    }

    private void AddToOthers(double value)
    {
        double distance = (value * Scale) - _center;
        _sum += distance;
        _squares += distance * distance;
        _added++;
    }
}
