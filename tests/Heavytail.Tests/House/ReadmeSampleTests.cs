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
    public void Every_sample_compiles_and_runs(string page)
    {
        string[] samples = [.. File.ReadAllText(Repository.Path(page)).Split(Fence).Skip(1)
            .Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.NotEmpty(samples);
        foreach (string sample in samples)
        {
            string output = SampleProgram.Run(sample.Replace(
                "samples/", Repository.Path("samples") + "/", StringComparison.Ordinal));
            Assert.Matches(@"(?m)^fc1 +\d+\.\d\d 256\r?$", output);
        }
    }
}
