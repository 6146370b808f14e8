using Heavytail.Statistics;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Means of groups are taken off, and ties stay ties.</summary>
public sealed class GroupMeansTests
{
    [Fact]
    public void The_mean_of_each_group_is_zero()
    {
        double[] centred = GroupMeans.Remove([1, 5, 2, 9], [0, 1, 0, 1]);
        Assert.Equal([-0.5, -2, 0.5, 2], centred);
    }

    /// <summary>
    /// Deviations of tenths are multiples of 1/20, 1/30 or 1/40, which floating point rounds differently.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public void Deviations_that_are_equal_in_fractions_are_equal_for_ranks(int size)
    {
        int[] tenths = [.. Enumerable.Range(0, 10 * size).Select(i => 700 + (i * i * 7 % 13) + (i / size * 31))];
        int[] groups = [.. tenths.Select((_, i) => i / size)];
        long[] exact =
        [
            .. tenths.Select((value, i) => ((long)value * size) - tenths.Where((_, k) => groups[k] == groups[i]).Sum()),
        ];
        double[] found = GroupMeans.RemoveForRanks([.. tenths.Select(value => value / 10.0)], groups);
        for (int i = 0; i < exact.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                Assert.Equal(exact[i].CompareTo(exact[k]), found[i].CompareTo(found[k]));
            }
        }
    }
}
