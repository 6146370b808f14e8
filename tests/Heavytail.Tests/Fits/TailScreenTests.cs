using Heavytail.Fits;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class TailScreenTests
{
    public static TheoryData<string> Shapes => [.. TailSpectra.Names];

    /// <summary>
    /// Just below the distance every tail is excluded, which shows that no block is skipped in error; from the distance
    /// on none is, which the search relies on.
    /// </summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_tail_is_excluded_exactly_where_its_distance_reaches_the_limit(string shape)
    {
        double[] logs = Array.ConvertAll(TailSpectra.Create(shape, 700, 4), Math.Log);
        foreach (double alpha in new[] { 1.01, 1.5, 2.5, 20, 1e6 })
        {
            var screen = new CandidateExclusion(logs);
            for (int start = 0; start < logs.Length - 1; start++)
            {
                double distance = KolmogorovSmirnov.Distance(logs.AsSpan(start), alpha, double.PositiveInfinity);
                Assert.False(screen.Excludes(start, alpha, distance));
                Assert.False(screen.Excludes(start, alpha, Math.BitIncrement(distance)));
                Assert.True(screen.Excludes(start, alpha, distance - 1e-11));
                Assert.True(screen.Excludes(start, alpha, distance / 2));
            }
        }
    }

    /// <summary>Near the distance, memory of earlier proofs does not help: each screen is new.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_new_screen_finds_what_an_old_one_remembers(string shape)
    {
        double[] logs = Array.ConvertAll(TailSpectra.Create(shape, 400, 5), Math.Log);
        for (int start = 0; start < logs.Length - 1; start++)
        {
            double distance = KolmogorovSmirnov.Distance(logs.AsSpan(start), 2.5, double.PositiveInfinity);
            Assert.True(new CandidateExclusion(logs).Excludes(start, 2.5, distance - 1e-11));
        }
    }

    /// <summary>
    /// The largest gap is −60/n, at the last of 61 equal values, and −20/n after them. The first knot, 63 places from
    /// the
    /// start, rules nothing out below the law, and only the gap 0 at the start leaves its block open.
    /// </summary>
    [Fact]
    public void The_block_between_the_start_and_the_first_knot_is_searched()
    {
        const int Count = 640;
        double[] logs = new double[Count];
        for (int j = 61; j < Count; j++)
        {
            logs[j] = -Math.Log(1 - ((j - 20.0) / Count));
        }

        Assert.Equal(60.0 / Count, KolmogorovSmirnov.Distance(logs, 2, double.PositiveInfinity), 1e-12);
        Assert.True(new CandidateExclusion(logs).Excludes(0, 2, (60.0 / Count) - 1e-9));
    }
}
