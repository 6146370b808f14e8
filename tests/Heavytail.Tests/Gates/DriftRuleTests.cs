using Xunit;

namespace Heavytail.Tests.Gates;

/// <summary>Where an interval of alpha and that of the baseline are apart, to the last bit.</summary>
public sealed class DriftRuleTests
{
    private const string Layer = "fc1";

    private static readonly ModelAnalysis s_model = SampleModels.Find("batch-0016");

    private static readonly (double Low, double High) s_now = Interval();

    public static TheoryData<double, double, bool> Cases => new()
    {
        { s_now.Low, s_now.High, false },
        { s_now.High, s_now.High + 1, false }, // they touch
        { Math.BitIncrement(s_now.High), s_now.High + 1, true },
        { s_now.Low - 1, s_now.Low, false },
        { s_now.Low - 1, Math.BitDecrement(s_now.Low), true },
        { s_now.Low - 5, s_now.High + 5, false }, // one is inside of the other
        { (s_now.Low + s_now.High) / 2, (s_now.Low + s_now.High) / 2, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_fires_where_the_intervals_have_no_value_in_common(double low, double high, bool fires)
    {
        var baseline = SampleModels.Baseline(s_model, report =>
        {
            var layer = SampleModels.Layer(report, Layer);
            layer["alpha_ci_low"] = low;
            layer["alpha_ci_high"] = high;
        });
        var result = SampleModels.Check(s_model, baseline, SampleModels.Rule("HT011"));
        Assert.Equal(fires ? [Layer] : [], result.Findings.Select(finding => finding.Layer));
    }

    [Fact]
    public void Of_two_trained_samples_none_has_drifted_beyond_its_intervals()
    {
        foreach (string before in SampleModels.Trained)
        {
            var baseline = SampleModels.Baseline(SampleModels.Find(before));
            foreach (string now in SampleModels.Trained)
            {
                var result = SampleModels.Check(SampleModels.Find(now), baseline, SampleModels.Rule("HT011"));
                Assert.Empty(result.Findings);
                Assert.InRange(result.Tallies[0].Judged, 4, 5);
            }
        }
    }

    [Fact]
    public void Without_an_interval_it_is_alpha_and_three_sigma()
    {
        var verdict = ModelVerdictOf(Layer);
        double sigma = verdict.Sigma!.Value;
        foreach (var (sigmas, fires) in new[] { (2.99, false), (3.01, true) })
        {
            double alpha = s_now.High + (sigmas * sigma);
            var baseline = SampleModels.Baseline(s_model, report =>
            {
                var layer = SampleModels.Layer(report, Layer);
                layer["alpha"] = alpha;
                layer["alpha_ci_low"] = null;
                layer["alpha_ci_high"] = null;
            });
            var result = SampleModels.Check(s_model, baseline, SampleModels.Rule("HT011"));
            Assert.Equal(fires ? 1 : 0, result.Findings.Count);
        }
    }

    [Fact]
    public void A_layer_that_looks_random_in_both_is_not_judged()
    {
        var model = SampleModels.Find("initial");
        var apart = SampleModels.Baseline(model, report =>
        {
            var layer = SampleModels.Layer(report, Layer);
            layer["alpha_ci_low"] = 1000;
            layer["alpha_ci_high"] = 1001;
        });
        var result = SampleModels.Check(model, apart, SampleModels.Rule("HT011"));
        Assert.Equal((0, 0), (result.Findings.Count, result.Tallies[0].Judged));
        Assert.Single(result.Idle);
    }

    [Fact]
    public void The_farthest_comes_first()
    {
        var baseline = SampleModels.Baseline(s_model, report =>
        {
            foreach (var (name, low) in new[] { ("fc2", 50), ("fc1", 100), ("conv2", 75) })
            {
                var layer = SampleModels.Layer(report, name);
                layer["alpha_ci_low"] = low;
                layer["alpha_ci_high"] = low + 1;
            }
        });
        Assert.Equal(
            ["fc1", "conv2", "fc2"],
            SampleModels.Check(s_model, baseline, SampleModels.Rule("HT011")).Findings.Select(found => found.Layer));
    }

    private static LayerVerdict ModelVerdictOf(string name) => LayerVerdict.From(
        s_model.Layers.First(row => row.Name == name), s_model.Options.Method.Convention);

    private static (double Low, double High) Interval() => ModelVerdictOf(Layer).Interval!.Value;
}
