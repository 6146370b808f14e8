using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

public sealed class SortedRunsTests
{
    [Theory]
    [InlineData]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(0, 0, 3)]
    [InlineData(3, 0)]
    [InlineData(1, 1, 1, 1, 1, 1, 1)]
    [InlineData(64, 64, 64, 64, 64, 64, 64, 64, 64)]
    [InlineData(1, 200, 2, 0, 31)]
    public void Merging_gives_what_sorting_gives(params int[] lengths)
    {
        double[][] runs =
        [
            .. lengths.Select((length, k) => SplitMix.Normals((ulong)k + 1, length)
                .Select(value => Math.Round(value, 1)) // so that values are equal, within runs and between them
                .Order().ToArray()),
        ];
        Assert.Equal(
            [.. runs.SelectMany(run => run).Order()],
            SortedRuns.Merge([.. runs.Select(run => (ReadOnlyMemory<double>)run)]));
    }
}
