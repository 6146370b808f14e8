using Heavytail.Reports;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Metrics;

public sealed class MetricCatalogTests
{
    [Fact]
    public void Holds_every_column_and_every_count_in_the_order_of_reports() => Assert.Equal(
        [
            .. LayerColumns.Known.Select(column => column.Name),
            .. SummaryCells.CountsOf(ModelSummary.Compute([], MetricTable.BuiltIn, new ModelCounts(0, 0, 0)))
            .Select(cell => cell.Name),
        ],
        MetricCatalog.All.Select(metric => metric.Name));

    [Fact]
    public void Every_mean_is_of_a_column() => Assert.All(
        SummaryCells.MeansOf(ModelSummary.Compute([], MetricTable.BuiltIn, new ModelCounts(0, 0, 0))),
        cell =>
            Assert.Contains(LayerColumns.All, column => column.Name == cell.Name && column.Kind == ColumnKind.Real));

    [Fact]
    public void Says_something_of_everything() => Assert.All(MetricCatalog.All, metric =>
    {
        foreach (string text in new[] { metric.Title, metric.Definition, metric.Formula, metric.Reading, metric.Source, metric.Conventions ?? "-" })
        {
            Assert.False(string.IsNullOrWhiteSpace(text), metric.Name);
            Assert.Equal(text.Trim(), text);
            Assert.DoesNotContain('\n', text);
        }
    });

    [Fact]
    public void Explains_every_convention() => Assert.All(Convention.All, convention => Assert.Contains(
        convention.Name + ": ", MetricCatalog.Find("convention").Formula, StringComparison.Ordinal));

    [Fact]
    public void Knows_every_status_and_warning()
    {
        Assert.All(Enum.GetValues<LayerStatus>(), status =>
            Assert.Contains(status.Word(), MetricCatalog.Find("status").Formula, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<TrainingWarning>(), warning =>
            Assert.Contains(warning.Word(), MetricCatalog.Find("warning").Formula, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<LayerLabel>(), label =>
            Assert.Contains(label.Word(), MetricCatalog.Find("label").Formula, StringComparison.Ordinal));
    }

    [Fact]
    public void Unknown_name_suggests()
    {
        var error = Assert.Throws<UnknownNameException>(() => MetricCatalog.Find("stablerank"));
        Assert.Equal("stable_rank", error.Suggestions[0]);
    }

    [Fact]
    public void Docs_page_is_what_the_catalog_makes() => Golden.Verify(MetricsPage.Build(), "docs/metrics.md");
}
