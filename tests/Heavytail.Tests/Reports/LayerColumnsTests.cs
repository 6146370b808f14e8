using Heavytail.Reports;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class LayerColumnsTests
{
    [Fact]
    public void Names_are_unique_and_the_default_ones_exist()
    {
        string[] names = [.. LayerColumns.All.Select(column => column.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        var defaults = LayerColumns.DefaultOf(new AnalysisOptions());
        Assert.Equal(defaults, LayerColumns.Select(defaults, MetricTable.BuiltIn).Select(column => column.Name));
    }

    [Theory]
    [InlineData("alhpa", "alpha")]
    [InlineData("d", "D")]
    [InlineData("rank", "stable_rank")]
    [InlineData("log_alpha_nrom", "log_alpha_norm")]
    public void Unknown_name_suggests(string name, string meant)
    {
        var error = Assert.Throws<UnknownNameException>(
            () => LayerColumns.Select(["alpha", name], MetricTable.BuiltIn));
        Assert.Equal(name, error.Name);
        Assert.Contains($"`{name}`", error.Message, StringComparison.Ordinal);
        Assert.Contains(meant, error.Suggestions);
        Assert.Contains($"`{meant}`", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_name_like_no_other_suggests_nothing()
    {
        var error = Assert.Throws<UnknownNameException>(() => LayerColumns.Select(["accuracy"], MetricTable.BuiltIn));
        Assert.Empty(error.Suggestions);
        Assert.Null(error.Hint);
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(2.0, "2.000")]
    [InlineData(9.99996, "10.00")]
    [InlineData(-0.00123456, "-0.001235")]
    [InlineData(123456.7, "123457")]
    [InlineData(1234567.0, "1.235e+06")]
    [InlineData(0.00001, "1.000e-05")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "")]
    public void Rounds_to_four_digits(double value, string expected) => Assert.Equal(expected, ((Cell)value).Rounded);

    [Fact]
    public void Refuses_what_no_cell_holds() => Assert.Throws<ArgumentException>(() => Cell.From(DateTime.UnixEpoch));
}
