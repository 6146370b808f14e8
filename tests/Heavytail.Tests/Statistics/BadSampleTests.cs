using Heavytail.Statistics;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Numbers that are none, and columns that do not match, are refused by name.</summary>
public sealed class BadSampleTests
{
    private static readonly Dictionary<string, Action<double[], double[]>> s_functions = new()
    {
        ["line"] = (x, y) => LeastSquares.Fit(x, y),
        ["pearson"] = (x, y) => Correlation.Pearson(x, y),
        ["kendall"] = (x, y) => KendallTau.Compute(x, y),
        ["spearman"] = (x, y) => SpearmanRho.Compute(x, y),
        ["partial"] = (x, y) => PartialCorrelation.Compute(x, y, x),
    };

    public static TheoryData<string> Names => [.. s_functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pairs_are_checked(string name)
    {
        var function = s_functions[name];
        Assert.Contains(
            "2 values, expected 3", Assert.Throws<ArgumentException>("y", () => function([1, 2, 3], [1, 2])).Message);
        Assert.Contains("value 1 is NaN", Assert.Throws<ArgumentException>(
            "x", () => function([1, double.NaN, 3], [1, 2, 4])).Message);
        Assert.Contains(
            "value 2 is -Infinity",
            Assert.Throws<ArgumentException>("y", () => function([1, 2, 3], [1, 2, double.NegativeInfinity])).Message);
    }

    [Fact]
    public void Third_columns_and_groups_are_checked()
    {
        Assert.Throws<ArgumentException>("z", () => PartialCorrelation.Compute([1, 2], [1, 2], [1]));
        Assert.Throws<ArgumentException>("z", () => PartialCorrelation.Compute([1, 2], [1, 2], [1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(
            "groups", () => PartialCorrelation.Compute([1, 2], [1, 2], [1, 2], 0));
        Assert.Throws<ArgumentException>("groups", () => GroupMeans.Remove([1, 2], [1]));
        Assert.Throws<ArgumentException>("values", () => GroupMeans.Remove([1, double.NaN], [1, 1]));
    }
}
