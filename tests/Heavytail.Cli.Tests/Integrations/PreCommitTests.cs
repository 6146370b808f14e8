using System.Text.RegularExpressions;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;
using YamlDotNet.Serialization;

namespace Heavytail.Cli.Tests.Integrations;

/// <summary>
/// The hooks of <c>.pre-commit-hooks.yaml</c>, run as pre-commit does: entry, arguments, names of files.
/// </summary>
public sealed class PreCommitTests
{
    private const string Passing = "samples/fashion-mnist/batch-0016.safetensors";
    private const string Failing = "samples/fashion-mnist/initial.safetensors";

    private static readonly Dictionary<string, Dictionary<string, object>> s_hooks = new DeserializerBuilder().Build()
        .Deserialize<List<Dictionary<string, object>>>(File.ReadAllText(Repository.Path(".pre-commit-hooks.yaml")))
        .ToDictionary(hook => (string)hook["id"]);

    [Theory]
    [InlineData("heavytail-check", null, Passing, 0)]
    [InlineData("heavytail-check", null, Failing, 1)]
    [InlineData("heavytail-check", null, Passing + " " + Failing, 1)]
    [InlineData("heavytail-check", "--policy samples/ci/policy.yaml --", Failing, 1)]
    [InlineData("heavytail-check", "--fail-on never --", Failing, 0)]
    [InlineData("heavytail-check", null, "samples/ci/policy.yaml", 2)]
    [InlineData("heavytail-readable", null, Failing, 0)]
    [InlineData("heavytail-readable", null, "samples/ci/policy.yaml", 2)]
    public void A_hook_ends_as_the_check_does(string id, string? arguments, string files, int expected)
    {
        using var shell = new ToolShell { WithErrors = true };
        (int code, string output) = shell.Run($"{CommandOf(id, arguments)} {files}");
        Assert.True(code == expected, $"exit {code}\n{output}");
        Assert.Equal(id == "heavytail-check" && code != 0, output.Contains("check fails", StringComparison.Ordinal));
    }

    /// <summary>A name such as <c>--init=x.pt</c> would write a policy and check nothing.</summary>
    [Theory]
    [InlineData("heavytail-check", "--init=x.pt")]
    [InlineData("heavytail-check", "--policy=x.pt")]
    [InlineData("heavytail-readable", "--help.pt")]
    public void A_file_is_a_file_whatever_its_name(string id, string name)
    {
        using var folder = new TempFolder();
        File.Copy(Repository.Path(Failing), folder.File(name));
        using var shell = new ToolShell { WithErrors = true, Folder = folder.Path };
        (int code, string output) = shell.Run($"{CommandOf(id, null)} '{name}'");
        Assert.True(code == (id == "heavytail-check" ? 1 : 0), $"exit {code}\n{output}");
        Assert.Equal([name], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("model.safetensors", true)]
    [InlineData("resnet56-4bfd9763.th", true)]
    [InlineData("frozen.pb", true)]
    [InlineData("layer.npy", true)]
    [InlineData("runs/step-100.pt", true)]
    [InlineData("pytorch_model-00001-of-00002.bin", true)]
    [InlineData("weights.onnx", true)]
    [InlineData("data.bin", false)]
    [InlineData("scripts/train.py", false)]
    [InlineData("model.safetensors.index.json", false)]
    [InlineData("notes.ptx", false)]
    public void Hooks_take_the_files_of_weights(string file, bool expected) => Assert.All(
        s_hooks.Values, hook => Assert.Equal(expected, Regex.IsMatch(file, (string)hook["files"])));

    private static string CommandOf(string id, string? arguments) =>
        $"{s_hooks[id]["entry"]} {arguments ?? string.Join(' ', (List<object>)s_hooks[id]["args"])}";

    /// <summary>pre-commit splits files among processes otherwise, and each would have a result of its own.</summary>
    [Fact]
    public void A_hook_runs_once_for_all_files() =>
        Assert.All(s_hooks.Values, hook => Assert.Equal("true", hook["require_serial"]));
}
