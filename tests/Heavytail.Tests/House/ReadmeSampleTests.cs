using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>The C# of documents compiles against the library, and prints what it promises.</summary>
public sealed class ReadmeSampleTests
{
    private const string Fence = "```csharp\n";

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/dotnet.md")]
    [InlineData("src/Heavytail/package.md")]
    public void Every_sample_compiles_and_runs(string page)
    {
        foreach (string sample in Samples(page))
        {
            string output = SampleProgram.Run(sample.Replace(
                "samples/", Repository.Path("samples") + "/", StringComparison.Ordinal));
            Assert.Matches(@"(?m)^fc1 +\d+\.\d\d 256\r?$", output);
        }
    }

    /// <summary>A part of a program: its model is one of the samples, and it writes what the page says.</summary>
    [Fact]
    public void The_surgery_of_a_page_writes_a_model()
    {
        using var folder = new TempFolder();
        string low = Path.Combine(folder.Path, "low.safetensors");
        string sample = Assert.Single(Samples("docs/surgery.md"))
            .Replace("model.safetensors", Sample, StringComparison.Ordinal)
            .Replace("low.safetensors", low, StringComparison.Ordinal);
        SampleProgram.Run("using Heavytail;\n" + sample);
        using var written = Checkpoint.Open(low);
        var model = Analyzer.Analyze(written, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(64, model.Layers.Single(layer => layer.Name == "fc1")["matrix_rank"]);
    }

    private static string Sample => Repository.Path("samples/fashion-mnist/batch-0016.safetensors");

    private static string[] Samples(string page)
    {
        string[] samples = [.. File.ReadAllText(Repository.Path(page)).Split(Fence).Skip(1)
            .Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(samples);
        return samples;
    }
}
