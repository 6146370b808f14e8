using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary><c>analyze ADAPTER --base MODEL</c>, and ranks for PEFT.</summary>
public sealed class AdapterCommandTests
{
    private const string Module = "layers.0.q_proj";

    [Fact]
    public void A_base_makes_the_merged_model_and_none_the_change()
    {
        using var folder = new TempFolder();
        string adapter = Adapter(folder, inputs: 30);
        string model = Write(folder, "base/model.safetensors", ($"{Module}.weight", [40, 30]), ("fc.weight", [25, 25]));
        var merged = Tool.Run("analyze", adapter, "--base", model, "-f", "csv", "--columns", "name,dtype,matrix_rank");
        Assert.Equal(
            new ToolResult(0, $"name,dtype,matrix_rank\n{Module},F32 + LoRA,30\nfc,F32,25\n", ""), merged);
        var change = Tool.Run("analyze", adapter, "-f", "csv", "--columns", "name,adapter_rank,matrix_rank,rank_loss");
        Assert.Equal(
            new ToolResult(0, $"name,adapter_rank,matrix_rank,rank_loss\n{Module},4,4,26\n", ""), change);
    }

    [Fact]
    public void A_change_of_another_shape_is_one_error_and_other_layers_go_on()
    {
        using var folder = new TempFolder();
        string model = Write(folder, "base/model.safetensors", ($"{Module}.weight", [40, 30]), ("fc.weight", [25, 25]));
        var result = Tool.Run(
            "analyze", Adapter(folder, inputs: 31), "--base", model, "-f", "csv", "--columns", "name,status");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"name,status\n{Module},unreadable\nfc,success\n", result.Output);
        Assert.Contains(
            $"tensor `base_model.model.{Module}.lora_A.weight`: does not fit `{Module}.weight` [40, 30] of the base: "
                + "the change has shape [40, 31]\nhint: name the base that the adapter was trained on",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_factor_that_is_missing_is_one_error_and_other_layers_go_on()
    {
        using var folder = new TempFolder();
        string path = Write(
            folder, "adapter/adapter_model.safetensors", ($"base_model.model.{Module}.lora_A.weight", [4, 30]),
            ("base_model.model.fc.lora_A.weight", [4, 30]), ("base_model.model.fc.lora_B.weight", [40, 4]));
        Config(path, "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8}");
        string adapter = Path.GetDirectoryName(path)!;
        var result = Tool.Run("analyze", adapter, "-f", "csv", "--columns", "name,status");
        Assert.Equal(
            new ToolResult(
                2, "name,status\nfc,success\n",
                $"error: `{path}`: tensor `base_model.model.{Module}.lora_A.weight`: its other factor, `lora_B`, is "
                + "not in the file\nhint: compare the file, and adapter_config.json, with those that PEFT saved\n"),
            result);
        Assert.Equal(2, Tool.Run("describe", adapter).ExitCode);
        Assert.Equal(2, Tool.Run("check", adapter).ExitCode);
        Assert.Equal(2, Tool.Run("plan", "rank", adapter, "--method", "energy").ExitCode);
    }

    [Fact]
    public void Factors_without_a_place_in_the_base_are_an_error_and_the_rest_is_analyzed()
    {
        using var folder = new TempFolder();
        string path = Write(
            folder, "adapter/adapter_model.safetensors", ("base_model.model.gone.lora_A.weight", [4, 30]),
            ("base_model.model.gone.lora_B.weight", [40, 4]), ("base_model.model.fc.lora_A.weight", [4, 30]),
            ("base_model.model.fc.lora_B.weight", [40, 4]));
        Config(path, "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8}");
        string model = Write(folder, "base/model.safetensors", ("fc.weight", [40, 30]));
        var result = Tool.Run(
            "analyze", Path.GetDirectoryName(path)!, "--base", model, "-f", "csv", "--columns", "name,dtype");
        Assert.Equal((2, "name,dtype\nfc,F32 + LoRA\n"), (result.ExitCode, result.Output));
        Assert.Contains(
            "tensor `base_model.model.gone.lora_A.weight`: it changes `gone.weight`, which has no place in the base "
                + "model\nhint: name the base that the adapter was trained on\n",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_is_not_JSON_is_said_in_plain_words()
    {
        using var folder = new TempFolder();
        string adapter = Adapter(folder, inputs: 30);
        string config = Path.Combine(adapter, "adapter_config.json");
        File.WriteAllText(config, "{\n  \"peft_type\": \"LORA\",\n  \"r\": ,\n}\n");
        Assert.Equal(
            new ToolResult(
                2, "", $"error: `{config}`: is not JSON: line 3, column 8: found `,` where a value was expected\n"
                + "hint: the file looks damaged; compare it with its source\n"),
            Tool.Run("analyze", adapter, "-q"));
    }

    [Fact]
    public void A_comparison_with_its_base_merges_it()
    {
        using var folder = new TempFolder();
        string model = Write(folder, "base/model.safetensors", ($"{Module}.weight", [40, 30]), ("fc.weight", [25, 25]));
        string adapter = Adapter(folder, inputs: 30);
        var result = Tool.Run("compare", model, adapter, "-f", "csv");
        Assert.Equal(0, result.ExitCode);
        string[] header = result.Output.Split('\n')[0].Split(',');
        string[][] rows = [.. result.Output.Split('\n')[1..3].Select(line => line.Split(','))];
        Assert.Equal([Module, "fc"], rows.Select(row => row[Array.IndexOf(header, "name")]));
        Assert.Equal(["changed", "equal"], rows.Select(row => row[Array.IndexOf(header, "change")]));
        Assert.Equal(0, Tool.Run("compare", adapter, adapter).ExitCode);
    }

    [Fact]
    public void The_rank_of_a_change_is_that_of_its_factors_and_no_finding()
    {
        using var folder = new TempFolder();
        var result = Tool.Run("check", Adapter(folder, inputs: 30), "--fail-on", "note", "--json");
        Assert.DoesNotContain("HT006\",", result.Output.Split("\"findings\"")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_that_does_not_exist_is_an_error()
    {
        using var folder = new TempFolder();
        var result = Tool.Run("analyze", Adapter(folder, inputs: 30), "--base", folder.Path + "/nowhere.pt");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("nowhere.pt`: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("this is a bug", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_for_PEFT_are_written()
    {
        using var folder = new TempFolder();
        var result = Tool.Run(
            "plan", "rank", Adapter(folder, inputs: 30), "--method", "energy", "--percent", "100", "--emit", "peft");
        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(4, json.RootElement.GetProperty("rank_pattern").EnumerateObject().Single().Value.GetInt32());
        Assert.Equal(8, json.RootElement.GetProperty("alpha_pattern").EnumerateObject().Single().Value.GetInt32());
    }

    private static string Adapter(TempFolder folder, int inputs)
    {
        string path = Write(
            folder, "adapter/adapter_model.safetensors", ($"base_model.model.{Module}.lora_A.weight", [4, inputs]),
            ($"base_model.model.{Module}.lora_B.weight", [40, 4]));
        Config(path, "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8}");
        return Path.GetDirectoryName(path)!;
    }

    private static void Config(string beside, string json) =>
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(beside)!, "adapter_config.json"), json);

    private static string Write(TempFolder folder, string name, params (string Name, int[] Shape)[] tensors)
    {
        var file = new SampleFile();
        foreach (var (tensor, shape) in tensors)
        {
            file.Add(tensor, shape);
        }

        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return file.Write(path);
    }
}
