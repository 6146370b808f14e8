using System.Text.Json;
using Heavytail.Measures;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>The nine reproducible matrices against WeightWatcher's own 17-digit output.</summary>
public sealed class OracleMatrixTests
{
    public static TheoryData<string> Names => [.. OracleMatrices.All.Select(matrix => matrix.Name)];

    [Fact]
    public void Generator_gives_the_published_first_numbers()
    {
        var generator = new SplitMix(1);
        Assert.Equal([0x910a2dec89025cc1, 0xbeeb8da1658eec67, 0xf893a2eefb32555e],
            [generator.NextBits(), generator.NextBits(), generator.NextBits()]);
        double[] normals = SplitMix.Normals(1, 4);
        double[] expected = [-0.034267321791851144, -1.2926085332373185, -2.5000674933698677, 0.91146658640929712];
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(expected[k], normals[k], 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_column_equals_WeightWatchers(string name)
    {
        var expected = Oracle(name);
        var (layer, metrics) = Analyze(OracleMatrices.Named(name));
        foreach (var (column, value) in MetricColumns.Numbers
            .Concat(MetricColumns.Bulk)
            .Concat(MetricColumns.Determinant)
            .Where(pair => !IsRoundingNoise(name, pair.Key)))
        {
            Close.Assert(expected.GetProperty(column).GetDouble(), value(metrics), 1e-9, $"{name} {column}");
        }

        // Backward stability bounds the error of a singular value by a few ε·s_max, whoever computes it: the least of
        // the
        // rank-20 matrix, 2e-8, is rounding noise of which only the first nine digits or so mean anything.
        double least = expected.GetProperty("sv_min").GetDouble();
        double error = Math.Max(1e-9 * least, 4 * 2.2e-16 * metrics["sv_max"]!.Value);
        Assert.Equal(least, metrics["sv_min"]!.Value, error);

        Assert.Equal(expected.GetProperty("status").GetString(), metrics.Status.Word());
        Assert.Equal(expected.GetProperty("warning").GetString(), metrics.Warning.Word());
        Assert.Equal(expected.GetProperty("N").GetInt32(), Convention.WeightWatcher0755.Shape(layer).N);
        Assert.Equal(expected.GetProperty("M").GetInt32(), Convention.WeightWatcher0755.Shape(layer).M);
    }

    /// <summary>The least singular value, and what det X = 1 finds first of H: an eigenvalue that is zero.</summary>
    private static bool IsRoundingNoise(string name, string column) =>
        column == "sv_min" || (column == "detX_val" && name.StartsWith("H_", StringComparison.Ordinal));

    private static (Layer Layer, LayerMetrics Metrics) Analyze(OracleMatrix matrix)
    {
        using var folder = new TempFolder();
        string path = folder.Write(
            "oracle.safetensors", TinySafeTensors.Floats(("0.weight", matrix.Shape, matrix.Weights)));
        using var checkpoint = Checkpoint.Open(path);
        var analysis = Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = Convention.WeightWatcher0755 },
                Measures = new() { List = [new BulkMeasure(), new ErgMeasure()] },
            },
            cancellation: TestContext.Current.CancellationToken);
        var layer = Assert.Single(analysis.Layers);
        return (layer.Layer, layer.Metrics);
    }

    private static JsonElement Oracle(string name)
    {
        string path = Repository.Path("tests/Heavytail.Tests/Data/weightwatcher-oracle.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty($"{name}|mp_fit,detX")[0].Clone();
    }
}
