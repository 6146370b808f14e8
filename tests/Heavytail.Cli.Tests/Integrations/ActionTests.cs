using System.Text.Json;
using System.Text.RegularExpressions;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Integrations;

/// <summary>
/// The steps of <c>action.yml</c>, run by <c>eng/run-action</c> as GitHub would: inputs, annotations, summary, outputs.
/// </summary>
public sealed class ActionTests : IDisposable
{
    private const string Passing = "samples/fashion-mnist/batch-0016.safetensors";
    private const string Failing = "samples/fashion-mnist/initial.safetensors";
    private const string Python = "/usr/bin/python3";

    private readonly TempFolder _folder = new();

    [Fact]
    public void A_passing_model_has_its_warnings_as_annotations_and_a_summary()
    {
        var job = Run(("paths", Passing));
        Assert.Equal(0, job.Code);
        Assert.Equal(("pass", "0"), (job.Output("result"), job.Output("exit-code")));
        Assert.Equal(["warning", "warning", "warning", "notice"], job.Levels);
        Assert.All(job.Files[..3], file => Assert.Equal(Passing, file));
        Assert.Contains("Check passes: 3 warnings", job.Summary, StringComparison.Ordinal);
        Assert.EndsWith("check.json", job.Output("report"), StringComparison.Ordinal);
        Assert.EndsWith("check.sarif", job.Output("sarif"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_model_fails_the_step_and_the_outputs_say_so()
    {
        var job = Run(("paths", $"{Passing}\n{Failing}\n"), ("policy", "samples/ci/policy.yaml"));
        Assert.Equal(1, job.Code);
        Assert.Equal(("fail", "1"), (job.Output("result"), job.Output("exit-code")));
        Assert.Contains("error", job.Levels);
        Assert.Contains("HT003", job.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_reach_the_check()
    {
        Assert.Equal("pass", Run(("paths", Failing), ("fail-on", "never")).Output("result"));
        Assert.Equal("fail", Run(("paths", Passing), ("fail-on", "warning")).Output("result"));
        Assert.Equal("fail", Run(("paths", Passing), ("options", "--max=alpha=1\n--uncertain")).Output("result"));
        string report = _folder.File("junit.xml");
        var job = Run(
            ("paths", "fashion-mnist/initial.safetensors"), ("working-directory", "samples"),
            ("baseline", "ci/baseline.json"), ("reports", report), ("summary", "false"));
        Assert.Equal("fail", job.Output("result"));
        Assert.Contains("HT011", job.Log, StringComparison.Ordinal);
        Assert.Equal("", job.Summary);
        Assert.StartsWith("<?xml", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paths", "missing.safetensors", "")]
    [InlineData("paths", "\n", "`paths` names no file")]
    [InlineData("policy", "missing.yaml", "missing.yaml")]
    [InlineData("fail-on", "sometimes", "sometimes")]
    [InlineData("options", "--help", "nothing was checked")]
    [InlineData("summary", "no", "`summary` is true or false")]
    public void What_cannot_be_checked_is_an_error(string input, string value, string reason)
    {
        var job = Run(input == "paths" ? [(input, value)] : [("paths", Passing), (input, value)]);
        Assert.Equal(2, job.Code);
        Assert.Equal(("error", "2"), (job.Output("result"), job.Output("exit-code")));
        Assert.Contains("error", job.Levels);
        Assert.Matches($"(?m)^::error .*{Regex.Escape(reason)}", job.Log);
    }

    /// <summary>A pull request can name its files as it likes.</summary>
    [Theory]
    [InlineData("paths")]
    [InlineData("policy")]
    [InlineData("baseline")]
    [InlineData("fail-on")]
    [InlineData("version")]
    [InlineData("tool")]
    public void An_input_is_never_run(string input)
    {
        string mark = _folder.File("mark");
        foreach (string value in new[]
        {
            $"$(touch {mark}) `touch {mark}` \"; touch {mark}; \"", $"'; touch {mark}; '\n::add-mask::x",
        })
        {
            (string, string)[] inputs = input == "paths" ? [(input, value)] : [("paths", Passing), (input, value)];
            var job = Run(withTool: input is not ("tool" or "version"), inputs);
            Assert.Equal(2, job.Code);
            Assert.False(File.Exists(mark), $"{input} = {value} was run");
            Assert.DoesNotContain("\n::add-mask", job.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_release_is_downloaded_where_its_sums_agree()
    {
        string release = Release("1.2.3");
        string server = $"GITHUB_SERVER_URL=file://{_folder.Path}";
        Assert.Equal(0, Run(["-e", server, "-i", "version=1.2.3", "-i", $"paths={Passing}"]).Code);
        Assert.Equal(0, Run(["-e", server, "--ref", "v1.2.3", "-i", $"paths={Passing}"]).Code);

        var missing = Run(["-e", server, "-i", "version=1.2.4", "-i", $"paths={Passing}"]);
        Assert.Equal(2, missing.Code);
        Assert.Contains("is there a release 1.2.4?", missing.Log, StringComparison.Ordinal);

        foreach (string archive in Directory.GetFiles(release, "*.tar.gz"))
        {
            File.AppendAllText(archive, "more");
        }

        var changed = Run(["-e", server, "-i", "version=v1.2.3", "-i", $"paths={Passing}"]);
        Assert.Equal(2, changed.Code);
        Assert.Contains("SHA256SUMS has", changed.Log, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A release whose program is a script that starts the built tool.</summary>
    private string Release(string version)
    {
        string folder = _folder.File($"OWNER/heavytail/releases/download/v{version}");
        Directory.CreateDirectory(folder);
        using var shell = new ToolShell { Folder = folder };
        (int code, string output) = shell.Run($"""
            set -e
            for platform in linux-x64 linux-arm64; do
                mkdir heavytail-{version}-$platform
                cp "$(command -v heavytail)" heavytail-{version}-$platform/heavytail
                tar -czf heavytail-{version}-$platform.tar.gz heavytail-{version}-$platform
            done
            sha256sum *.tar.gz > SHA256SUMS
            """);
        Assert.True(code == 0, output);
        return folder;
    }

    private Job Run(params (string Name, string Value)[] inputs) => Run(withTool: true, inputs);

    private Job Run(bool withTool, (string Name, string Value)[] inputs) => Run(
    [
        .. inputs.SelectMany(input => new[] { "-i", $"{input.Name}={input.Value}" }),
        .. withTool ? new[] { "-i", "tool=heavytail" } : [],
    ]);

    private Job Run(string[] arguments)
    {
        using var shell = new ToolShell { WithErrors = true };
        Assert.SkipUnless(shell.Has($"{Python} -c 'import yaml'"), "needs python3 with PyYAML");
        string result = _folder.File("result.json");
        string words = string.Concat(arguments.Select(
            argument => $" '{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        (int code, string output) = shell.Run($"{Python} eng/run-action --json '{result}'{words}");
        Assert.True(File.Exists(result), output);
        using var document = JsonDocument.Parse(File.ReadAllText(result));
        return new Job(code, output, document.RootElement.Clone());
    }

    /// <summary>What a run of the action left.</summary>
    private sealed record Job(int Code, string Log, JsonElement Result)
    {
        public string Summary => Result.GetProperty("summary").GetString()!;

        public string[] Levels => [.. Annotations.Select(one => one.GetProperty("level").GetString()!)];

        public string[] Files =>
        [
            .. Annotations.Select(one => one.TryGetProperty("file", out var file) ? file.GetString()! : ""),
        ];

        private IEnumerable<JsonElement> Annotations => Result.GetProperty("annotations").EnumerateArray();

        public string Output(string name) => Result.GetProperty("outputs").GetProperty(name).GetString()!;
    }
}
