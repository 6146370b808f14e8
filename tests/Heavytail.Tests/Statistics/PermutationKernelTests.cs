using CsCheck;
using Heavytail.Statistics;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>The parts of the permutation tests, each against a plain form.</summary>
public sealed class PermutationKernelTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    public void Plain_changes_visit_every_order_once(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var seen = new HashSet<string> { string.Join(' ', order) };
        var changes = new PlainChanges(new int[count], new int[count]);
        for (int place = changes.Next(); place >= 0; place = changes.Next())
        {
            (order[place], order[place + 1]) = (order[place + 1], order[place]);
            Assert.True(seen.Add(string.Join(' ', order)));
        }

        Assert.Equal(Enumerable.Range(1, count).Aggregate(1, (product, k) => product * k), seen.Count);
    }

    /// <summary>Up to four words of bits.</summary>
    [Fact]
    public void Kendall_counts_the_pairs_one_by_one() => Samples2D.Tied(2, 200).Sample(points =>
    {
        var (x, y) = points;
        long expected = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                expected += Math.Sign(x[i] - x[j]) * Math.Sign(y[i] - y[j]);
            }
        }

        var pairs = RankedPairs.Create(x, y)!;
        var score = new KendallScore(pairs.X, pairs.Y);
        Assert.Equal(expected, score.Evaluate(pairs.Order));
        Assert.Equal(expected, score.OfMany(pairs.Order));
        Assert.Equal(expected, score.OfVeryMany(pairs.Order));
    }, seed: "0000000Kern0", iter: 500);

    [Fact]
    public void Gain_of_a_swap_is_the_difference_of_scores() => Samples2D.Tied(2, 70).Sample(points =>
    {
        var pairs = RankedPairs.Create(points.X, points.Y)!;
        AssertGains(new KendallScore(pairs.X, pairs.Y), pairs.Order);
        AssertGains(new SpearmanScore(pairs.X, pairs.Y), pairs.Order);
    }, seed: "0000000Kern1", iter: 300);

    private static void AssertGains(IRankScore score, int[] order)
    {
        long before = score.Evaluate(order);
        for (int place = 0; place + 1 < order.Length; place++)
        {
            int[] swapped = [.. order];
            (swapped[place], swapped[place + 1]) = (order[place + 1], order[place]);
            Assert.Equal(score.Evaluate(swapped) - before, score.GainOfSwap(order, place));
        }
    }

    /// <summary>The formula, where all orders can be looked at.</summary>
    [Fact]
    public void Smallest_p_is_the_part_of_orders_at_the_extreme() => Samples2D.Tied(2, 7).Sample(points =>
    {
        var pairs = RankedPairs.Create(points.X, points.Y)!;
        AssertSmallest(new KendallScore(pairs.X, pairs.Y), pairs);
        AssertSmallest(new SpearmanScore(pairs.X, pairs.Y), pairs);
    }, seed: "0000000Kern2", iter: 200);

    private static void AssertSmallest<TScore>(TScore score, RankedPairs pairs)
        where TScore : struct, IRankScore
    {
        int[] order = [.. Enumerable.Range(0, pairs.Count)];
        var changes = new PlainChanges(new int[pairs.Count], new int[pairs.Count]);
        var scores = new List<long> { Math.Abs(score.Evaluate(order)) };
        for (int place = changes.Next(); place >= 0; place = changes.Next())
        {
            (order[place], order[place + 1]) = (order[place + 1], order[place]);
            scores.Add(Math.Abs(score.Evaluate(order)));
        }

        long most = scores.Max();
        double expected = scores.Count(value => value == most) / (double)scores.Count;
        Assert.Equal(expected, SmallestPValue.Compute(score, pairs.X, pairs.Y));
    }

    /// <summary>The formula by logarithms, beyond where orders can be looked at: 12 points, 6 of each value.</summary>
    [Fact]
    public void Smallest_p_of_two_halves()
    {
        double[] halves = [.. Enumerable.Range(0, 12).Select(i => i < 6 ? 0.0 : 1)];
        Assert.Equal(
            2.0 / 924,
            KendallTau.Compute(halves, halves, cancellation: TestContext.Current.CancellationToken)!.SmallestPValue,
            1e-15);
        Assert.Equal(
            2.0 / 924,
            SpearmanRho.Compute(halves, halves, cancellation: TestContext.Current.CancellationToken)!.SmallestPValue,
            1e-15);
    }

    /// <summary>χ² of the counts of all orders, within four of its own deviations.</summary>
    [Theory]
    [InlineData(4, 24)]
    [InlineData(5, 120)]
    public void Random_orders_are_as_likely(int count, int orders)
    {
        const int Times = 120_000;
        var shuffling = new RandomOrders(count, 7);
        var seen = new Dictionary<string, int>();
        int[] order = [.. Enumerable.Range(0, count)];
        for (int k = 0; k < Times; k++)
        {
            shuffling.Shuffle(order);
            string text = string.Join(' ', order);
            seen[text] = seen.GetValueOrDefault(text) + 1;
        }

        Assert.Equal(orders, seen.Count);
        double expected = Times / (double)orders;
        double square = seen.Values.Sum(found => Math.Pow(found - expected, 2) / expected);
        double freedom = orders - 1;
        Assert.InRange(square, freedom - (4 * Math.Sqrt(2 * freedom)), freedom + (4 * Math.Sqrt(2 * freedom)));
    }

    [Fact]
    public void Every_place_is_as_likely_in_long_orders()
    {
        const int Count = 101;
        const int Times = 50_000;
        var shuffling = new RandomOrders(Count, 7);
        int[] order = [.. Enumerable.Range(0, Count)];
        int[] where = new int[Count];
        for (int k = 0; k < Times; k++)
        {
            order.AsSpan().Sort();
            shuffling.Shuffle(order);
            where[Array.IndexOf(order, 0)]++;
        }

        double expected = Times / (double)Count;
        Assert.All(where, found => Assert.InRange(
            found, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected))));
    }

    [Fact]
    public void Inversions_are_counted()
    {
        int[] ofFour = [1, 3, 5, 6, 5, 3, 1]; // of the 24 orders, with 0 to 6 inversions
        for (int k = 0; k < ofFour.Length; k++)
        {
            Assert.Equal(ofFour[..(k + 1)].Sum() / 24.0, Inversions.PartWithAtMost(4, k), 1e-15);
        }
    }
}
