using System.Numerics;
using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>
/// S, pairs in the same order less pairs in opposite order. Points are taken by rising x; a set of bits holds the places in
/// y that have been, and those below and above a place are counted 64 at a time.
/// </summary>
internal readonly struct KendallScore(TieGroups x, TieGroups y) : IRankScore
{
    private const int WordBits = 64;

    private readonly ulong[] _seen = new ulong[(x.Count / WordBits) + 1];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Of(ReadOnlySpan<int> order)
    {
        var seen = _seen.AsSpan();
        seen.Clear();
        long score = 0;
        for (int first = 0; first < order.Length;)
        {
            int next = x.End[first];
            foreach (int place in order[first..next])
            {
                score += Below(seen, y.Start[place]) + Below(seen, y.End[place]) - first;
            }

            foreach (int place in order[first..next])
            {
                seen[place / WordBits] |= 1UL << place;
            }

            first = next;
        }

        return score;
    }

    /// <summary>Pairs with a third point change only where it is tied, in x, with one of the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long GainOfSwap(ReadOnlySpan<int> order, int place)
    {
        int lower = order[place];
        int upper = order[place + 1];
        if (x.End[place] > place + 1)
        {
            return 0; // the two are tied themselves
        }

        long gain = -2 * Sign(lower, upper);
        foreach (int other in order[x.Start[place]..place])
        {
            gain += Sign(other, lower) - Sign(other, upper);
        }

        foreach (int other in order[(place + 2)..x.End[place + 1]])
        {
            gain += Sign(upper, other) - Sign(lower, other);
        }

        return gain;
    }

    /// <summary>1 where b's y is above a's, −1 where below, 0 where tied.</summary>
    private int Sign(int a, int b) => y.Start[b].CompareTo(y.Start[a]);

    /// <summary>How many of the places seen are before one.</summary>
    private static int Below(ReadOnlySpan<ulong> seen, int place)
    {
        int word = place / WordBits;
        int count = BitOperations.PopCount(seen[word] & ((1UL << place) - 1));
        while (--word >= 0)
        {
            count += BitOperations.PopCount(seen[word]);
        }

        return count;
    }
}
