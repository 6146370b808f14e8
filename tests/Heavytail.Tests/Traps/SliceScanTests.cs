using Heavytail.Tests.Support;
using Heavytail.Traps;
using Xunit;

namespace Heavytail.Tests.Traps;

/// <summary>One pass finds what sorting finds.</summary>
public sealed class SliceScanTests
{
    [Theory]
    [InlineData(1, 40, 7)]
    [InlineData(5, 1000, 1)]
    [InlineData(16, 4096, 100)]
    [InlineData(33, 10_007, 4096)]
    [InlineData(60, 100, 50)]
    [InlineData(20, 3000, 1000)]
    public void Keeps_both_ends_and_the_moments_of_the_rest(int capacity, int count, int run)
    {
        double[] weights = [.. SplitMix.Normals(5, count).Select((z, k) => 0.3 + (z * (k % 11 == 0 ? 4 : 1)))];
        Check(weights, capacity, run);
        Check([.. weights.Order()], capacity, run);
        Check([.. weights.OrderDescending()], capacity, run);
        Check([.. weights.Select(w => Math.Round(w))], capacity, run); // ties
        Check([.. weights.Select(w => 1e-3 * w)], capacity, run);
    }

    [Fact]
    public void A_huge_entry_takes_no_digits_of_the_rest()
    {
        double[] weights = SplitMix.Normals(6, 5000);
        double expected = weights.Where((_, k) => k is not 4321 and not 17).Sum(w => w * w);
        weights[4321] = 1e30;
        weights[17] = -1e25;
        var scan = Scan(weights, 1, 512);
        Close.Assert(expected, scan.Others.Squares + (4998 * scan.Others.Mean * scan.Others.Mean), 1e-12, "squares");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(49)]
    [InlineData(400)]
    public void Interleaved_slices_are_as_if_each_were_alone(int rf)
    {
        int entries = rf < 50 ? 400 : 60;
        double[] weights = SplitMix.Normals(7, entries * rf);
        foreach (int run in new[] { 1, 100, 4096 })
        {
            SliceScan[] scans = [.. Enumerable.Range(0, rf).Select(_ => new SliceScan(6))];
            var turns = new InterleavedScan(
                rf, entries, (slice, values, first) => scans[slice].AddRun(values, first));
            for (int at = 0; at < weights.Length; at += run)
            {
                turns.Add(weights.AsSpan(at, Math.Min(run, weights.Length - at)));
            }

            turns.End();
            for (int slice = 0; slice < rf; slice += rf < 50 ? 1 : 13)
            {
                CheckAgainstSorting(
                    [.. weights.Where((_, at) => at % rf == slice)], scans[slice], 6);
            }
        }
    }

    private static void Check(double[] weights, int capacity, int run) =>
        CheckAgainstSorting(weights, Scan(weights, capacity, run), capacity);

    private static void CheckAgainstSorting(double[] weights, SliceScan scan, int capacity)
    {
        Entry[] sorted =
            [.. weights.Select((w, k) => new Entry(w, k)).OrderByDescending(e => e.Value).ThenBy(e => e.Index)];
        Entry[] largest = sorted[..Math.Min(capacity, sorted.Length)];
        Entry[] rest = [.. sorted[largest.Length..].OrderBy(e => e.Value).ThenBy(e => e.Index)];
        Entry[] smallest = rest[..Math.Min(capacity, rest.Length)];
        Assert.Equal(largest.ToHashSet(), [.. scan.Largest]);
        Assert.Equal(smallest.ToHashSet(), [.. scan.Smallest]);
        double[] others = [.. rest[smallest.Length..].Select(e => e.Value)];
        Assert.Equal(others.Length, scan.Others.Count);
        if (others.Length > 0)
        {
            double mean = others.Average();
            double squares = others.Sum(w => (w - mean) * (w - mean));
            Assert.Equal(mean, scan.Others.Mean, 1e-13 * (1 + Math.Sqrt(squares)));
            Assert.Equal(squares, scan.Others.Squares, 1e-12 * (squares + (mean * mean)));
        }
    }

    private static SliceScan Scan(double[] weights, int capacity, int run)
    {
        var scan = new SliceScan(capacity);
        for (int at = 0; at < weights.Length; at += run)
        {
            scan.AddRun(weights.AsSpan(at, Math.Min(run, weights.Length - at)), at);
        }

        return scan;
    }
}
