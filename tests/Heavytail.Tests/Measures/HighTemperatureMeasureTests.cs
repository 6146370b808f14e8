using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>The columns of <c>--measure htmp</c>.</summary>
public sealed class HighTemperatureMeasureTests
{
    /// <summary>Elements with P(|w| > x) ~ x^−μ have eigenvalues with the tail λ^−(1 + μ/2) (Soshnikov 2004).</summary>
    [Fact]
    public void Heavy_weights_have_a_power_law_whatever_threads_and_scale()
    {
        double[] weights = Matrices.Pareto(4, 300, 150, 1.5).Data;
        var row = Analyze(weights, [300, 150]);
        Assert.Equal(HighTemperatureForm.Inverse, row.Metrics.HighTemperature!.Form);
        Assert.Equal("inverse", row.Metrics.HighTemperature.Form.Word());
        Assert.Equal(1.75, row["htmp_alpha"]!.Value, 0.15);
        Assert.True(row["htmp_gain"] > 0);
        Assert.Equal(row.Metrics.HighTemperature, Analyze(weights, [300, 150], threads: 3).Metrics.HighTemperature);
        foreach (double scale in new[] { 1e-6, 1e6 })
        {
            var other = Analyze([.. weights.Select(value => value * scale)], [300, 150]);
            Close.Assert(row["htmp_alpha"], other["htmp_alpha"], 1e-3, "alpha");
            Close.Assert(row["htmp_kappa"], other["htmp_kappa"], 1e-3, "kappa");
            Close.Assert(row["htmp_D"], other["htmp_D"], 1e-3, "D");
            Close.Assert(row["htmp_scale"] * scale * scale, other["htmp_scale"], 1e-3, "scale");
        }
    }

    [Fact]
    public void Noise_has_no_kappa_and_no_alpha()
    {
        var row = Analyze(SplitMix.Normals(7, 200 * 100), [200, 100]);
        Assert.Equal("mp-law", row.Metrics.HighTemperature!.Form.Word());
        Assert.Equal(2, row["htmp_gamma"]!.Value, 0.2);
        Assert.Equal(0, row["htmp_gain"]);
        Assert.Null(row["htmp_kappa"]);
        Assert.Null(row["htmp_alpha"]);
    }

    /// <summary>Zeros are left out: the other eigenvalues decide.</summary>
    [Fact]
    public void Zeros_are_left_out()
    {
        double[] weights = SplitMix.Normals(7, 200 * 100);
        double[] wider = new double[200 * 130];
        for (int k = 0; k < 200; k++)
        {
            weights.AsSpan(k * 100, 100).CopyTo(wider.AsSpan(k * 130));
        }

        var (row, same) = (Analyze(weights, [200, 100]), Analyze(wider, [200, 130]));
        Close.Assert(row["htmp_gamma"], same["htmp_gamma"], 1e-3, "gamma");
        Close.Assert(row["htmp_D"], same["htmp_D"], 1e-3, "D");
    }

    [Fact]
    public void A_small_layer_has_none() =>
        Assert.Null(Analyze(SplitMix.Normals(7, 30 * 19), [30, 19]).Metrics.HighTemperature);

    private static LayerAnalysis Analyze(double[] weights, int[] shape, int threads = 1)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", TinySafeTensors.Floats(
            ("fc.weight", [.. shape], Array.ConvertAll(weights, value => (float)value)))));
        var options = new AnalysisOptions
        {
            Measures = new() { List = MeasureCatalog.DefaultAnd(["htmp"]) },
            Execution = new() { Threads = threads },
        };
        return Analyzer.Analyze(
            checkpoint, options, cancellation: TestContext.Current.CancellationToken).Layers[0];
    }
}
