using System.Runtime.InteropServices;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>Layers of low rank: their zeros say nothing of a tail.</summary>
public sealed class FewEigenvaluesTests
{
    /// <summary>Draws of few values are the same values: of two, such an interval would have no width.</summary>
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void Fewer_than_five_values_have_no_bootstrap(int rank, bool hasBootstrap)
    {
        var quick = Row(rank);
        var row = Row(rank, "intervals");
        Assert.Equal(hasBootstrap, row["gof_p"] is not null);
        Assert.True(row["alpha_ci_high"] > row["alpha_ci_low"]);
        if (!hasBootstrap)
        {
            Assert.Equal(quick["alpha_ci_low"], row["alpha_ci_low"]);
            Assert.Equal(quick["alpha_ci_high"], row["alpha_ci_high"]);
        }
    }

    /// <summary>Whatever the interval, fewer than 20 eigenvalues above zero are not enough.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(19)]
    public void Zeros_do_not_make_a_label_sure(int rank)
    {
        foreach (string[] measures in new[] { [], new[] { "intervals" } })
        {
            var row = Row(rank, measures);
            Assert.Equal(60, row.Spectrum.Eigenvalues.Count);
            Assert.Equal(rank, row["matrix_rank"]);
            Assert.Equal(LayerLabel.Uncertain, ModelVerdictOf(row));
        }
    }

    private static LayerLabel ModelVerdictOf(LayerAnalysis row) =>
        LayerVerdict.From(row, Convention.WeightWatcher).Label;

    private static LayerAnalysis Row(int rank, params string[] measures)
    {
        double[] left = SplitMix.Normals((ulong)rank, 80 * rank);
        double[] right = SplitMix.Normals((ulong)rank + 50, 60 * rank);
        float[] weights = new float[80 * 60];
        for (int k = 0; k < weights.Length; k++)
        {
            double sum = 0;
            for (int r = 0; r < rank; r++)
            {
                sum += Math.Round(4 * left[(k / 60 * rank) + r]) * Math.Round(4 * right[(k % 60 * rank) + r]);
            }

            weights[k] = (float)sum;
        }

        byte[] file = TinySafeTensors.File(("w", "F32", [80, 60], MemoryMarshal.AsBytes(weights.AsSpan()).ToArray()));
        using var checkpoint = Checkpoint.Open(file, "m.safetensors");
        var options = new AnalysisOptions
        {
            Measures = new MeasureOptions { List = MeasureCatalog.DefaultAnd(measures) },
        };
        return Assert.Single(
            Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken).Layers);
    }
}
