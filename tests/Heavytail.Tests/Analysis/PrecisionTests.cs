using Heavytail.Spectra;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>What single precision changes: what counts as zero, and nothing for small layers.</summary>
public sealed class PrecisionTests
{
    [Theory]
    [InlineData(Precision.Single, SpectrumMethod.Gram, 447, 6.664e-4)] // √(2000 · 2.2e-16) · s_max
    [InlineData(Precision.Double, SpectrumMethod.Gram, 448, 6.664e-4)]
    [InlineData(Precision.Single, SpectrumMethod.Gram, 448, 0.70710678)] // √(5e-7) · s_max
    [InlineData(Precision.Single, SpectrumMethod.Bidiagonal, 512, 8.976e-5)] // what F32 stores: ε/2 · σ · (√N + √M)
    public void Zero_is_what_the_arithmetic_does_not_see(
        Precision precision, SpectrumMethod method, int m, double expected)
    {
        double[] singular = new double[m];
        Array.Fill(singular, 1000);
        double actual = NumericalRank.ZeroBelow(singular, 2000, ElementType.F32, method, precision);
        Close.Assert(expected, actual, 1e-4, "zero below");
    }

    [Fact]
    public void A_small_layer_stays_in_double()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", TinySafeTensors.Floats(
            ("a.weight", [200, 100], Array.ConvertAll(SplitMix.Normals(2, 20_000), value => (float)value)))));
        var results = Enum.GetValues<Precision>().Select(precision => Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions { Method = new() { Precision = precision } },
            cancellation: TestContext.Current.CancellationToken).Layers[0].Metrics);
        Assert.Single(results.Distinct());
    }

    [Fact]
    public void Single_and_WeightWatchers_digits_exclude_each_other()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.safetensors", TinySafeTensors.Floats(("a.weight", [2, 2], new float[4]))));
        var options = new AnalysisOptions
        {
            Method = new() { Convention = Convention.WeightWatcher0755, Precision = Precision.Single },
        };
        Assert.Throws<ArgumentException>(() => Analyzer.Analyze(
            checkpoint, options, cancellation: TestContext.Current.CancellationToken));
    }
}
