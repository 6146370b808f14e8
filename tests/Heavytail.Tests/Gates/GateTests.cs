using Xunit;

namespace Heavytail.Tests.Gates;

/// <summary>Rules about one model: limits to the last bit, words, shares, and what cannot be followed.</summary>
public sealed class GateTests
{
    private static readonly ModelAnalysis s_model = SampleModels.Find("batch-0016");

    [Theory]
    [InlineData("num_spikes")]
    [InlineData("log_norm")]
    [InlineData("M")]
    public void A_limit_is_allowed_itself(string metric)
    {
        double[] values = [.. s_model.Layers.Select(row => Value(row, metric)).OfType<double>()];
        var rule = SampleModels.Rule("HT009") with { Metric = metric };
        Assert.Empty(SampleModels.Check(s_model, null, rule with { Max = values.Max(), Min = values.Min() }).Findings);
        var above = SampleModels.Check(s_model, null, rule with { Max = Math.BitDecrement(values.Max()) });
        Assert.Equal(values.Max(), Assert.Single(above.Findings).Value);
        var below = SampleModels.Check(s_model, null, rule with { Min = Math.BitIncrement(values.Min()) });
        Assert.Equal(values.Min(), Assert.Single(below.Findings.DistinctBy(finding => finding.Value)).Value);
    }

    /// <summary>Only an interval that is beyond a limit as a whole is a finding.</summary>
    [Fact]
    public void The_end_of_an_interval_decides_unless_the_value_is_asked_for()
    {
        var row = s_model.Layers.First(layer => layer.Name == "fc1");
        var (low, high) = LayerVerdict.From(row, s_model.Options.Method.Convention).Interval!.Value;
        double alpha = row["alpha"]!.Value;
        var rule = SampleModels.Rule("HT009") with { Metric = "alpha", Layers = ["fc1"] };
        Assert.Equal(0, Count(rule with { Max = low }));
        Assert.Equal(1, Count(rule with { Max = Math.BitDecrement(low) }));
        Assert.Equal(0, Count(rule with { Min = high }));
        Assert.Equal(1, Count(rule with { Min = Math.BitIncrement(high) }));
        var asked = rule with { FailsWhereUncertain = true };
        Assert.Equal(0, Count(asked with { Max = alpha }));
        Assert.Equal(1, Count(asked with { Max = Math.BitDecrement(alpha) }));
        Assert.Equal(1, Count(asked with { Min = Math.BitIncrement(alpha) }));
    }

    [Fact]
    public void Words_are_allowed_or_not()
    {
        var rule = SampleModels.Rule("HT009") with { Metric = "label" };
        Assert.Equal(["conv1"], Layers(rule with { Not = ["random-like"] }));
        Assert.Equal(["conv2", "fc1", "fc2", "fc3"], Layers(rule with { Only = ["random-like", "inside"] }));
        Assert.Empty(Layers(rule with { Only = ["random-like", "uncertain"] }));
    }

    [Fact]
    public void A_mean_of_the_model_is_that_of_its_summary()
    {
        double mean = s_model.Summary["alpha"]!.Value;
        var rule = SampleModels.Rule("HT010") with { Metric = "model.alpha" };
        Assert.Equal(0, Count(rule with { Max = mean }));
        Assert.Equal(1, Count(rule with { Max = Math.BitDecrement(mean) }));
        Assert.Equal(1, Count(SampleModels.Rule("HT010") with { Metric = "model.random_like", Max = 0 }));
    }

    [Fact]
    public void A_share_of_random_layers_is_that_of_the_verdict()
    {
        var rule = SampleModels.Rule("HT003");
        Assert.Equal(0, Count(rule));
        Assert.Equal(0, Count(rule with { Max = 0.2 })); // 1 of 5
        Assert.Equal(1, Count(rule with { Max = 0.19 }));
        Assert.Single(SampleModels.Check(SampleModels.Find("initial"), null, rule).Findings);
    }

    [Fact]
    public void Labels_are_those_of_the_report()
    {
        foreach (string name in SampleModels.Trained.Append("initial"))
        {
            var model = SampleModels.Find(name);
            var verdict = ModelVerdict.From(model);
            int Count(string id) => SampleModels.Check(model, null, SampleModels.Rule(id)).Findings.Count;
            Assert.Equal(
                (verdict.OverTrained, verdict.UnderTrained, verdict.Uncertain),
                (Count("HT004"), Count("HT005"), Count("HT008")));
        }
    }

    [Fact]
    public void Asked_for_uncertain_layers_count_by_alpha_alone_but_for_random_ones()
    {
        var rule = SampleModels.Rule("HT005");
        foreach (var model in SampleModels.Trained.Select(SampleModels.Find))
        {
            string[] expected =
            [
                .. model.Layers.Select(row => LayerVerdict.From(row, model.Options.Method.Convention))
                    .Where(verdict => verdict.Alpha > 6 && verdict.Label != LayerLabel.RandomLike)
                    .Select(verdict => verdict.Row.Name),
            ];
            var result = SampleModels.Check(model, null, rule with { FailsWhereUncertain = true });
            Assert.Equal(expected.Order(), result.Findings.Select(finding => finding.Layer!).Order());
        }
    }

    [Fact]
    public void A_rule_that_is_there_twice_is_refused()
    {
        var rule = SampleModels.Rule("HT007");
        new GatePolicy([rule, rule with { Max = 2 }, rule with { Layers = ["fc*"] }]).Check();
        var error = Assert.Throws<PolicyException>(
            () => new GatePolicy([rule, SampleModels.Rule("HT006"), rule with { Level = FindingLevel.Note }]).Check());
        Assert.Contains("`HT007`: it is there twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Traps_and_ranks_are_those_of_the_report()
    {
        var traps = SampleModels.Check(s_model, null, SampleModels.Rule("HT007"));
        Assert.Equal(
            s_model.Layers.Where(row => row["num_traps"] > 0 && row.Metrics.Traps!.Cause != TrapCause.HeavyTail)
                .OrderByDescending(row => row["num_traps"])
                .Select(row => (row.Name, row["num_traps"])),
            traps.Findings.Select(finding => (finding.Layer!, finding.Value)));
        Assert.Equal(1, Count(SampleModels.Rule("HT007") with { Max = 1 }));
        Assert.Equal(0, Count(SampleModels.Rule("HT006")));
        double most = s_model.Layers.Max(row => row["rank_loss"] ?? 0);
        Assert.Equal(most > 0 ? 1 : 0, Count(SampleModels.Rule("HT006") with { Max = 0 }));
    }

    [Fact]
    public void A_rule_that_needs_a_baseline_is_refused_without_one() => Assert.Throws<PolicyException>(
        () => SampleModels.Check(s_model, null, SampleModels.Rule("HT011")));

    [Fact]
    public void Every_metric_that_can_be_named_can_be_checked()
    {
        foreach (string name in GateMetrics.Names)
        {
            var rule = GateMetrics.IsOfModel(name) ? SampleModels.Rule("HT010") : SampleModels.Rule("HT009");
            rule = GateMetrics.HasWords(name)
                ? rule with { Metric = name, Not = [FirstWord(name)] }
                : rule with { Metric = name, Max = 1e300 };
            new GatePolicy([rule]).Check();
            if (MeasureCatalog.Owner(name) is null || MetricTable.BuiltIn.Contains(name))
            {
                Assert.Single(SampleModels.Check(s_model, null, rule).Tallies);
            }
        }
    }

    private static string FirstWord(string name) => name switch
    {
        "label" => "inside",
        "warning" => "over-trained",
        "status" => "failed",
        _ => MeasureCatalog.Metrics.Contains(name) ? MeasureCatalog.Metrics.Find(name).Words[0] : "x",
    };

    private static double? Value(LayerAnalysis row, string metric) =>
        metric == "M" ? s_model.Options.Method.Convention.Shape(row.Layer).M : row[metric];

    private static int Count(GateRule rule) => SampleModels.Check(s_model, null, rule).Findings.Count;

    private static IEnumerable<string> Layers(GateRule rule) =>
        SampleModels.Check(s_model, null, rule).Findings.Select(finding => finding.Layer!);
}
