using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>What people see, whole: the command, stdout, stderr and the exit code of files made on the spot.</summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData("table-80", 80, "analyze net.safetensors")]
    [InlineData("table-140", 140, "analyze net.safetensors")]
    [InlineData("table-color", 100, "analyze net.safetensors --color always")]
    [InlineData("columns", 80, "analyze net.safetensors --columns longname,alpha,sv_max --sort -alpha --top 2")]
    [InlineData("failures", 100, "analyze failures.safetensors")]
    [InlineData("odd-names", 80, "analyze odd.safetensors -j 1")]
    [InlineData("comparison", 80, "analyze net.safetensors missing.safetensors odd.safetensors --layers *.0.*")]
    [InlineData("describe", 80, "describe net.safetensors failures.safetensors")]
    [InlineData("nature2021-80", 80, "analyze conv.safetensors --convention nature2021")]
    [InlineData("nature2021-120", 120, "analyze conv.safetensors --convention nature2021")]
    [InlineData("sdm2020-slices", 80, "analyze conv.safetensors --convention sdm2020 --columns slice,name,num_evals,alpha,alpha_weighted --sort -alpha --top 4")]
    [InlineData("sdm2020-describe", 100, "describe conv.safetensors --convention sdm2020")]
    [InlineData("nature2021-markdown", 80, "analyze conv.safetensors --convention nature2021 -f markdown")]
    [InlineData(
        "nature2021-comparison", 80, "analyze conv.safetensors net.safetensors --convention nature2021 --layers *.0.*")]
    [InlineData("markdown", 80, "analyze net.safetensors -f markdown")]
    [InlineData("plot-esd", 80, "plot net.safetensors --layer encoder.0")]
    [InlineData("plot-ccdf", 100, "plot net.safetensors --layer encoder.1 --kind ccdf")]
    [InlineData("plot-color", 80, "plot net.safetensors --layer encoder.1 --kind alpha,bulk --color always")]
    [InlineData("plot-which", 80, "plot net.safetensors")]
    [InlineData("plot-slices", 80, "plot conv.safetensors --layer body.0 --convention sdm2020")]
    [InlineData("corpus-list", 80, "corpus list")]
    [InlineData("corpus-vgg", 80, "corpus show nature2021 --family VGG")]
    [InlineData("corpus-sdm", 120, "corpus show sdm2020 --family *MobileNet*")]
    [InlineData("corpus-dpn-csv", 80, "corpus show nature2021-osmr --family *DPN -f csv")]
    [InlineData("corpus-gpt2-json", 80, "corpus show nature2021 --family GPT2 --json")]
    [InlineData("corpus-list-markdown", 80, "corpus list -f markdown")]
    public void The_output_is_as_committed(string name, int width, string command)
    {
        using var folder = new TempFolder();
        WriteModels(folder);
        string[] args = command.Split(' ');
        var result = new Tool { Folder = folder.Path, Columns = width }.Start(args);
        GoldenOutput.Check(
            name,
            $"$ heavytail {string.Join(' ', args)}\n{result.Output}--- stderr\n{result.Error}"
            + $"--- exit {result.ExitCode}\n");
    }

    private static void WriteModels(TempFolder folder)
    {
        new SampleFile().Add("encoder.0.weight", 32, 48).Add("encoder.0.bias", 32)
            .Add("encoder.1.weight", 24, 32, 3, 3).Add("decoder.0.weight", 40, 24).Add("embed.weight", 100, 16)
            .Add("tiny.weight", 3, 4).Write(folder.File("net.safetensors"));
        new SampleFile().Add("stem.0.weight", 64, 3, 3, 3).Add("body.0.weight", 64, 52, 2, 2)
            .AddConstant("dead.0.weight", 0, 60, 60, 1, 1).Add("depthwise.0.weight", 64, 1, 3, 3).Add("body.0.bias", 64)
            .Add("head.0.weight", 10, 64).Write(folder.File("conv.safetensors"));
        new SampleFile().AddConstant("nan.weight", float.NaN, 20, 30).AddConstant("zero.weight", 0, 20, 30)
            .AddConstant("rank-one.weight", 1, 20, 30).Add("good.weight", 20, 30).Write(
                folder.File("failures.safetensors"));
        new SampleFile().Add("[red]x.0.weight", 20, 30).Add("line\nbreak.weight", 20, 30).Add("層の名前.weight", 20, 30)
            .Add("esc\u001b[2J\u202e.weight", 20, 30)
            .Add("transformer.blocks.11.attention.self.query_key_value.weight", 24, 30).Write(
                folder.File("odd.safetensors"));
    }
}
