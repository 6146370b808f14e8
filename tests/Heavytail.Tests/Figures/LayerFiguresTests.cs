using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Figures of a layer say what its spectrum and its fit say.</summary>
public sealed class LayerFiguresTests
{
    private const string ResNet = "models/cifar10-akamaster-resnet56/resnet56-4bfd9763.th";

    private static readonly string[] s_three =
        ["module.conv1", "module.layer2.0.conv1", "module.layer3.8.conv2"];

    public static TheoryData<string> Conventions => [.. Convention.All.Select(convention => convention.Name)];

    [Fact]
    public void Points_of_the_ccdf_are_the_sorted_eigenvalues_and_the_line_is_the_fit()
    {
        var model = Analyze(ResNet, s_three);
        Assert.Equal(3, model.Layers.Count);
        foreach (var row in model.Layers)
        {
            var figure = LayerFigures.Create("ccdf", row, model.Options)!;
            var data = figure.Series.Single(series => series.Role == FigureRole.Data).Points;
            double factor = row.Layer.Kind == LayerKind.Conv2D ? 0.5 : 1;
            double[] values = [.. row.Spectrum.Eigenvalues.Select(value => factor * value)];
            double xmin = row["xmin"]!.Value;
            int tail = (int)row["num_pl_spikes"]!.Value;
            Assert.Equal(tail, data.Count(point => point.X >= xmin));
            for (int k = 0; k < data.Count; k++)
            {
                int rank = values.Length - data.Count + k;
                Assert.Equal(values[rank], data[k].X, 1e-12 * values[^1]);
                Assert.Equal((double)(values.Length - rank) / values.Length, data[k].Y, 1e-15);
            }

            var line = figure.Series.Single(series => series.Role == FigureRole.Fit).Points;
            Assert.Equal((xmin, (double)tail / values.Length), (line[0].X, line[0].Y));
            Assert.Equal(row["xmax"]!.Value, line[^1].X);
            double slope = Math.Log(line[^1].Y / line[0].Y) / Math.Log(line[^1].X / line[0].X);
            Assert.Equal(1 - row["alpha"]!.Value, slope, 1e-9);
            Assert.Equal(5, figure.Series.Count(series => series.Role == FigureRole.Rival));
            Assert.All(figure.Series.Where(series => series.Role == FigureRole.Rival), rival =>
                Assert.Equal(line[0].Y, rival.Points[0].Y, 1e-9));
        }
    }

    [Fact]
    public void Bars_of_a_density_hold_all_eigenvalues_that_are_shown()
    {
        var model = Analyze(ResNet, s_three);
        foreach (var row in model.Layers)
        {
            double[] values = [.. row.Spectrum.Eigenvalues.Select(value => 0.5 * value)];
            foreach (string kind in new[] { "esd", "esd-linear", "null" })
            {
                var figure = LayerFigures.Create(kind, row, model.Options)!;
                var bars = figure.Series.Single(series => series.Style == FigureStyle.Bars).Points;
                double share = bars.Sum(bar => bar.Y * (bar.High!.Value - bar.Low!.Value));
                int shown = values.Count(value =>
                    value >= bars[0].Low * (1 - 1e-9) && value <= bars[^1].High * (1 + 1e-9));
                Assert.Equal((double)shown / values.Length, share, 1e-9);
            }
        }
    }

    [Fact]
    public void Density_of_noise_has_the_share_of_the_bulk()
    {
        var model = Analyze(ResNet, s_three);
        var rows = model.Layers.Where(row => row["sigma_mp"] is not null).ToArray(); // conv1 has slices of 3
        Assert.Equal(2, rows.Length);
        foreach (var row in rows)
        {
            var noise = LayerFigures.Create("bulk", row, model.Options)!.Series
                .Single(series => series.Role == FigureRole.Noise).Points;
            double area = noise.Zip(noise.Skip(1)).Sum(pair =>
                (pair.Second.X - pair.First.X) * (pair.First.Y + pair.Second.Y) / 2);
            Assert.Equal(1, area, 0.02);
        }
    }

    [Fact]
    public void Curves_over_xmin_have_the_fit_where_xmin_is()
    {
        var model = Analyze(ResNet, s_three);
        foreach (var row in model.Layers)
        {
            double xmin = row["xmin"]!.Value;
            var distance = LayerFigures.Create("xmin", row, model.Options)!;
            var curve = distance.Series.Single(series => series.Style == FigureStyle.Line).Points;
            Assert.Equal(row["D"]!.Value, curve.Single(point => point.X == xmin).Y, 1e-12);
            Assert.Equal(row["D"]!.Value, curve.Min(point => point.Y), 1e-12);
            var alpha = LayerFigures.Create("alpha", row, model.Options)!;
            var band = alpha.Series.Single(series => series.Style == FigureStyle.Band).Points
                .Single(point => point.X == xmin);
            Assert.Equal(row["alpha"]!.Value, band.Y, 1e-12);
            Assert.Equal(2 * row["sigma"]!.Value, band.High!.Value - band.Low!.Value, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Every_figure_can_be_drawn_under_every_convention(string convention)
    {
        var options = new AnalysisOptions
        {
            Selection = new LayerSelection { Layers = s_three },
            Method = new MethodOptions { Convention = Convention.Find(convention) },
            Measures = new MeasureOptions { List = MeasureCatalog.DefaultAnd(["randomize"]) },
        };
        using var checkpoint = Checkpoint.Open(SharedData.Path(ResNet));
        var model = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEmpty(model.Layers);
        foreach (var row in model.Layers.Take(5))
        {
            Check(row, options);
            var esd = LayerFigures.Create("esd", row, options)!;
            if (esd.Series.SingleOrDefault(series => series.Role == FigureRole.Fit) is { } fit)
            {
                Assert.Equal(row["xmin"]!.Value, fit.Points[0].X);
            }
        }
    }

    [Theory]
    [InlineData("zeros")]
    [InlineData("one")]
    [InlineData("identity")]
    [InlineData("deficient")]
    [InlineData("outlier")]
    [InlineData("constant")]
    [InlineData("tiny")]
    public void Odd_layers_have_a_figure_or_a_reason(string name)
    {
        (int rows, int columns, float[] values) = Odd(name);
        using var checkpoint = Checkpoint.FromTensors(
            "m", [new NamedTensor("odd.weight", new TensorShape(rows, columns), values)]);
        var options = new AnalysisOptions { Selection = new LayerSelection { MinEvals = 1 } };
        var model = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        var row = Assert.Single(model.Layers);
        Check(row, options);
        string[] kinds = [.. LayerFigures.CreateAll(row, options).Select(figure => figure.Kind)];
        switch (name)
        {
            case "zeros":
                Assert.Empty(kinds);
                break;
            case "one":
                Assert.Equal(["esd", "esd-linear", "spectrum"], kinds.Intersect(["esd", "esd-linear", "spectrum"]));
                Assert.DoesNotContain("ccdf", kinds);
                break;
            case "deficient":
                var figure = LayerFigures.Create("spectrum", row, options)!;
                Assert.Contains("20 are zero", figure.Description, StringComparison.Ordinal);
                Assert.Contains(figure.Marks, mark => mark.Name == "rank threshold");
                break;
            case "outlier":
                var trap = LayerFigures.Create("traps", row, options)!;
                Assert.Equal((7.0, 3.0), (trap.Series[0].Points[0].X, trap.Series[0].Points[0].Y));
                break;
        }
    }

    [Fact]
    public void An_unknown_kind_has_an_error()
    {
        var model = Analyze(ResNet, s_three);
        var error = Assert.Throws<UnknownNameException>(
            () => LayerFigures.Create("cdf", model.Layers[0], model.Options));
        Assert.Contains("ccdf", error.Suggestions);
        Assert.All(LayerFigures.Kinds, kind => Assert.NotEmpty(LayerFigures.Explain(kind)));
    }

    /// <summary>A figure is complete: text, positive values on logarithmic axes, points within its ranges.</summary>
    internal static void Check(LayerAnalysis row, AnalysisOptions options)
    {
        foreach (string kind in LayerFigures.Kinds)
        {
            var figure = LayerFigures.Create(kind, row, options);
            Assert.Equal(figure is null, LayerFigures.WhyMissing(kind, row, options) is { Length: > 0 });
            if (figure is null)
            {
                continue;
            }

            Assert.Equal(kind, figure.Kind);
            Assert.False(figure.IsEmpty, kind);
            Assert.EndsWith(".", figure.Description, StringComparison.Ordinal);
            Assert.StartsWith(row.Name, figure.Title, StringComparison.Ordinal);
            var points = figure.Series.SelectMany(series => series.Points).ToArray();
            Assert.All(points, point =>
            {
                Assert.True(double.IsFinite(point.X) && double.IsFinite(point.Y), kind);
                Assert.True(!figure.X.IsLogarithmic || point.X > 0, kind);
                Assert.True(!figure.Y.IsLogarithmic || point.Y > 0, kind);
            });
            foreach (var axis in new[] { figure.X, figure.Y })
            {
                var (low, high) = axis.Range!.Value;
                Assert.True(low < high && double.IsFinite(low) && double.IsFinite(high), $"{kind}: {axis}");
                Assert.True(!axis.IsLogarithmic || low > 0, $"{kind}: {axis}");
            }

            Assert.All(figure.Marks, mark => Assert.True(
                double.IsFinite(mark.At) && (!(mark.IsVertical ? figure.X : figure.Y).IsLogarithmic || mark.At > 0),
                $"{kind}: {mark}"));
        }
    }

    private static ModelAnalysis Analyze(string model, string[] layers)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path(model));
        return Analyzer.Analyze(
            checkpoint, new AnalysisOptions { Selection = new LayerSelection { Layers = layers } });
    }

    private static (int Rows, int Columns, float[] Values) Odd(string name)
    {
        var random = new Random(7);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble()));
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Normal())];
        switch (name)
        {
            case "zeros":
                return (12, 12, new float[144]);
            case "one":
                return (1, 40, Draw(40));
            case "identity":
                return (16, 16, [.. Enumerable.Range(0, 256).Select(k => k % 17 == 0 ? 1f : 0)]);
            case "constant":
                return (12, 20, [.. Enumerable.Repeat(0.5f, 240)]);
            case "tiny":
                return (12, 20, [.. Draw(240).Select(value => value * 1e-18f)]);
            case "deficient":
                var left = Draw(40 * 20);
                var right = Draw(20 * 50);
                return (40, 50,
                [
                    .. Enumerable.Range(0, 2000).Select(k => Enumerable.Range(0, 20)
                        .Sum(j => left[(k / 50 * 20) + j] * right[(j * 50) + (k % 50)])),
                ]);
            default:
                float[] values = Draw(40 * 60);
                values[(3 * 60) + 7] = 50;
                return (40, 60, values);
        }
    }
}
