using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// No alpha_weighted without its convention, in any form; programs get slices where people get means.
/// </summary>
public sealed class ConventionTests
{
    [Theory]
    [InlineData("table", "nature2021", " means over slices, counts summed, convention nature2021\n")]
    [InlineData("table", "weightwatcher", " analyzed, convention weightwatcher\n")]
    [InlineData("markdown", "sdm2020", ", convention `sdm2020`\n")]
    [InlineData("json", "nature2021", "\"convention\": \"nature2021\"")]
    [InlineData("jsonl", "sdm2020", ",\"convention\":\"sdm2020\",")]
    [InlineData("csv", "weightwatcher", ",weightwatcher\n")]
    [InlineData("csv", "nature2021", ",nature2021\n")]
    public void The_convention_is_said(string format, string convention, string words)
    {
        using var folder = new TempFolder();
        string path = Model(folder);
        var result = Tool.Run("analyze", path, "-f", format, "--convention", convention);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(words, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_every_slice_in_order_and_people_each_layer()
    {
        using var folder = new TempFolder();
        string path = Model(folder);
        string[] command = ["analyze", path, "--convention", "sdm2020", "--columns"];
        Assert.Equal(
            "slice,name,num_evals,convention\n0,conv,49,sdm2020\n1,conv,49,sdm2020\n0,fc,19,sdm2020\n",
            Tool.Run([.. command, "slice,name,num_evals,convention", "-f", "csv"]).Output);
        Assert.Equal(
            "name,num_evals\nconv,49\nconv,49\nfc,19\n", Tool.Run([.. command, "name,num_evals", "-f", "csv"]).Output);
        Assert.Single(Lines(Tool.Run([.. command, "name,alpha"]).Output));
        Assert.Equal(2, Lines(Tool.Run([.. command, "slice,name,alpha"]).Output).Length);
        Assert.Equal(2, Lines(Tool.Run([.. command, "name,alpha", "--sort", "slice"]).Output).Length);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("table")]
    public void The_same_bytes_for_any_number_of_threads(string format)
    {
        using var folder = new TempFolder();
        string path = Model(folder);
        var results = new[] { "1", "2", "7" }.Select(threads =>
            Tool.Run("analyze", path, "-f", format, "-j", threads, "--convention", "nature2021")).ToArray();
        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    private static string[] Lines(string table) =>
        [.. table.Split('\n').Where(line => line.Contains(" conv ", StringComparison.Ordinal)
            && !line.Contains("uncertain:", StringComparison.Ordinal))];

    private static string Model(TempFolder folder) => new SampleFile()
        .Add("conv.weight", 64, 50, 2, 1).Add("fc.weight", 20, 30).Write(folder.File("m.safetensors"));
}
