using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Heavytail.Tests.Figures;
using Xunit;

namespace Heavytail.Tests.Pages;

/// <summary>The data of a page: small, exact to what it shows, and nothing that ends a script element.</summary>
public sealed class ModelPageTests
{
    private const string Trained = "samples/fashion-mnist/batch-0016.safetensors";
    private const string Other = "samples/fashion-mnist/batch-1024.safetensors";

    private static readonly ModelAnalysis s_trained = ModelFiguresTests.Analyze(Trained, "erg");
    private static readonly ModelAnalysis s_other = ModelFiguresTests.Analyze(Other, "erg");

    [Fact]
    public void Packed_figures_are_those_of_the_layers()
    {
        byte[][] figures = [.. s_trained.Layers.Select(row => ModelPage.FiguresOf(row, s_trained.Options, 100))];
        using var page = Page([s_trained], [figures]);
        var model = page.RootElement.GetProperty("models")[0];
        int size = model.GetProperty("chunk").GetInt32();
        var chunks = model.GetProperty("layers").EnumerateArray().Select(chunk => Unpack(chunk.GetBytesFromBase64()));
        var layers = chunks.SelectMany(chunk => JsonDocument.Parse(chunk).RootElement.EnumerateArray()).ToArray();
        Assert.Equal(figures.Select(Encoding.UTF8.GetString), layers.Select(layer => layer.GetRawText()));
        Assert.Equal((figures.Length + size - 1) / size, model.GetProperty("layers").GetArrayLength());
        foreach (var (layer, row) in layers.Zip(s_trained.Layers))
        {
            string[] kinds = [.. layer.EnumerateArray().Select(figure => figure.GetProperty("kind").GetString()!)];
            Assert.Equal(LayerFigures.CreateAll(row, s_trained.Options).Select(figure => figure.Kind), kinds);
        }
    }

    [Fact]
    public void Nothing_in_it_ends_a_script()
    {
        var row = s_trained.Layers[2];
        var tensor = row.Layer.Tensor with { Name = "</script><script>alert(1)</script><!--&amp;" };
        var hostile = s_trained with
        {
            Path = "<img src=x>",
            Layers = [row with { Layer = row.Layer with { Part = null, Tensor = tensor } }],
        };
        byte[][] figures = [.. hostile.Layers.Select(layer => ModelPage.FiguresOf(layer, hostile.Options, 60))];
        using var buffer = new MemoryStream();
        new ModelPage(new AnalysisDocument([hostile], []), [figures]).Write(["<b>"], buffer);
        string text = Encoding.UTF8.GetString(buffer.ToArray());
        Assert.DoesNotContain('<', text);
        Assert.DoesNotContain('>', text);
        using var page = JsonDocument.Parse(text);
        var model = page.RootElement.GetProperty("models")[0];
        var columns = model.GetProperty("columns").EnumerateArray().Select(column => column.GetString()).ToList();
        Assert.Equal(tensor.Name, model.GetProperty("rows")[0][columns.IndexOf("name")].GetString());
    }

    [Fact]
    public void A_model_against_itself_has_no_difference()
    {
        var same = LayerDifferences.Between(s_trained, s_trained);
        Assert.Equal(s_trained.Layers.Count, same.Count);
        Assert.All(same, pair => Assert.Equal((0, false), (pair.Alpha, pair.IsClear)));
        var others = LayerDifferences.Between(s_trained, s_other);
        foreach (var (pair, rows) in others.Zip(s_trained.Layers.Zip(s_other.Layers)))
        {
            Assert.Equal(rows.Second["alpha"] - rows.First["alpha"], pair.Alpha);
            Assert.Equal(
                rows.First["alpha_ci_high"] < rows.Second["alpha_ci_low"]
                    || rows.Second["alpha_ci_high"] < rows.First["alpha_ci_low"],
                pair.IsClear);
            var (low, high) = pair.Interval!.Value;
            Assert.InRange(pair.Alpha!.Value, low, high);
            Assert.Equal(low > 0 || high < 0, pair.IsClear);
        }

        var points = LayerDifferences.Figure(s_trained, s_other)!.Series.SelectMany(series => series.Points);
        Assert.All(points, point => Assert.InRange(point.Y, point.Low!.Value, point.High!.Value));
    }

    [Fact]
    public void Layers_of_other_names_or_shapes_are_not_compared()
    {
        var row = s_other.Layers[0];
        var renamed = row.Layer with { Part = null, Tensor = row.Layer.Tensor with { Name = "other" } };
        var changed = s_other with { Layers = [row with { Layer = renamed }, .. s_other.Layers.Skip(1)] };
        Assert.Equal(s_other.Layers.Count - 1, LayerDifferences.Between(s_trained, changed).Count);
        Assert.Null(LayerDifferences.Figure(s_trained, changed with { Layers = [] }));
    }

    [Fact]
    public void The_gravest_findings_come_first()
    {
        var untrained = ModelFiguresTests.Analyze("samples/fashion-mnist/initial.safetensors");
        var found = Findings.Of(untrained);
        Assert.Equal("untrained", found[0].Kind);
        Assert.Equal(found.OrderByDescending(finding => finding.Severity), found);
        Assert.Equal(untrained.Layers.Count, found.Count(finding => finding.Kind == "random-like"));
        Assert.DoesNotContain(Findings.Of(s_trained), finding => finding.Kind is "untrained" or "uncertain");
    }

    [Theory]
    [InlineData(1, 400)]
    [InlineData(100, 400)]
    [InlineData(200, 200)]
    [InlineData(5000, 60)]
    public void Many_layers_have_fewer_points(int layers, int points) =>
        Assert.Equal(points, ModelPage.PointsFor(layers));

    private static JsonDocument Page(
        IReadOnlyList<ModelAnalysis> models, IReadOnlyList<IReadOnlyList<byte[]>> figures)
    {
        using var buffer = new MemoryStream();
        new ModelPage(new AnalysisDocument(models, []), figures).Write([.. models.Select(model => model.Path)], buffer);
        return JsonDocument.Parse(buffer.ToArray());
    }

    private static string Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
