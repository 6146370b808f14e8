using System.Text.Json.Nodes;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Check;

/// <summary>A check against a committed report: what drifts, what is missing, what is refused.</summary>
public sealed class BaselineTests : IDisposable
{
    private const string Model = "samples/fashion-mnist/batch-0064.safetensors";

    private readonly TempFolder _folder = new();
    private readonly string _path;

    public BaselineTests()
    {
        _path = _folder.File("baseline.json");
        Assert.Equal(0, Tool.Run("analyze", Model, "-q", "-o", _path).ExitCode);
    }

    [Fact]
    public void The_same_weights_do_not_fire() => Check(Model, 0, []);

    /// <summary>It was made on another day, perhaps on another CPU: no metric moved by more than rounding.</summary>
    [Fact]
    public void The_committed_baseline_is_still_that_of_its_model()
    {
        string policy = _folder.File("policy.yaml");
        string rules = string.Concat(new[] { "alpha", "alpha_ci_low", "log_norm", "num_spikes", "entropy" }.Select(
            metric => $"  - {{id: {metric}, metric: {metric}, change: 0.0001%}}\n"));
        File.WriteAllText(policy, $"rules:\n  - id: HT013\n  - id: HT014\n  - id: HT015\n{rules}");
        var result = Tool.Run("check", Model, "--policy", policy, "--baseline", "samples/ci/baseline.json");
        Assert.Equal((0, "check passes: 8 rules, no finding"), (result.ExitCode, result.Output.Split('\n')[0]));
    }

    [Fact]
    public void A_model_that_drifts_within_its_intervals_does_not_fire()
    {
        const string Other = "samples/fashion-mnist/batch-1024.safetensors";
        Check(Other, 0, []);
        Assert.NotEqual(Alphas(Model), Alphas(Other)); // it does drift
    }

    [Fact]
    public void Another_network_fires_where_the_intervals_are_apart()
    {
        var result = Check("samples/fashion-mnist/initial.safetensors", 1, ["HT011 fc2"]);
        Assert.Contains("the intervals do not overlap", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_missing_new_or_of_another_shape_is_reported()
    {
        Rewrite(layers =>
        {
            layers[0]!["name"] = "gone";
            layers[1]!["N"] = 33;
        });
        Check(Model, 1, ["HT013 gone", "HT015 conv2", "HT014 conv1"]);
    }

    [Fact]
    public void A_layer_that_this_check_leaves_out_is_not_missing() => Check(Model, 0, [], "--layers", "fc*");

    [Fact]
    public void A_change_beyond_its_limit_fires_and_one_within_does_not()
    {
        Rewrite(layers => layers[2]!["log_norm"] = layers[2]!["log_norm"]!.GetValue<double>() * 1.04);
        string policy = _folder.File("policy.yaml");
        foreach (var (limit, fired) in new[] { ("5%", Array.Empty<string>()), ("3%", ["norm fc1"]) })
        {
            File.WriteAllText(
                policy,
                $"baseline: baseline.json\nrules:\n  - {{id: norm, metric: log_norm, change: {limit}}}\n");
            var result = Tool.Run("check", Model, "--policy", policy, "-f", "csv");
            Assert.Equal(fired, Fired(result.Output));
        }
    }

    [Fact]
    public void A_rule_of_a_baseline_does_not_pass_without_one()
    {
        string policy = _folder.File("policy.yaml");
        File.WriteAllText(policy, "rules:\n  - id: HT011\n");
        var result = Tool.Run("check", Model, "--policy", policy);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("compares with a baseline, and none is given", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_that_no_rule_looks_at_is_refused()
    {
        string policy = _folder.File("policy.yaml");
        File.WriteAllText(policy, "rules:\n  - id: HT004\n");
        var result = Tool.Run("check", Model, "--policy", policy, "--baseline", _path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no rule of", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--convention", "nature2021", "convention")]
    [InlineData("--precision", "single", "precision")]
    [InlineData("--compat", "weightwatcher", "compat")]
    public void A_baseline_of_other_options_is_refused(string option, string value, string name)
    {
        var result = Tool.Run("check", Model, "--baseline", _path, option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"it was made with {name}", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Alphas(string path) =>
        Tool.Run("analyze", path, "--columns", "alpha", "-f", "csv").Output;

    private static string[] Fired(string csv) =>
    [
        .. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))
            .Where(cells => cells[1] is not "HT003" and not "HT007").Select(cells => $"{cells[1]} {cells[4]}"),
    ];

    private ToolResult Check(string model, int code, string[] fired, params string[] more)
    {
        var result = Tool.Run(["check", model, "--baseline", _path, "-f", "csv", .. more]);
        Assert.Equal(fired, Fired(result.Output));
        Assert.Equal(code, result.ExitCode);
        return result;
    }

    private void Rewrite(Action<JsonArray> change)
    {
        var report = JsonNode.Parse(File.ReadAllText(_path))!;
        change(report["models"]![0]!["layers"]!.AsArray());
        File.WriteAllText(_path, report.ToJsonString());
    }
}
