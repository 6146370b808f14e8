using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>A program that starts the tool, such as Python, may be killed: the tool ends with it.</summary>
public sealed class ParentTests
{
    private const int Terminated = 143;

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("stdin", true)]
    [InlineData("", false)]
    public async Task The_work_ends_with_standard_input_where_that_is_asked_for(string parent, bool ends)
    {
        using var folder = new TempFolder();
        var sample = new SampleFile();
        for (int k = 0; k < (ends ? 60 : 2); k++)
        {
            sample.Add($"layer{k}.weight", 900, 900);
        }

        string model = sample.Write(folder.File("m.safetensors"));
        using var process = new Tool().With("HEAVYTAIL_PARENT", parent).With("HEAVYTAIL_CACHE", "none")
            .Launch("analyze", model, "-j", "1", "-f", "csv");
        process.StandardInput.Close();
        var stop = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(stop);
        string error = await process.StandardError.ReadToEndAsync(stop).WaitAsync(s_soon, stop);
        int lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        await process.WaitForExitAsync(stop);
        Assert.Equal(ends ? Terminated : 0, process.ExitCode);
        Assert.Equal("", error);
        Assert.InRange(lines, ends ? 0 : 3, ends ? 60 : 3);
    }
}
