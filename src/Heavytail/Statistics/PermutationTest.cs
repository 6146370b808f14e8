using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>
/// The part of all orders of y whose score is as far from 0 as the observed one: counted while n! is small, else estimated
/// from random orders by (1 + hits)/(1 + draws) (Phipson &amp; Smyth, arXiv 1603.05766). Nothing is allocated per
/// order.
/// </summary>
internal static class PermutationTest
{
    /// <summary>Random orders drawn: with the observed one they make 10,000.</summary>
    public const int Draws = 9_999;

    /// <summary>9! = 362,880 orders take no longer than the draws.</summary>
    public const int LongestExact = 9;

    public static RankCorrelation Run<TScore>(
        TScore score, RankedPairs pairs, long observed, double coefficient, double smallest, int seed)
        where TScore : struct, IRankScore
    {
        bool exact = pairs.Count <= LongestExact;
        double p = exact ? Count(score, pairs, observed) : Estimate(score, pairs, observed, seed);
        return new(
            pairs.Count, coefficient, Math.Max(p, smallest), smallest, exact ? PValueMethod.Exact : PValueMethod.Permutation);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Count<TScore>(TScore score, RankedPairs pairs, long observed)
        where TScore : struct, IRankScore
    {
        int[] order = [.. pairs.Order];
        var changes = new PlainChanges(stackalloc int[pairs.Count], stackalloc int[pairs.Count]);
        long limit = Math.Abs(observed);
        long current = observed;
        int orders = 0;
        int hits = 0;
        for (int place = 0; place >= 0; place = changes.Next())
        {
            if (orders > 0)
            {
                current += score.GainOfSwap(order, place);
                (order[place], order[place + 1]) = (order[place + 1], order[place]);
            }

            orders++;
            hits += Math.Abs(current) >= limit ? 1 : 0;
        }

        return (double)hits / orders;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Estimate<TScore>(TScore score, RankedPairs pairs, long observed, int seed)
        where TScore : struct, IRankScore
    {
        var orders = new RandomOrders(pairs.Count, seed);
        int[] order = [.. pairs.Order];
        long limit = Math.Abs(observed);
        int hits = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            orders.Shuffle(order);
            hits += Math.Abs(score.Of(order)) >= limit ? 1 : 0;
        }

        return (1.0 + hits) / (1 + Draws);
    }
}
