using Heavytail.Statistics;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>
/// Kendall's W. The decimals follow from <c>scipy.stats.friedmanchisquare</c>, which has the same correction for ties:
/// W = χ²/(m·(n − 1)).
/// </summary>
public sealed class ConcordanceTests
{
    public static TheoryData<double[][], double> FromSciPy => new()
    {
        { [[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]], 1 },
        { [[1, 2, 3, 4], [4, 3, 2, 1], [1, 2, 3, 4]], 0.1111111111111111 },
        { [[1, 1, 2, 3], [2, 1, 3, 3], [5, 4, 4, 6], [1, 2, 3, 4]], 0.7229729729729722 },
        { [[7, 1, 3, 5, 2], [2, 1, 8, 5, 3], [1, 1, 1, 5, 2]], 0.5 },
        { [[1, 2, 3], [2, 3, 1], [3, 1, 2]], 0 },
    };

    [Theory]
    [MemberData(nameof(FromSciPy))]
    public void W_is_that_of_SciPy(double[][] values, double expected) =>
        Assert.Equal(expected, Of(values)!.Value, 1e-14);

    /// <summary>Of two objects and five judges, four to one: rank sums 6 and 9, W = 12·(1.5² + 1.5²)/(25·6).</summary>
    [Fact]
    public void Four_judges_to_one_over_two_objects() =>
        Assert.Equal(0.36, Of([[1, 2], [1, 2], [2, 1], [1, 2], [1, 2]])!.Value, 1e-15);

    /// <summary>A judge who finds all equal counts as one who has no opinion.</summary>
    [Fact]
    public void A_judge_who_finds_all_equal_takes_nothing_from_the_others() =>
        Assert.Equal(8.0 / 12, Of([[1, 2, 3], [1, 2, 3], [5, 5, 5]])!.Value, 1e-15);

    [Fact]
    public void There_is_none_where_nothing_can_agree()
    {
        Assert.Null(Concordance.Compute([]));
        Assert.Null(Of([[1, 2, 3]]));
        Assert.Null(Of([[1], [1]]));
        Assert.Null(Of([[7, 7, 7], [2, 2, 2]]));
    }

    [Fact]
    public void It_lies_between_0_and_1_whatever_the_order_of_objects_and_judges()
    {
        var random = new Random(11);
        for (int turn = 0; turn < 200; turn++)
        {
            int objects = random.Next(2, 9);
            double[][] values =
            [
                .. Enumerable.Range(0, random.Next(2, 7))
                    .Select(_ => Enumerable.Range(0, objects).Select(_ => (double)random.Next(5)).ToArray()),
            ];
            double? w = Of(values);
            Assert.True(w is null or (>= 0 and <= 1 + 1e-12), $"{w}");
            double? turned = Of([.. values.Reverse().Select(judge => judge.Reverse().ToArray())]);
            Assert.Equal(w ?? -1, turned ?? -1, 1e-12);
        }
    }

    private static double? Of(double[][] values) =>
        Concordance.Compute([.. values.Select(judge => MidRanks.Compute(judge))]);
}
