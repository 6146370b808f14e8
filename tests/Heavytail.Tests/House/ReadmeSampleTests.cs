using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>README's C# compiles against the library, and prints what it promises.</summary>
public sealed class ReadmeSampleTests
{
    private const string Fence = "```csharp\n";

    [Fact]
    public void Every_sample_compiles_and_runs()
    {
        string[] samples = [.. File.ReadAllText(Repository.Path("README.md")).Split(Fence).Skip(1)
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
