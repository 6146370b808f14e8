using System.Globalization;
using System.Text.Json;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class ExportTests
{
    public static TheoryData<string> Names =>
        [.. Exports.Of(SampleReports.Report, SampleReports.Description).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Matches_the_golden_file(string name) => Golden.Verify(
        Text(name),
        $"tests/Heavytail.Tests/Golden/{Path.ChangeExtension(name, null)}.verified{Path.GetExtension(name)}");

    [Theory]
    [MemberData(nameof(Names))]
    public void Culture_changes_no_byte(string name)
    {
        string expected = Text(name);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Foreign();
            Assert.Equal("−1.234,5", (-1234.5).ToString("N1", CultureInfo.CurrentCulture));
            Assert.Equal(expected, Text(name));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ends_in_one_line_feed_and_has_no_carriage_return(string name)
    {
        string text = Text(name);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_do_not_show()
    {
        var model = SampleReports.Report.Models[0];
        var other = model with { Options = model.Options with { Execution = new() { Threads = 1 } } };
        Assert.Equal(
            Exports.Text(new AnalysisDocument([model], []), DocumentFormat.Json),
            Exports.Text(new AnalysisDocument([other], []), DocumentFormat.Json));
    }

    [Fact]
    public void Numbers_read_back_the_same()
    {
        using var document = JsonDocument.Parse(Text("Report.json"));
        var layer = document.RootElement.GetProperty("models")[0].GetProperty("layers")[0];
        var metrics = SampleReports.Report.Models[0].Layers[0].Metrics;
        Assert.Equal(metrics["alpha_weighted"], layer.GetProperty("alpha_weighted").GetDouble());
        Assert.Equal(metrics["xmin"], layer.GetProperty("xmin").GetDouble());
        Assert.Equal(metrics["xmax"], layer.GetProperty("xmax").GetDouble());
    }

    [Fact]
    public void Infinity_is_null_in_json_and_inf_in_csv()
    {
        using var document = JsonDocument.Parse(Text("Report.json"));
        var layer = document.RootElement.GetProperty("models")[1].GetProperty("layers")[0];
        Assert.Equal(JsonValueKind.Null, layer.GetProperty("alpha").ValueKind);
        Assert.Contains(",inf,", Text("Report.csv"), StringComparison.Ordinal);
        Assert.Contains(",-inf,", Text("Report.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Compatible_sides_are_weight_watchers()
    {
        var model = SampleReports.Report.Models[1];
        var sides = AnalysisDocument.LayersOf(model, ["M", "N", "Q"]).Rows[0];
        Assert.Equal(Convention.WeightWatcher0755, model.Options.Method.Convention);
        Assert.Equal(["32", "16", "0.5"], sides.Select(cell => cell.Exact));
    }

    [Fact]
    public void Csv_has_the_columns_asked_for_in_their_order()
    {
        var report = SampleReports.Report with { View = new LayerView { Columns = ["alpha", "model", "name"] } };
        string text = Exports.Text(report, DocumentFormat.Csv);
        Assert.StartsWith("alpha,model,name\n", text, StringComparison.Ordinal);
    }

    private static string Text(string name) =>
        Exports.Text(Exports.Of(SampleReports.Report, SampleReports.Description)[name]);

    /// <summary>A culture as foreign as can be, without ICU: 1.234,5 and a minus that is no hyphen.</summary>
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.NumberFormat.PositiveInfinitySymbol = "∞";
        return culture;
    }
}
