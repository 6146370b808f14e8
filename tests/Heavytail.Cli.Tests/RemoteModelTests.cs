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
        "https://huggingface.co/gpt2/resolve/main/model.safetensors", OnHub,
        "download it with `hf download gpt2 model.safetensors --local-dir gpt2`, and give the path `gpt2/model.saf")]
    [InlineData(
        "https://www.huggingface.co/gpt2/blob/v1/onnx/decoder.onnx?download=true#L1", OnHub,
        "download it with `hf download gpt2 onnx/decoder.onnx --revision v1 --local-dir gpt2`")]
    [InlineData(
        "https://huggingface.co/bert-base-uncased/tree/main", OnHub,
        "download it with `hf download bert-base-uncased --include \"*.safetensors\" \"*.json\" --local-dir bert")]
    [InlineData(
        "https://huggingface.co/org/name/tree/main/unet", OnHub,
        "download it with `hf download org/name --include \"unet/*.safetensors\" \"unet/*.json\" --local-dir name`, "
            + "and give the path `name/unet`")]
    [InlineData(
        "https://huggingface.co/gpt2", OnHub,
        "download it with `hf download gpt2 --include \"*.safetensors\" \"*.json\" --local-dir gpt2`, and give the ")]
    [InlineData("https://huggingface.co/gpt2/", OnHub, "download it with `hf download gpt2 --include")]
    [InlineData("https://huggingface.co/gpt2/discussions/5", OnHub, "download it with `hf download gpt2 --include")]
    [InlineData("https://hf.co/openai-community/gpt2", OnHub, "download it with `hf download openai-community/gpt2 -")]
    [InlineData("HTTPS://HF.co/gpt2/raw/main/a.bin", OnHub, "download it with `hf download gpt2 a.bin --local-dir")]
    [InlineData(
        "https://huggingface.co/org/name/resolve/refs%2Fpr%2F1/my%20file.bin", OnHub,
        "download it with `hf download org/name 'my file.bin' --revision refs/pr/1 --local-dir name`")]
    [InlineData(
        "https://huggingface.co/gpt2/tree/refs/pr/12", OnHub,
        "download it with `hf download gpt2 --include \"*.safetensors\" \"*.json\" --revision refs/pr/12 --local-dir")]
    [InlineData("hf://gpt2", OnHub, "download it with `hf download gpt2 --include")]
    [InlineData("hf://gpt2/model.safetensors", OnHub, "download it with `hf download gpt2 model.safetensors --")]
    [InlineData("hf://gpt2@v1/a.bin", OnHub, "download it with `hf download gpt2 a.bin --revision v1 --loc")]
    [InlineData(
        "hf://datasets/org/data@refs/convert/parquet/a/b.npz", OnHub,
        "download it with `hf download org/data a/b.npz --repo-type dataset --revision refs/convert/parquet --local-d")]
    [InlineData(
        "https://huggingface.co/datasets/squad/resolve/main/w.npz", OnHub,
        "download it with `hf download squad w.npz --repo-type dataset --local-dir squad`, and give the path `squad/w")]
    [InlineData(
        "https://huggingface.co/spaces/org/demo/blob/main/net.pt", OnHub,
        "download it with `hf download org/demo net.pt --repo-type space --local-dir demo`")]
    [InlineData("https://huggingface.co/docs/hub", "is an address", "download it with `hf download`, and give")]
    [InlineData("https://huggingface.co/", "is an address", "download it with `hf download`, and give the path of the")]
    [InlineData("https://huggingface.com/gpt2", "is an address", "download it first, for example with `curl -LO https")]
    [InlineData("huggingface.co/gpt2", OnHub, "download it with `hf download gpt2 --include")]
    [InlineData("hf.co/org/name/resolve/main/a.bin", OnHub, "download it with `hf download org/name a.bin --local-dir")]
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
    public void A_file_in_the_cache_is_found_where_it_is_there()
    {
        using var folder = new TempFolder();
        string snapshot = Path.Combine(folder.Path, "datasets--squad", "snapshots", "0123abcd");
        Directory.CreateDirectory(snapshot);
        File.WriteAllText(Path.Combine(snapshot, "a.npz"), "");
        var tool = new Tool().With("HF_HUB_CACHE", folder.Path);
        string address = "https://huggingface.co/datasets/squad/resolve/main";
        Assert.EndsWith(
            $"hint: the Hub's cache has it: give the path `{snapshot}/a.npz`\n",
            tool.StartProcess("analyze", $"{address}/a.npz").Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "hint: download it with `hf download squad b.npz --repo-type dataset",
            tool.StartProcess("analyze", $"{address}/b.npz").Error,
            StringComparison.Ordinal);
    }

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
