using System.Buffers.Binary;
using System.Globalization;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Images show the numbers of the analysis, in the same bytes each time.</summary>
public sealed class PlotImageTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";
    private const string ResNet = "models/cifar10-akamaster-resnet56/resnet56-4bfd9763.th";
    private const string DataColor = "#0072B2";
    private const string FitColor = "#D55E00";

    /// <summary>What a reader can see.</summary>
    private const double HalfPixel = 0.5;

    /// <summary>c² of a convolution.</summary>
    private const double Factor = 0.5;

    [Theory]
    [InlineData("module.conv1")]
    [InlineData("module.layer2.0.conv1")]
    [InlineData("module.layer3.8.conv2")]
    public void Points_are_the_eigenvalues_of_spectra_and_the_line_is_the_fit(string layer)
    {
        string model = SharedData.Path(ResNet);
        using var folder = new TempFolder();
        string image = folder.File("ccdf.svg");
        string spectra = folder.File("s.csv");
        var plotted = Tool.Run("plot", model, "--layer", layer, "--kind", "ccdf", "-o", image);
        Assert.True(plotted.ExitCode == 0, plotted.ToString());
        var analyzed = Tool.Run("analyze", model, "--layers", layer, "-f", "csv", "--spectra", spectra,
            "--columns", "alpha,xmin,xmax,num_pl_spikes");
        var metrics = Row(analyzed.Output);
        double[] values =
        [
            .. File.ReadLines(spectra).Skip(1).Select(line => Factor * Number(line.Split(',')[7])).Order(),
        ];
        double xmin = Number(metrics["xmin"]);
        double share = Number(metrics["num_pl_spikes"]) / values.Length;
        var plot = new SvgPlot(image);
        (double X, double Y)[] expected =
        [
            .. values.Select((value, k) => (Value: value, Share: (double)(values.Length - k) / values.Length))
                .Where(point => point.Value >= xmin / 10)
                .Select(point => plot.Place(point.Value, point.Share)),
        ];
        var dots = plot.Dots(DataColor);
        Assert.Equal(expected.Length, dots.Length - 1); // one is in the legend
        Assert.All(expected.Zip(dots), pair => Assert.True(
            Distance(pair.First, pair.Second) < HalfPixel, $"{pair.First} is drawn at {pair.Second}"));

        double xmax = Number(metrics["xmax"]);
        double end = share * Math.Pow(xmax / xmin, 1 - Number(metrics["alpha"]));
        Assert.Contains(plot.Lines(FitColor), line =>
            Distance(line[0], plot.Place(xmin, share)) < HalfPixel
            && Distance(line[^1], plot.Place(xmax, end)) < HalfPixel);
    }

    [Fact]
    public void Every_kind_has_the_same_bytes_each_time_and_text_as_outlines()
    {
        using var folder = new TempFolder();
        foreach (string kind in LayerFigures.Kinds.Except(["traps"]))
        {
            foreach (string format in new[] { "svg", "png" })
            {
                string[] files = [folder.File($"{kind}.1.{format}"), folder.File($"{kind}.2.{format}")];
                foreach (string file in files)
                {
                    var result = Tool.Run("plot", Sample, "--layer", "fc2", "--kind", kind, "-o", file);
                    Assert.True(result == new ToolResult(0, "", ""), result.ToString());
                }

                Assert.Equal(File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
            }

            string text = File.ReadAllText(folder.File($"{kind}.1.svg"));
            Assert.DoesNotContain("<text", text, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
            var plot = new SvgPlot(folder.File($"{kind}.1.svg"));
            Assert.Contains("fc2", plot.Description, StringComparison.Ordinal);
            Assert.Contains(plot.Texts, shown => shown.StartsWith("fc2: ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("", 1020, 780)]
    [InlineData("--size 6x4", 1800, 1200)]
    [InlineData("--size 800x600px", 800, 600)]
    public void A_PNG_has_the_size_that_is_asked_for(string size, int width, int height)
    {
        using var folder = new TempFolder();
        string file = folder.File("a.PNG");
        string[] options = size.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, Tool.Run(["plot", Sample, "--layer", "fc2", "-o", file, .. options]).ExitCode);
        byte[] bytes = File.ReadAllBytes(file);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
    }

    [Fact]
    public void A_model_is_not_overwritten()
    {
        using var folder = new TempFolder();
        string model = folder.File("model.svg");
        File.Copy(Repository.Path(Sample), model);
        var result = Tool.Run("plot", model, "--layer", "fc2", "-o", model);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is an input", result.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Repository.Path(Sample)), File.ReadAllBytes(model));
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b) =>
        Math.Max(Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y));

    private static Dictionary<string, string> Row(string csv)
    {
        string[] lines = csv.Split('\n');
        return lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
