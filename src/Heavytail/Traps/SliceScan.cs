// What:      of one stream of entries, the largest, the smallest, and the moments of all others, in one pass.
// Formula:   an entry that leaves the largest is offered to the smallest; one that leaves those joins the moments.
//            The k entries furthest from any center are then among the k largest and the k smallest.
// Reference: none needed.
// Not done:  no sums over all entries, from which those of large entries would have to be subtracted.
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Heavytail.Statistics;

namespace Heavytail.Traps;

/// <summary>
/// What one slice has shown so far. Sums run in eight lanes on every CPU, so that the bits do not depend on its
/// vectors.
/// </summary>
/// <param name="capacity">Entries that are kept at each end.</param>
internal sealed class SliceScan(int capacity)
{
    /// <summary>Runs after which the limits of the stream are nearly as narrow as those of a run.</summary>
    private const int SettledRuns = 8;

    /// <summary>Entries of a run that are looked at one by one; more cost more than new limits.</summary>
    private const int SlowEntries = 128;

    private readonly ExtremeEntries _largest = new(capacity, largest: true);
    private readonly ExtremeEntries _smallest = new(capacity, largest: false);
    private Moments _others;
    private double _center;
    private double _sum;
    private double _squares;
    private double _added;
    private int _slow;

    /// <summary>The largest entries, in no order.</summary>
    public ReadOnlySpan<Entry> Largest => _largest.Entries;

    /// <summary>The smallest of the entries that are not among the largest, in no order.</summary>
    public ReadOnlySpan<Entry> Smallest => _smallest.Entries;

    /// <summary>Count, mean and squares of all other entries, times <see cref="Scale"/>.</summary>
    public Moments Others => _others;

    /// <summary>Whether no entry can be a trap; none was then kept.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>
    /// A power of two that brings entries near 1, so that their squares stay in range. It is set while all entries so
    /// far are zeros.
    /// </summary>
    public double Scale { get; set; } = 1;

    /// <summary>No entry above this is among the others.</summary>
    public double Upper => _largest.Limit;

    /// <summary>No entry below this is among the others.</summary>
    public double Lower => _smallest.Limit;

    /// <summary>Adds all entries at once, of which none can be a trap.</summary>
    public void AddQuiet(Moments all) => (_others, IsQuiet) = (all, true);

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

        // The mean so far is near enough to the run's: what cancels is small beside the distance of the two.
        _center = _others.Count > 0 ? _others.Mean : MiddleOf(values) * Scale;
        (_sum, _squares, _added) = (0, 0, 0);
        // Later runs seldom have an entry beyond the limits of the stream, unless the entries grow.
        bool settled = _slow < SlowEntries && _others.Count > SettledRuns * (double)values.Length;
        (double above, double below) = settled ? (Upper, Lower) : RunLimits.Of(values, capacity, Upper, Lower);
        var (center, scale) = (Vector512.Create(_center), Vector512.Create(Scale));
        var (upper, lower) = (Vector512.Create(above), Vector512.Create(below));
        var (sums, squares) = (Vector512<double>.Zero, Vector512<double>.Zero);
        ref double start = ref MemoryMarshal.GetReference(values);
        int inVectors = 0;
        int k = 0;
        for (; k + LaneSums.Lanes <= values.Length; k += LaneSums.Lanes)
        {
            var value = Vector512.LoadUnsafe(ref start, (nuint)k);
            var distance = (value * scale) - center;
            var beyond = Vector512.GreaterThan(value, upper) | Vector512.LessThan(value, lower);
            if (beyond != Vector512<double>.Zero)
            {
                distance = Vector512.AndNot(distance, beyond);
                for (ulong bits = beyond.ExtractMostSignificantBits(); bits != 0; bits &= bits - 1)
                {
                    int at = k + BitOperations.TrailingZeroCount(bits);
                    Add(values[at], first + at);
                    inVectors--;
                }
            }

            sums += distance;
            squares += distance * distance;
            inVectors += LaneSums.Lanes;
        }

        for (; k < values.Length; k++)
        {
            Add(values[k], first + k);
        }

        _slow = values.Length - inVectors;
        _added += inVectors;
        _sum += LaneSums.Total(sums);
        _squares += LaneSums.Total(squares);
        double mean = _added > 0 ? _sum / _added : 0;
        _others = _others.With(new Moments(_added, _center + mean, Math.Max(0, _squares - (_added * mean * mean))));
    }

    /// <summary>
    /// The median of five entries. A huge entry as the center would take the digits of all others, and entries that
    /// are equal but for a few have no distance from their own value.
    /// </summary>
    private static double MiddleOf(ReadOnlySpan<double> values)
    {
        Span<double> five = stackalloc double[5];
        for (int k = 0; k < five.Length; k++)
        {
            five[k] = values[(int)((long)k * (values.Length - 1) / (five.Length - 1))];
            for (int at = k; at > 0 && five[at - 1] > five[at]; at--)
            {
                (five[at - 1], five[at]) = (five[at], five[at - 1]);
            }
        }

        return five[2];
    }

    private void Add(double value, long index)
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

    private void AddToOthers(double value)
    {
        double distance = (value * Scale) - _center;
        _sum += distance;
        _squares += distance * distance;
        _added++;
    }
}
