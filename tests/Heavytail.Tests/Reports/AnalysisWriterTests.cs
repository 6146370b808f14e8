using System.Text.Json;
using Heavytail.Tabular;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class AnalysisWriterTests
{
    private static readonly LayerView[] s_views =
    [
        new(),
        new() { SortBy = "alpha", Descending = true, Top = 2 },
        new() { SummaryOnly = true, SortBy = "uncertain" },
    ];

    public static TheoryData<DocumentFormat, int> Cases =>
        [.. Enum.GetValues<DocumentFormat>().SelectMany(format => s_views.Select((_, k) => (format, k)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Writes_the_bytes_of_the_document(DocumentFormat format, int view)
    {
        var whole = SampleReports.Report with { View = s_views[view] };
        var writer = new StringWriter();
        var stream = new AnalysisWriter(whole with { Models = [], Errors = [] }, format, writer);
        foreach (var model in whole.Models)
        {
            stream.Add(model);
        }

        stream.Finish(whole.Errors);
        var expected = new StringWriter();
        whole.Write(format, expected);
        Assert.Equal(expected.ToString(), writer.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Json_lines_of_layers_are_written_while_others_are_computed(int threads)
    {
        using var folder = new TempFolder();
        float[] noise = [.. SplitMix.Normals(7, 40 * 60).Select(value => (float)value)];
        string path = folder.Write("model.safetensors", TinySafeTensors.Floats(
            ("a.weight", [20, 30], noise[..600]), ("b.weight", [40, 60], noise), ("c.bias", [30], noise[..30])));
        var options = new AnalysisOptions { Execution = new() { Threads = threads } };
        var writer = new StringWriter();
        var head = new AnalysisDocument([], []) { Options = options };
        var stream = new AnalysisWriter(head, DocumentFormat.JsonLines, writer);
        using var checkpoint = Checkpoint.Open(path);
        stream.Begin(checkpoint, options);
        var model = Analyzer.Analyze(checkpoint, options, stream, TestContext.Current.CancellationToken);
        Assert.Equal(["model", "layer", "layer"], Kinds(writer));
        stream.Add(model);
        stream.Finish([]);
        Assert.Equal(["model", "layer", "layer", "skipped", "summary"], Kinds(writer));
        var whole = new StringWriter();
        (head with { Models = [model] }).Write(DocumentFormat.JsonLines, whole);
        Assert.Equal(whole.ToString(), writer.ToString());
    }

    [Fact]
    public void What_was_interrupted_is_marked()
    {
        var partial = SampleReports.Report.Models[0] with { IsComplete = false };
        var report = new AnalysisDocument([partial], []) { IsComplete = false };
        using var json = JsonDocument.Parse(Exports.Text(report, DocumentFormat.Json));
        Assert.False(json.RootElement.GetProperty("complete").GetBoolean());
        Assert.False(json.RootElement.GetProperty("models")[0].GetProperty("complete").GetBoolean());
        Assert.DoesNotContain("\"summary\"", Exports.Text(report, DocumentFormat.JsonLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_has_a_kind() => Assert.Equal(
        ["error", "layer", "model", "skipped", "summary"],
        Kinds(Exports.Text(SampleReports.Report, DocumentFormat.JsonLines)).Distinct().Order());

    [Fact]
    public void Parquet_has_the_columns_and_values_of_csv()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "layers.parquet");
        using (var file = File.Create(path))
        {
            SampleReports.Report.WriteParquet(file);
        }

        var table = Table.Read(path);
        var sheet = SampleReports.Report.ToSheet();
        Assert.Equal(sheet.Columns.Select(column => column.Name), table.Columns);
        Assert.Equal(sheet.Rows.Count, table.RowCount);
        foreach (string column in new[] { "alpha", "sigma", "M", "num_pl_spikes" })
        {
            int index = sheet.IndexOf(column);
            Assert.Equal(
                sheet.Rows.Select(row => row[index].Real ?? row[index].Whole),
                Enumerable.Range(0, table.RowCount).Select(row => table.Number(row, column)));
        }

        int name = sheet.IndexOf("name");
        Assert.Equal(
            sheet.Rows.Select(row => row[name].Exact),
            Enumerable.Range(0, table.RowCount).Select(row => table.Text(row, "name")));
    }

    private static IEnumerable<string> Kinds(StringWriter writer) => Kinds(writer.ToString());

    private static IEnumerable<string> Kinds(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()!);
}
