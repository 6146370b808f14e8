using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// The pictures of docs/gallery show what the tool computes today: drawn anew, their shapes are where they were, to a
/// hundredth of a unit of which a picture has some 250. Last digits differ between CPUs.
/// </summary>
public sealed partial class GalleryTests
{
    private const string Gallery = "docs/gallery";
    private const string Fashion = "samples/fashion-mnist";
    private const double Tolerance = 0.011;

    [Theory]
    [InlineData("fc1-esd.svg", "batch-0016.safetensors", "esd")]
    [InlineData("fc1-esd-linear.svg", "batch-0016.safetensors", "esd-linear")]
    [InlineData("fc1-ccdf.svg", "batch-0016.safetensors", "ccdf")]
    [InlineData("fc1-xmin.svg", "batch-0016.safetensors", "xmin")]
    [InlineData("fc1-spectrum.svg", "batch-0016.safetensors", "spectrum")]
    [InlineData("fc1-null.svg", "batch-0016.safetensors", "null")]
    [InlineData("fc1-initial-null.svg", "initial.safetensors", "null")]
    public void A_layer_looks_as_it_is(string picture, string model, string kind)
    {
        using var folder = new TempFolder();
        string drawn = folder.File("drawn.svg");
        Done(Tool.Run("plot", $"{Fashion}/{model}", "--layer", "fc1", "--kind", kind, "-o", drawn));
        Same(picture, drawn);
    }

    [Theory]
    [InlineData("nature2021-alpha_weighted.svg", "trend-alpha_weighted.svg", "trend --corpus nature2021")]
    [InlineData("fashion-mnist-places.svg", "rank-places.svg", $"rank {Fashion}")]
    [InlineData(
        "fashion-mnist-alpha-null.svg",
        "model.alpha-null.svg",
        $"analyze {Fashion}/batch-0016.safetensors --measure erg --randomize --layers fc*")]
    public void Models_look_as_they_are(string picture, string file, string command)
    {
        using var folder = new TempFolder();
        Done(Tool.Run([.. command.Split(' '), "-q", "--plots", folder.Path, "--plots-format", "svg"]));
        Same(picture, folder.File(file));
    }

    [Fact]
    public void The_ImageNet_network_looks_as_it_is()
    {
        string? model = ResNet18();
        Assert.SkipUnless(model is not null, "needs `dotnet restore docs/gallery/resnet18` (59 MB)");
        using var folder = new TempFolder();
        Done(Tool.Run(
            "analyze", model!, "-q", "--measure", "erg", "--plots", folder.Path, "--plots-format", "svg"));
        foreach (string kind in new[] { "alpha-depth", "alpha-plane", "alpha-distribution" })
        {
            Same($"resnet18-{kind}.svg", folder.File($"model.{kind}.svg"));
        }
    }

    [Fact]
    public void Its_numbers_stand_in_the_texts()
    {
        string[] lines = File.ReadAllLines(Repository.Path($"{Gallery}/resnet18.csv"));
        string[] names = lines[0].Split(',');
        string[] values = lines[1].Split(',');
        foreach (string metric in new[] { "alpha", "alpha_weighted" })
        {
            double mean = double.Parse(values[Array.IndexOf(names, metric)], CultureInfo.InvariantCulture);
            string shown = mean.ToString("F3", CultureInfo.InvariantCulture);
            Assert.Contains(shown, File.ReadAllText(Repository.Path("README.md")), StringComparison.Ordinal);
            Assert.Contains(shown, File.ReadAllText(Repository.Path($"{Gallery}/README.md")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_picture_is_shown_and_every_shown_picture_is_there()
    {
        string folder = Repository.Path(Gallery);
        string text = File.ReadAllText(Path.Combine(folder, "README.md"));
        string[] shown = [.. Links().Matches(text).Select(match => match.Groups[1].Value).Distinct().Order()];
        string[] there =
        [
            .. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!)
                .Where(name => name.EndsWith(".svg", StringComparison.Ordinal)
                    || name.EndsWith(".png", StringComparison.Ordinal)).Order(),
        ];
        Assert.Equal(there, shown);
    }

    private static void Done(ToolResult result) => Assert.True(result.ExitCode == 0, result.ToString());

    private static void Same(string picture, string drawn)
    {
        string committed = File.ReadAllText(Repository.Path($"{Gallery}/{picture}"));
        string now = File.ReadAllText(drawn);
        Assert.Equal(Numbers().Replace(committed, "#"), Numbers().Replace(now, "#"));
        foreach (var (before, after) in Numbers().Matches(committed).Zip(Numbers().Matches(now)))
        {
            double difference = Math.Abs(Value(before) - Value(after));
            Assert.True(
                difference <= Tolerance, $"{picture}: {before.Value} became {after.Value}; run {Gallery}/build.sh");
        }
    }

    private static double Value(Match number) => double.Parse(number.Value, CultureInfo.InvariantCulture);

    private static string? ResNet18()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string model = Path.Combine(
            packages, "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1", "tools", "DnnImageModels", "ResNet18Onnx",
            "ResNet18.onnx");
        return File.Exists(model) ? model : null;
    }

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\]\(([^)/]+\.(?:svg|png))\)")]
    private static partial Regex Links();
}
