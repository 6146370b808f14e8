using System.Numerics;
using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>
/// S, pairs in the same order less pairs in opposite order. Points are taken by rising x; a bit set holds the indices
/// in y that have been seen, with their number before each word of 64, so that counting those below one is one look-up.
/// Fewer than 64 points, as most families have, need one word; the numbers of very many are a tree of sums (Fenwick).
/// </summary>
internal readonly struct KendallScore(TieGroups x, TieGroups y) : IRankScore
{
    private const int WordBits = 64;

    /// <summary>Points from which on a tree of log n steps is faster than n/64 numbers one after another.</summary>
    internal const int ManyPoints = 4096;

    private readonly ulong[] _seen = new ulong[(x.Count / WordBits) + 1];
    private readonly int[] _before = new int[(x.Count / WordBits) + 1];
    private readonly ulong[] _below = x.Count < WordBits ? [.. y.Start.Select(Bits)] : [];
    private readonly ulong[] _notAbove = x.Count < WordBits ? [.. y.End.Select(Bits)] : [];

    public long Evaluate(ReadOnlySpan<int> order) =>
        x.Count < WordBits ? OfFew(order) : x.Count < ManyPoints ? OfMany(order) : OfVeryMany(order);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long OfFew(ReadOnlySpan<int> order)
    {
        ulong[] below = _below;
        ulong[] notAbove = _notAbove;
        int[] starts = x.Start;
        ulong seen = 0;
        ulong tied = 0;
        int score = 0;
        for (int i = 0; i < order.Length; i++)
        {
            if (starts[i] == i)
            {
                seen |= tied;
                tied = 0;
            }

            int place = order[i];
            score += BitOperations.PopCount(seen & below[place]) - BitOperations.PopCount(seen & ~notAbove[place]);
            tied |= 1UL << place;
        }

        return score;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long OfMany(ReadOnlySpan<int> order)
    {
        var seen = _seen.AsSpan();
        var before = _before.AsSpan(0, seen.Length);
        int[] ends = x.End;
        int[] startsOfY = y.Start;
        int[] endsOfY = y.End;
        seen.Clear();
        before.Clear();
        long score = 0;
        for (int first = 0; first < order.Length;)
        {
            int next = ends[first];
            for (int i = first; i < next; i++)
            {
                int place = order[i];
                score += Below(seen, before, startsOfY[place]) + Below(seen, before, endsOfY[place]) - first;
            }

            for (; first < next; first++)
            {
                int place = order[first];
                seen[place / WordBits] |= 1UL << place;
                for (int word = (place / WordBits) + 1; word < before.Length; word++)
                {
                    before[word]++;
                }
            }
        }

        return score;
    }

    /// <summary>The same in n·log n steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long OfVeryMany(ReadOnlySpan<int> order)
    {
        var seen = _seen.AsSpan();
        var sums = _before.AsSpan(0, seen.Length);
        int[] ends = x.End;
        seen.Clear();
        sums.Clear();
        long score = 0;
        for (int first = 0; first < order.Length;)
        {
            int next = ends[first];
            for (int i = first; i < next; i++)
            {
                int place = order[i];
                score += BelowBySums(seen, sums, y.Start[place]) + BelowBySums(seen, sums, y.End[place]) - first;
            }

            for (; first < next; first++)
            {
                int place = order[first];
                seen[place / WordBits] |= 1UL << place;
                for (int node = place / WordBits; node < sums.Length; node |= node + 1)
                {
                    sums[node]++;
                }
            }
        }

        return score;
    }

    /// <summary>Pairs with a third point change only where it is tied, in x, with one of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long GainOfSwap(ReadOnlySpan<int> order, int place)
    {
        int[] classes = y.Start;
        int lower = classes[order[place]];
        int upper = classes[order[place + 1]];
        if (x.End[place] > place + 1)
        {
            return 0; // the two are tied themselves
        }

        int gain = -2 * Sign(lower, upper);
        for (int i = x.Start[place]; i < place; i++)
        {
            int other = classes[order[i]];
            gain += Sign(other, lower) - Sign(other, upper);
        }

        for (int i = place + 2; i < x.End[place + 1]; i++)
        {
            int other = classes[order[i]];
            gain += Sign(upper, other) - Sign(lower, other);
        }

        return gain;
    }

    /// <summary>1 where b is above a, −1 where below, 0 where tied.</summary>
    private static int Sign(int a, int b) => Math.Sign(b - a);

    /// <summary>The number of indices seen that are below one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(ReadOnlySpan<ulong> seen, ReadOnlySpan<int> before, int place)
    {
        int word = place / WordBits;
        return before[word] + BitOperations.PopCount(seen[word] & Bits(place));
    }

    /// <summary>The same of a tree, whose node k holds the sum of words (k &amp; (k + 1)) to k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BelowBySums(ReadOnlySpan<ulong> seen, ReadOnlySpan<int> sums, int place)
    {
        int word = place / WordBits;
        int below = BitOperations.PopCount(seen[word] & Bits(place));
        for (int node = word - 1; node >= 0; node = (node & (node + 1)) - 1)
        {
            below += sums[node];
        }

        return below;
    }

    /// <summary>The indices below one, in its word.</summary>
    private static ulong Bits(int place) => (1UL << place) - 1;
}
