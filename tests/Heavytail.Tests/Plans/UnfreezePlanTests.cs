using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Heavytail.Plans;
using Heavytail.Tests.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Heavytail.Tests.Plans;

/// <summary>Spectrum: its YAML to the byte, both layouts of its JSON, and the ratio by hand.</summary>
public sealed class UnfreezePlanTests
{
    private const string Folder = "reference/spectrum/";
    private const string Model = "snr_results_meta-llama-Meta-Llama-3.1-8B-Instruct";

    [Fact]
    public void The_YAML_is_that_of_Spectrum_to_the_byte()
    {
        var plan = UnfreezePlan.Create(PlanScores.FromFile(SharedData.Path(Folder + Model + ".json")));
        byte[] expected = File.ReadAllBytes(SharedData.Path(Folder + Model + "_unfrozenparameters_50percent.yaml"));
        Assert.Equal(expected, plan.Files.Single(file => file.Name == "spectrum").Content.ToArray());
        Assert.Equal("spectrum", plan.Files[0].Name);
    }

    [Fact]
    public void A_plan_that_trains_nothing_is_refused()
    {
        PlanLayer[] layers = [new("fc1", "fc1.weight", 1) { Score = 2 }, new("fc2", "fc2.weight", 1) { Score = 3 }];
        var error = Assert.Throws<PlanException>(() => UnfreezePlan.Create(layers));
        Assert.Contains("no layer would be trained: 50 %", error.Message, StringComparison.Ordinal);
        Assert.Equal("the largest type has one layer: choose 100 %", error.Hint);
        error = Assert.Throws<PlanException>(() => UnfreezePlan.Create(
            [new("a.0.fc", "a.0.fc.weight", 1) { Score = 2 }, new("a.1.fc", "a.1.fc.weight", 1) { Score = 3 }],
            new() { Percent = 49 }));
        Assert.Equal("the largest type has 2 layers: choose 50 % or more", error.Hint);
        Assert.All(UnfreezePlan.Create(layers, new() { Percent = 100 }).Rows, row => Assert.Equal(1, row.Allocation));
    }

    [Fact]
    public void The_flat_layout_that_axolotl_reads_gives_the_same_plan()
    {
        var grouped = UnfreezePlan.Create(PlanScores.FromFile(SharedData.Path(Folder + Model + ".json")));
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "flat.json");
        File.WriteAllBytes(path, grouped.Files.Single(file => file.Name == "axolotl").Content.ToArray());
        Assert.Contains("\"snr\": Infinity", File.ReadAllText(path), StringComparison.Ordinal);
        var flat = UnfreezePlan.Create(PlanScores.FromFile(path));
        Assert.Equal(Text(grouped, "spectrum"), Text(flat, "spectrum"));
    }

    [Fact]
    public void The_YAML_is_a_list_of_names_for_another_parser()
    {
        var plan = UnfreezePlan.Create(Types());
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text(plan, "spectrum")));
        var list = (YamlSequenceNode)yaml.Documents[0].RootNode["unfrozen_parameters"];
        Assert.Equal(
            ["^lm_head.weight$", "^model.embed_tokens.weight$", "m.layers.1.up", "m.layers.2.up", "m.layers.0.\"x\""],
            list.Select(item => ((YamlScalarNode)item).Value));
    }

    [Fact]
    public void The_expression_matches_the_trained_parameters_alone()
    {
        var plan = UnfreezePlan.Create(Types());
        string pattern = Text(plan, "ms-swift").TrimEnd('\n');
        string[] matched =
        [
            .. new[]
            {
                "lm_head.weight", "model.embed_tokens.weight", "m.layers.0.up.weight", "m.layers.1.up.weight",
                "m.layers.1.up.bias", "m.layers.11.up.weight", "mxlayers.1.up.weight", "m.layers.2.up.weight",
            }.Where(name => Regex.IsMatch(name, pattern)),
        ];
        Assert.Equal(
            [
                "lm_head.weight", "model.embed_tokens.weight", "m.layers.1.up.weight", "m.layers.1.up.bias",
                "m.layers.2.up.weight",
            ],
            matched);
    }

    [Fact]
    public void The_fraction_of_axolotl_is_explicit()
    {
        var plan = UnfreezePlan.Create(Types(), new UnfreezeOptions { Percent = 50, ModelName = "org/a_b" });
        Assert.Contains("spectrum_top_fraction: 0.5\n", Text(plan, "axolotl-config"), StringComparison.Ordinal);
        Assert.Contains(
            "snr_results_org-a-b.json",
            plan.Files.Single(file => file.Name == "axolotl").Use,
            StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Text(plan, "axolotl"));
        Assert.Equal(3, json.RootElement.GetProperty("m.layers.1.up").GetProperty("snr").GetDouble());
        Assert.Equal("up", json.RootElement.GetProperty("m.layers.1.up").GetProperty("type").GetString());
    }

    /// <summary>
    /// S = 1, 2, 3, 4, 10: quartiles 2 and 4, σ = 2/1.349, β = 1/4, ε = 1.5·σ = 2.2239: signal 17, noise 3, ratio
    /// 17/3/10.
    /// </summary>
    [Fact]
    public void The_ratio_follows_the_formula()
    {
        var found = SignalToNoise.Of([1, 2, 3, 4, 10], 5, 20);
        Assert.Equal(3 / 1.349, found.Threshold, 1e-12);
        Assert.Equal(3, found.Count);
        Assert.Equal(17 / 3.0 / 10, found.Ratio, 1e-12);
    }

    [Fact]
    public void A_single_singular_value_has_the_ratio_1() => Assert.Equal(1, SignalToNoise.Of([7.5], 1, 64).Ratio);

    private static PlanLayer[] Types() =>
    [
        Layer("m.layers.0.up", 1), Layer("m.layers.1.up", 3), Layer("m.layers.2.up", 2), Layer("m.layers.11.up", 0),
        Layer("m.layers.0.\"x\"", 5), Layer("m.layers.1.\"x\"", 4), Layer("m.layers.2.one", 1),
    ];

    private static PlanLayer Layer(string name, double score) => SparsityPlanTests.Scored(name, score);

    private static string Text(Plan plan, string file) =>
        Encoding.UTF8.GetString(plan.Files.Single(known => known.Name == file).Content.Span);
}
