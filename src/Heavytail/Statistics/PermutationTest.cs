using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>
/// The share of all orders of y whose score is as far from 0 as the observed one: counted while n! is small, else
/// estimated from random orders by (1 + hits)/(1 + draws) (Phipson &amp; Smyth, arXiv 1603.05766). Nothing is allocated
/// per order.
/// </summary>
internal static class PermutationTest
{
    /// <summary>Random orders drawn: with the observed one they make 10,000.</summary>
    public const int Draws = 9_999;

    /// <summary>Points up to which there are that many; beyond, the points of all draws together are as many.</summary>
    public const int LongestWithAllDraws = 1000;

    /// <summary>Draws of the longest columns: p is resolved to 1/200.</summary>
    public const int LeastDraws = 199;

    /// <summary>9! = 362,880 orders take 1 to 2 ms, twice or thrice what the draws take; 10! would take 20.</summary>
    public const int LongestExact = 9;

    /// <summary>Random orders of so many points.</summary>
    public static int DrawsOf(int count) =>
        count <= LongestWithAllDraws
            ? Draws
            : (int)Math.Max(LeastDraws, (long)Draws * LongestWithAllDraws / count);

    public static RankCorrelation Run<TScore>(
        TScore score,
        RankedPairs pairs,
        long observed,
        double coefficient,
        double smallest,
        int seed,
        CancellationToken cancellation)
        where TScore : struct, IRankScore
    {
        bool exact = pairs.Count <= LongestExact;
        double p = exact ? Count(score, pairs, observed) : Estimate(score, pairs, observed, seed, cancellation);
        return new(
            pairs.Count,
            coefficient,
            Math.Max(p, smallest),
            smallest,
            exact ? PValueMethod.Exact : PValueMethod.Permutation)
        {
            Draws = exact ? 0 : DrawsOf(pairs.Count),
        };
    }

    /// <summary>
    /// By plain changes: the entry at the end moves through all positions to the front; the others change once; it
    /// moves back.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Count<TScore>(TScore score, RankedPairs pairs, long observed)
        where TScore : struct, IRankScore
    {
        int[] order = [.. pairs.Order];
        int others = order.Length - 1;
        var changes = new PlainChanges(stackalloc int[others], stackalloc int[others]);
        long limit = Math.Abs(observed);
        long current = observed;
        int hits = 1;
        int orders = 1;
        for (bool down = true; ; down = !down)
        {
            for (int step = 0; step < others; step++)
            {
                int place = down ? others - 1 - step : step;
                current += Swap(score, order, place);
                hits += Math.Abs(current) >= limit ? 1 : 0;
            }

            orders += others;
            int change = changes.Next();
            if (change < 0)
            {
                return (double)hits / orders;
            }

            current += Swap(score, order, change + (down ? 1 : 0));
            hits += Math.Abs(current) >= limit ? 1 : 0;
            orders++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Swap<TScore>(TScore score, int[] order, int place)
        where TScore : struct, IRankScore
    {
        long gain = score.GainOfSwap(order, place);
        (order[place], order[place + 1]) = (order[place + 1], order[place]);
        return gain;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Estimate<TScore>(
        TScore score, RankedPairs pairs, long observed, int seed, CancellationToken cancellation)
        where TScore : struct, IRankScore
    {
        var orders = new RandomOrders(pairs.Count, seed);
        int[] order = [.. pairs.Order];
        long limit = Math.Abs(observed);
        int hits = 0;
        int draws = DrawsOf(pairs.Count);
        for (int draw = 0; draw < draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            orders.Shuffle(order);
            hits += Math.Abs(score.Evaluate(order)) >= limit ? 1 : 0;
        }

        return (1.0 + hits) / (1 + draws);
    }
}
