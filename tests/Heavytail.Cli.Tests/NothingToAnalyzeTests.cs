using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>A file without a layer to analyze: what it holds, what to do, and exit code 2.</summary>
public sealed class NothingToAnalyzeTests
{
    [Theory]
    [InlineData("q.lora_A.weight 8,64", "1 factor of an adapter", "merge the adapter")]
    [InlineData("state.0.exp_avg 48,96", "1 tensor of an optimizer's state", "file of weights")]
    [InlineData("attn.mask 64,64", "1 mask, table or other constant", "file with the weights")]
    [InlineData("fc.bias 64", "1 bias, norm or other vector", "file with the weights")]
    [InlineData("fc.weight 0", "1 empty placeholder", "zero_to_fp32.py")]
    [InlineData("fc.weight 3,3", "1 layer with too few eigenvalues", "--min-evals sets")]
    [InlineData("w 4,48,4,12", "1 tensor that may be a convolution or a stack", "--rules names a file")]
    public void The_file_says_what_it_is(string tensor, string what, string next)
    {
        using var folder = new TempFolder();
        var result = Tool.Run("analyze", Write(folder, tensor));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("\n no layer to analyze\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"nothing to analyze: the file holds {what}", result.Error, StringComparison.Ordinal);
        Assert.Contains(next, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_is_in_the_report()
    {
        using var folder = new TempFolder();
        var result = Tool.Run("analyze", Write(folder, "fc.bias 64"), "--json");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("\"message\": \"nothing to analyze: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_names_layers_without_their_weight()
    {
        using var folder = new TempFolder();
        string path = Write(folder, "fc1.weight 20,30", "fc10.weight 20,30");
        var result = Tool.Run("analyze", path, "--layers", "fc1", "-f", "csv", "--columns", "name");
        Assert.Equal(new ToolResult(0, "name\nfc1\n", ""), result);
    }

    [Theory]
    [InlineData("fc11", "did you mean `fc1` or `fc10`?")]
    [InlineData("encoder", "layers are `fc1`, `fc10`")]
    public void A_filter_without_a_layer_is_an_error(string pattern, string hint)
    {
        using var folder = new TempFolder();
        string path = Write(folder, "fc1.weight 20,30", "fc10.weight 20,30");
        var result = Tool.Run("analyze", path, "--layers", pattern);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            $"error: no layer is named `{pattern}`\nhint: {hint}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_filter_of_two_without_a_layer_is_an_error()
    {
        using var folder = new TempFolder();
        string path = Write(folder, "fc1.weight 20,30", "fc10.weight 20,30");
        var result = Tool.Run(
            "analyze", path, "--layers", "fc1", "--layers", "fc100", "-f", "csv", "--columns", "name");
        Assert.Equal((2, "name\nfc1\n"), (result.ExitCode, result.Output));
        Assert.Contains("no layer is named `fc100`", result.Error, StringComparison.Ordinal);
        Assert.Contains("`fc10`", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analyze {0} --summary-only")]
    [InlineData("analyze {0} -f jsonl -v")]
    [InlineData("analyze {0}/a.safetensors")]
    [InlineData("describe {0}")]
    [InlineData("rank {0}/a.safetensors {0}/b.safetensors")]
    [InlineData("trend {0}/models.csv")]
    public void A_pattern_without_a_layer_in_any_file_is_one_error(string command)
    {
        using var folder = Several();
        var result = Tool.Run(
            [.. command.Replace("{0}", folder.Path, StringComparison.Ordinal).Split(' '), "--layers", "fc9"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "error: no layer is named `fc9`\nhint: did you mean `fc1`", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.Split("error:").Length);
    }

    [Fact]
    public void Of_a_pattern_with_layers_in_some_files_the_others_are_counted()
    {
        using var folder = Several();
        var result = Tool.Run("analyze", folder.Path, "--layers", "fc2", "--json");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            $"error: `--layers` leaves no layer in 2 of 3 files, such as `{folder.File("a.safetensors")}`\nhint: ",
            result.Error,
            StringComparison.Ordinal);
        Assert.Equal(2, result.Error.Split("error:").Length);
        Assert.Equal(3, result.Output.Split("\"message\": \"nothing to analyze: ").Length);
    }

    private static TempFolder Several()
    {
        var folder = new TempFolder();
        new SampleFile().Add("fc1.weight", 20, 30).Write(folder.File("a.safetensors"));
        new SampleFile().Add("fc1.weight", 20, 31).Write(folder.File("b.safetensors"));
        new SampleFile().Add("fc2.weight", 20, 30).Write(folder.File("c.safetensors"));
        File.WriteAllText(
            folder.File("models.csv"),
            "model,accuracy\na.safetensors,1\nb.safetensors,2\nc.safetensors,3\n");
        return folder;
    }

    private static string Write(TempFolder folder, params string[] tensors)
    {
        var file = new SampleFile();
        foreach (string tensor in tensors)
        {
            string[] parts = tensor.Split(' ');
            file.Add(parts[0], [.. parts[1].Split(',').Select(int.Parse)]);
        }

        return file.Write(folder.File("m.safetensors"));
    }
}
