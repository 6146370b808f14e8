using Xunit;

namespace Heavytail.Tests.Metrics;

/// <summary>Every row of the table has a text, and every position is taken once.</summary>
public sealed class MetricTableTests
{
    [Fact]
    public void Every_row_has_a_text_and_says_what_it_is() => Assert.All(
        MeasureCatalog.Metrics.All, metric => Assert.Equal(metric.Name, MetricCatalog.Find(metric.Name).Name));

    [Fact]
    public void Positions_are_taken_once()
    {
        foreach (var position in new Func<Metric, int>[] { m => m.SummaryOrder, m => m.TrendOrder, m => m.TableOrder })
        {
            int[] taken = [.. MeasureCatalog.Metrics.All.Select(position).Where(order => order > 0)];
            Assert.Equal(taken.Length, taken.Distinct().Count());
        }
    }

    [Fact]
    public void Means_are_of_real_metrics() =>
        Assert.All(MeasureCatalog.Metrics.Means, metric => Assert.Equal(MetricKind.Real, metric.Kind));

    [Fact]
    public void A_name_finds_its_metric_or_suggests_one()
    {
        Assert.Equal("alpha", MetricTable.BuiltIn.Find("alpha").Name);
        var error = Assert.Throws<UnknownNameException>(() => MetricTable.BuiltIn.Find("alhpa"));
        Assert.Contains("alpha", error.Suggestions);
    }

    [Fact]
    public void A_row_over_slices_has_means_of_what_is_real_and_sums_of_counts()
    {
        LayerMetrics[] slices =
        [
            Slice(2, 3), Slice(4, 5), new() { Status = LayerStatus.AllZero }, Slice(double.PositiveInfinity, 1),
        ];
        var row = LayerMetrics.Over(LayerStatus.Success, slices, MetricTable.BuiltIn);
        Assert.Equal(3, row["alpha"]);
        Assert.Equal(9, row["num_pl_spikes"]);
        Assert.Null(row["entropy"]);
        Assert.Equal(TrainingWarning.None, row.Warning);
    }

    [Fact]
    public void A_custom_value_is_found_by_its_name_and_can_be_taken_back()
    {
        var metrics = Slice(2, 3).With("mine", 5);
        Assert.Equal(5, metrics["mine"]);
        Assert.Equal(5, new Metric("mine").Value(metrics));
        Assert.Null(new Metric("mine").Value(metrics.With("mine", null)));
        Assert.Throws<UnknownNameException>(() => Slice(2, 3)["mine"]);
    }

    private static LayerMetrics Slice(double alpha, int spikes) => new()
    {
        Status = LayerStatus.Success,
        Tail = new TailMetrics { Alpha = alpha, NumPlSpikes = spikes },
    };
}
