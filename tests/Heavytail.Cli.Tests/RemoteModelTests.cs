using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// Names and addresses of models that are not on this disk: nothing is fetched, and the hint says how to.
/// </summary>
public sealed class RemoteModelTests
{
    private const string OnHub = "is on the Hugging Face Hub: Heavytail reads local files, and downloads nothing";

    [Theory]
    [InlineData("org/name", "no such file or folder", "if it is a model on the Hugging Face Hub, download it with `hf download org/name --include \"*.safetensors\" \"*.json\" --local-dir name`, and give the path `name`")]
    [InlineData("Qwen/Qwen2.5-0.5B@v1", "no such file or folder", "if it is a model on the Hugging Face Hub, download it with `hf download Qwen/Qwen2.5-0.5B --include \"*.safetensors\" \"*.json\" --revision v1 --local-dir Qwen2.5-0.5B`")]
    [InlineData("hf://org/name", OnHub, "download it with `hf download org/name --include")]
    [InlineData("hf://models/org/name/model.safetensors", OnHub, "download it with `hf download org/name model.safetensors --local-dir name`, and give the path `name/model.safetensors`")]
    [InlineData("https://huggingface.co/org/name", OnHub, "download it with `hf download org/name --include")]
    [InlineData(
        "https://huggingface.co/org/name/resolve/main/a/b.bin?download=true", OnHub,
        "download it with `hf download org/name a/b.bin --local-dir name`, and give the path `name/a/b.bin`")]
    [InlineData(
        "https://huggingface.co/org/name/blob/v2/b.bin", OnHub,
        "download it with `hf download org/name b.bin --revision v2 --local-dir name`")]
    [InlineData(
        "https://example.org/a.pt", "is an address: Heavytail reads local files",
        "download it first, for example with `curl -LO https://example.org/a.pt`")]
    [InlineData(
        "s3://bucket/key.pt", "is an address: Heavytail reads local files",
        "copy it to this disk, and give the path of the copy")]
    [InlineData("file:///tmp/a.pt", "is an address", "give the path of the file, without `file://`")]
    public void The_hint_says_how_to_get_it(string name, string problem, string hint)
    {
        var result = new Tool().With("HF_HUB_CACHE", "/nonexistent").StartProcess("analyze", name);
        Mistake.Check($"analyze {name}", result, $"error: `{name}`: {problem}", $"hint: {hint}");
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("describe")]
    [InlineData("rank samples/fashion-mnist/initial.safetensors")]
    [InlineData("trend")]
    public void Every_command_says_it(string command)
    {
        var result = Tool.Run([.. command.Split(' '), "hf://org/name"]);
        Mistake.Check(command, result, $"error: `hf://org/name`: {OnHub}", "hint: download it with `hf download");
    }

    [Theory]
    [InlineData("models/net.pt")]
    [InlineData("a/b/c")]
    [InlineData("no such/name")]
    public void A_path_is_no_name_of_a_model(string path) =>
        Assert.DoesNotContain("hf download", Tool.Run("analyze", path).Error, StringComparison.Ordinal);

    [Fact]
    public void A_model_in_the_cache_is_found()
    {
        using var folder = new TempFolder();
        string snapshot = Path.Combine(folder.Path, "models--org--name", "snapshots", "0123abcd");
        Directory.CreateDirectory(snapshot);
        var result = new Tool().With("HF_HUB_CACHE", folder.Path).StartProcess("analyze", "org/name");
        Mistake.Check(
            "analyze org/name", result, "error: `org/name`: no such file or folder",
            $"hint: the Hub's cache has it: give the path `{snapshot}`");
    }
}
