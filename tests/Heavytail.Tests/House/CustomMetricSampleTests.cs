using System.Globalization;
using System.Text.Json;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>The program of samples/custom-metric has its metric in every output.</summary>
public sealed class CustomMetricSampleTests
{
    private const string Metric = "spectral_gap";

    [Fact]
    public void The_metric_is_in_table_csv_json_and_trend()
    {
        using var folder = new TempFolder();
        string csv = Path.Combine(folder.Path, "spectral-gap.csv");
        string json = Path.Combine(folder.Path, "spectral-gap.json");
        string program = Source("Program.cs")
            .Replace(
                "\"samples/fashion-mnist\"", Literal(Repository.Path("samples/fashion-mnist")),
                StringComparison.Ordinal)
            .Replace("\"spectral-gap.csv\"", Literal(csv), StringComparison.Ordinal)
            .Replace("\"spectral-gap.json\"", Literal(json), StringComparison.Ordinal);
        string output = SampleProgram.Run(program, Source("SpectralGap.cs"));

        string[] tables = [.. output.Split('\n').Where(
            line => line.StartsWith("| layer_id", StringComparison.Ordinal))];
        Assert.Equal(9, tables.Length);
        Assert.All(tables, line => Assert.Contains($"| {Metric} |", line, StringComparison.Ordinal));
        Assert.Matches($@"(?m)^\| {Metric} +\| 8 \|", output); // the row of the trend over eight models

        string[] header = File.ReadLines(csv).First().Split(',');
        Index column = ^(header.Length - Array.IndexOf(header, Metric)); // a shape before it has commas
        string[][] rows = [.. File.ReadLines(csv).Skip(1).Select(line => line.Split(','))];
        Assert.Equal(45, rows.Length);
        Assert.All(rows, row => Assert.True(double.Parse(row[column], CultureInfo.InvariantCulture) >= 1));

        using var document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(
            ["entries", "bulk", "interval", "spectral-gap"],
            document.RootElement.GetProperty("options").GetProperty("measures").EnumerateArray()
                .Select(measure => measure.GetString()));
        var model = document.RootElement.GetProperty("models")[1];
        Assert.True(model.GetProperty("summary").GetProperty(Metric).GetDouble() > 1);
        Assert.True(model.GetProperty("summary").GetProperty("kurtosis").GetDouble() > 1);
        using var checkpoint = Checkpoint.Open(Repository.Path("samples/fashion-mnist/batch-0016.safetensors"));
        var layers = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken).Layers;
        foreach (var (layer, found) in layers.Zip(model.GetProperty("layers").EnumerateArray()))
        {
            double expected = layer.Spectrum.Eigenvalues[^1] / layer.Spectrum.Eigenvalues[^2];
            Assert.Equal(1, found.GetProperty(Metric).GetDouble() / expected, 1e-12);
        }
    }

    private static string Source(string name) => File.ReadAllText(Repository.Path($"samples/custom-metric/{name}"));

    private static string Literal(string path) => JsonSerializer.Serialize(path);
}
