using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// The tool as a shell starts it: its streams and its exit code are those of the entry point that other tests call.
/// </summary>
public sealed class ProcessTests
{
    [Fact]
    public void Results_go_to_stdout_and_the_code_is_0()
    {
        string[] command = ["analyze", "samples/fashion-mnist/initial.safetensors"];
        var result = new Tool().StartProcess(command);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Tool.Run(command), result);
    }

    [Fact]
    public void Errors_go_to_stderr_and_the_code_is_2()
    {
        string[] command = ["analyze", "no-such.pt"];
        var result = new Tool().StartProcess(command);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(Tool.Run(command), result);
    }

    [Fact]
    public void Names_that_are_not_ASCII_survive_the_pipes()
    {
        using var folder = new TempFolder();
        new SampleFile().Add("層.weight", 20, 30).Write(folder.File("モデル.safetensors"));
        var result = new Tool { Folder = folder.Path, Input = "モデル.safetensors\n" }
            .StartProcess("analyze", "-", "--columns", "model,name", "-fcsv");
        Assert.Equal(new ToolResult(0, "model,name\nモデル.safetensors,層\n", ""), result);
    }
}
