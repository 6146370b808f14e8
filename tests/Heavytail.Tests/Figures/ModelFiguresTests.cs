using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Figures of a model have a point a layer, at its numbers.</summary>
public sealed class ModelFiguresTests
{
    private static readonly ModelAnalysis s_model =
        Analyze("samples/fashion-mnist/batch-0016.safetensors", "erg", "randomize");

    [Fact]
    public void Alpha_by_depth_is_the_alpha_of_each_layer_with_its_interval()
    {
        var figure = ModelFigures.Create("alpha-depth", s_model)!;
        var points = figure.Series.SelectMany(series => series.Points).OrderBy(point => point.X).ToArray();
        Assert.Equal(s_model.Layers.Count, points.Length);
        foreach (var (row, point) in s_model.Layers.Zip(points))
        {
            Assert.Equal(row["alpha"], point.Y);
            Assert.Equal((row["alpha_ci_low"], row["alpha_ci_high"]), (point.Low, point.High));
            Assert.Equal(row.Name, point.Name);
        }

        Assert.Equal(s_model.Layers.Select(row => row.Name), figure.X.Names);
        var band = Assert.Single(figure.Marks);
        Assert.Equal((2, 6, false), (band.At, band.To!.Value, band.IsVertical));
    }

    [Fact]
    public void The_series_of_a_point_is_the_label_of_its_layer()
    {
        var figure = ModelFigures.Create("alpha-depth", s_model)!;
        foreach (var series in figure.Series)
        {
            Assert.All(series.Points, point =>
            {
                var row = s_model.Layers.Single(layer => layer.Name == point.Name);
                var verdict = ModelVerdict.From(s_model with { Layers = [row] });
                Assert.Equal(verdict.RandomLike == 1, series.Role == FigureRole.RandomLike);
                Assert.Equal(verdict.Uncertain == 1, series.Role == FigureRole.Uncertain);
            });
        }
    }

    [Fact]
    public void The_plane_and_the_null_have_what_was_measured()
    {
        var plane = ModelFigures.Create("alpha-plane", s_model)!.Series.SelectMany(series => series.Points);
        Assert.Equal(
            s_model.Layers.Select(row => (row["alpha"]!.Value, row["delta_lambda_min"]!.Value)).Order(),
            plane.Select(point => (point.X, point.Y)).Order());
        var noise = ModelFigures.Create("alpha-null", s_model)!.Series
            .Where(series => series.Style == FigureStyle.Points).SelectMany(series => series.Points).ToArray();
        var measured = s_model.Layers.Where(row => row["alpha_null"] is not null).ToArray();
        Assert.Equal(
            measured.Select(row => (row["alpha_null"]!.Value, row["alpha"]!.Value)).Order(),
            noise.Select(point => (point.X, point.Y)).Order());
        Assert.NotEmpty(noise);
    }

    [Fact]
    public void What_was_not_measured_has_no_figure()
    {
        var plain = Analyze("samples/fashion-mnist/batch-0016.safetensors");
        Assert.Null(ModelFigures.Create("alpha-plane", plain));
        Assert.Null(ModelFigures.Create("alpha-null", plain));
        Assert.Throws<UnknownNameException>(() => ModelFigures.Create("alpha-dpeth", plain));
        Assert.All(ModelFigures.Kinds, kind => Assert.Null(ModelFigures.Create(kind, plain with { Layers = [] })));
    }

    [Fact]
    public void The_distribution_counts_every_layer_once()
    {
        var bars = Assert.Single(ModelFigures.Create("alpha-distribution", s_model)!.Series).Points;
        Assert.Equal(s_model.Layers.Count(row => row["alpha"] is not null), bars.Sum(bar => bar.Y));
        foreach (var bar in bars)
        {
            int count = s_model.Layers.Count(row => row["alpha"] >= bar.Low && row["alpha"] < bar.High);
            Assert.Equal(count, bar.Y);
        }
    }

    [Fact]
    public void A_grid_has_blocks_by_depth_and_kinds()
    {
        var rows = new[] { "embed", "layers.0.attn.q", "layers.0.mlp.up", "layers.1.attn.q", "layers.1.mlp.up", "head" }
            .Select(Named).ToArray();
        var grid = LayerGrid.From(rows);
        Assert.Equal(["embed", "layers.0", "layers.1", "head"], grid.Blocks);
        Assert.Equal([rows[0].Layer.Kind.Word(), "attn.q", "mlp.up"], grid.Kinds);
        Assert.Equal(
            [(0, 0), (1, 1), (1, 2), (2, 1), (2, 2), (3, 0)], grid.Places.Select(place => (place.Block, place.Kind)));
        var many = LayerGrid.From([.. Enumerable.Range(0, 40).Select(k => Named($"b.{k}.own{k}"))]);
        Assert.Single(many.Kinds);
        Assert.Equal(40, many.Blocks.Count);
    }

    internal static ModelAnalysis Analyze(string path, params string[] measures)
    {
        using var checkpoint = Checkpoint.Open(Repository.Path(path));
        return Analyzer.Analyze(checkpoint, new AnalysisOptions
        {
            Measures = new MeasureOptions { List = MeasureCatalog.DefaultAnd(measures) },
        });
    }

    private static LayerAnalysis Named(string name)
    {
        var row = s_model.Layers[^1];
        return row with { Layer = row.Layer with { Part = null, Tensor = row.Layer.Tensor with { Name = name } } };
    }
}
