using Heavytail.Figures;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Figures;

/// <summary>Figures of determinants, gaps and vectors say what their measures and laws say.</summary>
public sealed class MeasuredFiguresTests
{
    private const string ResNet = "models/cifar10-akamaster-resnet56/resnet56-4bfd9763.th";

    private static readonly string[] s_three =
        ["module.conv1", "module.layer2.0.conv1", "module.layer3.8.conv2"];

    [Fact]
    public void The_tail_of_the_determinant_is_that_of_its_measure()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path(ResNet));
        var options = new AnalysisOptions
        {
            Selection = new LayerSelection { Layers = s_three },
            Measures = new MeasureOptions { List = MeasureCatalog.DefaultAnd(["erg"]) },
        };
        foreach (var row in Analyzer.Analyze(
            checkpoint, options, cancellation: TestContext.Current.CancellationToken).Layers)
        {
            var figure = LayerFigures.Create("detx", row, options)!;
            double start = figure.Marks.Single(mark => mark.Name == "det X = 1 from").At;
            Assert.Equal(row["detX_val"]!.Value, start, 1e-12 * start);
            var curve = figure.Series[0].Points;
            Assert.All(curve, point => Assert.True((point.Y < 0) == (point.X <= start) || point.X < start));
            Assert.Contains("Δλ_min", figure.Title, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gaps_of_noise_and_of_independent_values_follow_their_laws()
    {
        double[] singular = [.. new Random(1).GetItems(Enumerable.Range(1, 1 << 20).ToArray(), 400)
            .Distinct().Order().Select(value => Math.Sqrt(value / 1000.0))];
        float[] diagonal = new float[singular.Length * singular.Length];
        for (int k = 0; k < singular.Length; k++)
        {
            diagonal[k * (singular.Length + 1)] = (float)singular[k];
        }

        Assert.Equal(0.386, MeanOfRatios(diagonal, singular.Length), 0.05);
        float[] noise = [.. SplitMix.Normals(1, 400 * 400).Select(value => (float)value)];
        Assert.Equal(0.531, MeanOfRatios(noise, 400), 0.04);
        double area = Enumerable.Range(0, 1000).Sum(k => SpacingFigure.RandomMatrices((k + 0.5) / 1000));
        Assert.Equal(1, area / 1000, 1e-4);
    }

    [Fact]
    public void Vectors_are_drawn_where_they_were_measured()
    {
        var model = Analyze();
        Assert.Contains(
            "--measure vectors",
            LayerFigures.WhyMissing("vectors", model.Layers[1], model.Options), StringComparison.Ordinal);
        using var checkpoint = Checkpoint.Open(SharedData.Path(ResNet));
        var options = model.Options with
        {
            Measures = new MeasureOptions { List = MeasureCatalog.DefaultAnd(["vectors"]) },
        };
        foreach (var row in Analyzer.Analyze(
            checkpoint, options, cancellation: TestContext.Current.CancellationToken).Layers)
        {
            var figure = LayerFigures.Create("vectors", row, options)!;
            Assert.Equal(row["left_participation"]!.Value, figure.Series[0].Points[0].Y);
            Assert.Equal(row["right_participation"]!.Value, figure.Series[1].Points[0].Y);
            LayerFiguresTests.Check(row, options);
        }
    }

    /// <summary>The mean of the ratios of gaps, from the bars: to a half of their width.</summary>
    private static double MeanOfRatios(float[] weights, int order)
    {
        using var checkpoint = Checkpoint.FromTensors(
            "m", [new NamedTensor("one.weight", new TensorShape(order, order), weights)]);
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        var bars = LayerFigures.Create("spacings", model.Layers[0], model.Options)!.Series[0].Points;
        return bars.Sum(bar => bar.X * bar.Y / bars.Count);
    }

    private static ModelAnalysis Analyze()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path(ResNet));
        var options = new AnalysisOptions { Selection = new LayerSelection { Layers = s_three } };
        return Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
    }
}
