using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Heavytail.Tests.Support;
using Xunit;
using YamlDotNet.RepresentationModel;
using static Heavytail.Tests.Plans.SparsityPlanTests;

namespace Heavytail.Tests.Plans;

/// <summary>Multipliers, experts, ranks, merges and layers: what their formulas leave open, and their files.</summary>
public sealed class OtherPlanTests
{
    [Fact]
    public void The_ends_and_small_layers_keep_the_multiplier_1()
    {
        PlanLayer[] layers =
        [
            Scored("first", 9) with { Eigenvalues = 64 }, Scored("a", 2) with { Eigenvalues = 64 },
            Scored("small", 8) with { Eigenvalues = 49 }, Scored("b", 4) with { Eigenvalues = 50 },
            Scored("none", 0) with { Score = null }, Scored("last", 1),
        ];
        var plan = MultiplierPlan.ForLearningRate(layers);
        Assert.Equal([1, 0.5, 1, 1.5, 1, 1], plan.Rows.Select(row => row.Allocation));
        Assert.Equal("fewer than 50 eigenvalues: unchanged", plan.Rows[2].Why);
        Assert.StartsWith(
            "layers of fewer than 50 eigenvalues keep 1: 1 of them", plan.Notes[1], StringComparison.Ordinal);
    }

    /// <summary>
    /// PyTorch is not needed to run it: any object with named_parameters does, and torch itself where it is installed.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_groups_of_the_snippet_hold_every_parameter_once(bool withTorch)
    {
        PlanLayer[] layers =
        [
            new("module.a", "module.a.weight", 1) { Score = 1 }, new("module.b", "module.b.weight", 1) { Score = 3 },
        ];
        var plan = MultiplierPlan.ForLearningRate(layers, new MultiplierOptions { IncludesEnds = true });
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "groups.py"), Text(plan, "torch"));
        string model = withTorch
            ? "import torch\nm = torch.nn.Sequential()\n"
                + "for n in 'abc': m.add_module(n, torch.nn.Linear(3, 3))\n"
                + "torch.optim.AdamW(g.param_groups(m, lr=0.1))\n"
                + "names = {id(p): n for n, p in m.named_parameters()}\n"
            : "class P:\n requires_grad = True\n"
                + "class M:\n ps = {n + s: P() for n in 'abc' for s in ('.weight', '.bias')}\n"
                + " def named_parameters(self): return self.ps.items()\n"
                + "m = M()\nnames = {id(p): n for n, p in m.named_parameters()}\n";
        string script = "import groups as g\n" + model
            + "for x in g.param_groups(m, lr=0.1):\n"
            + " print(round(x['lr'], 6), *[names[id(p)] for p in x['params']])\n"
            + "m2 = type('E', (), {'named_parameters': lambda self: []})()\n"
            + "try: g.param_groups(m2, lr=0.1)\n"
            + "except KeyError as e: print(e.args[0])\n";
        var (code, output, error) = Python(folder, script);
        Assert.SkipWhen(code == -1, "no python3 on this machine");
        Assert.SkipWhen(withTorch && error.Contains("No module named 'torch'", StringComparison.Ordinal), "no torch");
        Assert.True(
            output == "0.05 a.weight a.bias\n0.1 c.weight c.bias\n0.15 b.weight b.bias\n"
                + "the model lacks 2 planned parameters, such as a.weight\n",
            output + error);
    }

    /// <summary>
    /// β = 1, T = 7 of 1, 1, 2, 4: shares 0.875, 0.875, 1.75, 3.5 round to 1, 1, 2, 4 (half to even), one too many.
    /// The largest excess over its share is that of the last, 0.5. The published repair takes it where power less
    /// number is largest, 0 for all of them, so from the first.
    /// </summary>
    [Theory]
    [InlineData(false, 1, 1, 2, 3)]
    [InlineData(true, 0, 1, 2, 4)]
    public void The_sum_of_experts_is_exact(bool isPublished, params int[] expected)
    {
        PlanLayer[] layers = [Scored("a", 1), Scored("b", 1), Scored("c", 2), Scored("d", 4)];
        var plan = ExpertPlan.Create(
            layers, new ExpertOptions { Beta = 1, Total = 7, IsPublishedRepair = isPublished });
        Assert.Equal(expected, plan.Rows.Select(row => (int)row.Allocation));
    }

    [Fact]
    public void The_sum_of_experts_is_exact_for_every_total()
    {
        PlanLayer[] layers = [.. new[] { 2.1, 3.7, 9.4, 2.2, 5.0 }.Select((score, i) => Scored($"l{i}", score))];
        for (int total = 5; total < 60; total++)
        {
            int[] experts = [.. ExpertPlan.Create(layers, new ExpertOptions { Total = total }).Rows
                .Select(row => (int)row.Allocation)];
            Assert.Equal(total, experts.Sum());
            Assert.True(experts.Min() >= 1);
        }

        Assert.StartsWith("4 experts are fewer than the 5 blocks", Assert.Throws<PlanException>(
            () => ExpertPlan.Create(layers, new ExpertOptions { Total = 4 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_patterns_of_PEFT_match_their_modules_and_keep_alpha_over_r()
    {
        PlanLayer[] layers = [Scored("model.layers.1.q_proj", 2), Scored("model.layers.11.q_proj", 4)];
        var plan = ExpertPlan.Create(layers, new ExpertOptions { Total = 8, Rank = 4, LoraAlpha = 12 });
        using var json = JsonDocument.Parse(Text(plan, "peft"));
        Assert.Equal(
            ["r", "lora_alpha", "rank_pattern", "alpha_pattern"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        var ranks = json.RootElement.GetProperty("rank_pattern");
        var alphas = json.RootElement.GetProperty("alpha_pattern");
        foreach (var row in plan.Rows)
        {
            string name = "base_model.model." + row.Layer.Name;
            var rank = ranks.EnumerateObject().Single(pattern => Regex.IsMatch(name, $@"^(.*\.)?({pattern.Name})$"));
            Assert.Equal(4 * row.Allocation, rank.Value.GetInt32());
            Assert.Equal(3 * rank.Value.GetInt32(), alphas.GetProperty(rank.Name).GetInt32());
        }
    }

    [Fact]
    public void Weights_of_a_merge_turn_the_scores_around()
    {
        PlanLayer[] layers = [.. new[] { 2.0, 6, 3 }.Select((score, i) => Scored($"model.layers.{i}.q_proj", score))];
        var plan = MergePlan.Create(
            layers, new MergeOptions { Low = 0.2, High = 0.8, ModelName = "a: b", OtherName = "c" });
        Assert.Equal([0.8, 0.2, 0.65], plan.Rows.Select(row => row.Allocation));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text(plan, "mergekit")));
        var models = (YamlSequenceNode)yaml.Documents[0].RootNode["models"];
        Assert.Equal(["a: b", "c"], models.Select(model => ((YamlScalarNode)model["model"]).Value));
        Assert.Equal(
            [["0.8", "0.2", "0.65"], ["0.2", "0.8", "0.35"]],
            models.Select(model => ((YamlSequenceNode)model["parameters"]["weight"])
                .Select(item => ((YamlScalarNode)item).Value!).ToArray()).ToArray());
    }

    [Fact]
    public void A_model_without_a_stack_has_weights_and_no_file_for_mergekit()
    {
        var plan = MergePlan.Create([Scored("a", 1), Scored("b", 2)]);
        Assert.Empty(plan.Files);
        Assert.Equal("mergekit", Assert.Single(plan.Refused).Name);
    }

    [Fact]
    public void Probabilities_of_layers_are_shares_of_the_mean_norms()
    {
        PlanLayer[] layers =
        [
            Scored("m.0.a", 1), Scored("m.0.b", 3), Scored("m.1.a", 4), Scored("m.1.b", 8), Scored("m.2.a", 2),
        ];
        var plan = LayersPlan.Create(layers);
        Assert.Equal([0.2, 0.2, 0.6, 0.6, 0.2], plan.Rows.Select(row => Math.Round(row.Allocation, 12)));
        Assert.Equal("2\n6\n2\n", Text(plan, "owlore"));
    }

    [Fact]
    public void Ranks_are_shares_of_the_singular_values()
    {
        PlanLayer[] layers =
        [
            Scored("a", 0.5) with { Eigenvalues = 9 }, Scored("b", 0) with { Eigenvalues = 64 },
            Scored("c", 1) with { Eigenvalues = 75, Slices = 25 }, Scored("d", 0.5),
        ];
        var plan = RankPlan.Create(layers, "by hand");
        Assert.Equal([4, 1, 75], plan.Rows.Select(row => (int)row.Allocation));
        Assert.Equal("75 of 75 singular values, 3 in each of 25 slices", plan.Rows[2].Why);
        Assert.Contains(plan.Notes, note => note.EndsWith(": d", StringComparison.Ordinal));
        Assert.StartsWith("`x` has the score 1.500", Assert.Throws<PlanException>(() => RankPlan.Create(
            [Scored("x", 1.5) with { Eigenvalues = 4 }], "by hand")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_of_a_real_model_are_counts_of_its_spectra()
    {
        using var checkpoint = Checkpoint.Open(Repository.Path("samples/fashion-mnist/batch-0016.safetensors"));
        var model = Analyzer.Analyze(
            checkpoint,
            PlanScores.Needed(new AnalysisOptions(), "num_spikes"),
            cancellation: TestContext.Current.CancellationToken);
        var layers = model.Layers.ToDictionary(layer => layer.Name);
        Check(RankMethod.Spikes, layer => (long?)layer["num_spikes"]);
        Check(RankMethod.Tail, layer => (long?)layer["num_pl_spikes"]);
        Check(RankMethod.Percent, layer => (long)(0.3 * layer.Layer.EigenvalueCount));

        void Check(RankMethod method, Func<LayerAnalysis, long?> count)
        {
            var plan = RankPlan.Create(RankPlan.Scores(model, method, 30), "");
            Assert.Equal(layers.Values.Count(layer => count(layer) is not null), plan.Rows.Count);
            Assert.All(plan.Rows, row => Assert.Equal(
                Math.Max(1, count(layers[row.Layer.Name])!.Value), row.Allocation));
        }
    }

    [Fact]
    public void The_variance_of_the_weights_is_that_of_two_passes()
    {
        float[] weights = [.. Enumerable.Range(0, 64 * 48).Select(i => (float)Math.Sin(i) + 3)];
        double mean = weights.Average(weight => (double)weight);
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "w.npy");
        WriteMatrix(path, weights, 64, 48);
        using var checkpoint = Checkpoint.Open(path);
        var model = Analyzer.Analyze(
            checkpoint,
            PlanScores.Needed(new AnalysisOptions(), PlanScores.MedianAlpha, variance: true),
            cancellation: TestContext.Current.CancellationToken);
        var layer = Assert.Single(PlanScores.From(model, PlanScores.MedianAlpha));
        Assert.Equal(weights.Average(weight => (weight - mean) * (weight - mean)), layer.Variance!.Value, 1e-12);
    }

    private static void WriteMatrix(string path, float[] weights, int rows, int columns)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}";
        header = header.PadRight(128 - 10 - 1) + "\n";
        using var file = new BinaryWriter(File.Create(path));
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        file.Write((ushort)header.Length);
        file.Write(Encoding.ASCII.GetBytes(header));
        foreach (float weight in weights)
        {
            file.Write(weight);
        }
    }

    private static (int Code, string Output, string Error) Python(TempFolder folder, string script)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script])
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string output = python.StandardOutput.ReadToEnd();
            string error = python.StandardError.ReadToEnd();
            python.WaitForExit();
            return (python.ExitCode, output.ReplaceLineEndings("\n"), error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", "");
        }
    }

    private static string Text(Plan plan, string file) =>
        Encoding.UTF8.GetString(plan.Files.Single(known => known.Name == file).Content.Span);
}
