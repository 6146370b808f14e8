using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class PlacementExportTests
{
    [Fact]
    public void Json_lines_and_markdown_hold_the_percentiles()
    {
        var report = SamplePlacement.Report();
        string[] lines = Exports.Text(report, DocumentFormat.JsonLines).Split('\n');
        string placed = Assert.Single(lines, line => line.Contains("\"percentiles\":{", StringComparison.Ordinal));
        Golden.Verify(
            placed + "\n\n" + Exports.Text(
                report with { View = new LayerView { Columns = ["name", "alpha"] } }, DocumentFormat.Markdown),
            "tests/Heavytail.Tests/Golden/Placement.verified.md");
    }

    [Fact]
    public void Other_reports_have_no_such_line() => Assert.DoesNotContain(
        "\"percentiles\":{", Exports.Text(SampleReports.Report, DocumentFormat.JsonLines), StringComparison.Ordinal);

    [Fact]
    public void All_families_together_are_cautioned_against() => Assert.Contains(
        "2 families together, which are not comparable",
        Exports.Text(SamplePlacement.Report(family: null), DocumentFormat.Markdown),
        StringComparison.Ordinal);

    [Fact]
    public void A_model_of_another_convention_is_not_placed() => Assert.Throws<ArgumentException>(() =>
        (SampleReports.Report with { Among = SamplePlacement.Among("A", "sdm2020") }).PlacementOf(
            SampleReports.Report.Models[0]));
}
