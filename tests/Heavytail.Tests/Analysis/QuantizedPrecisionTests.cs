using Heavytail.Tests.Formats.Gguf;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>The precision of quantized weights is that of their codes, not of the type that they become.</summary>
public sealed class QuantizedPrecisionTests
{
    [Theory]
    [InlineData("Q8_0")]
    [InlineData("Q5_0")]
    [InlineData("Q5_1")]
    [InlineData("Q4_0")]
    [InlineData("Q4_1")]
    [InlineData("IQ4_NL")]
    public void An_orthogonal_matrix_has_no_alpha(string type)
    {
        foreach ((int rows, int columns) in new[] { (64, 64), (160, 64), (128, 128), (32, 96) })
        {
            double[] weights = RotatedDiagonal.Of(rows, columns, (ulong)rows, _ => 3);
            Assert.Equal(LayerStatus.EqualEigenvalues, Analyze(type, rows, columns, weights).Status);
        }
    }

    /// <summary>Neither noise nor a matrix with a tail is equal: alpha does not depend on the precision.</summary>
    [Theory]
    [InlineData("Q8_0")]
    [InlineData("Q5_0")]
    [InlineData("Q4_0")]
    [InlineData("Q2_0")]
    public void What_is_not_equal_has_the_alpha_of_its_numbers(string type)
    {
        foreach (int n in new[] { 64, 128, 256 })
        {
            double[] noise = SplitMix.Normals((ulong)n, n * n);
            double[] tail = RotatedDiagonal.Of(n, n, (ulong)n, k => Math.Pow(k + 1.0, -0.4));
            foreach (double[] weights in new[] { noise, tail })
            {
                var row = Analyze(type, n, n, weights, out var fit);
                Assert.Equal(LayerStatus.Success, row.Status);
                Close.Assert(fit.Alpha, row["alpha"], 1e-12, "alpha");
                Assert.Equal(fit.TailCount, row["num_pl_spikes"]);
            }
        }
    }

    private static LayerMetrics Analyze(string type, int rows, int columns, double[] weights) =>
        Analyze(type, rows, columns, weights, out _);

    private static LayerMetrics Analyze(string type, int rows, int columns, double[] weights, out PowerLawFit fit)
    {
        var formula = BlockFormulas.Named(type);
        byte[] blocks = formula.Quantize(Array.ConvertAll(weights, w => (float)w));
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "q.gguf",
            new TinyGguf().Tensor("blk.0.ffn_up.weight", formula.Number, [rows, columns], blocks).ToArray()));
        var layer = Assert.Single(Analyzer.Analyze(
            checkpoint, new AnalysisOptions(), cancellation: TestContext.Current.CancellationToken).Layers);
        fit = PowerLaw.Fit(layer.Spectrum!.Eigenvalues);
        return layer.Metrics;
    }
}
