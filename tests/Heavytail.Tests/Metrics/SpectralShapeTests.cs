using System.Runtime.InteropServices;
using Heavytail.Metrics;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Metrics;

/// <summary>Metrics of the shape of a spectrum, on spectra whose values are known.</summary>
public sealed class SpectralShapeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void Equal_singular_values_have_their_number_as_effective_rank(int count) => Close.Assert(
        count, SpectralShape.EffectiveRank([.. Enumerable.Repeat(3.7, count)])!.Value, 1e-13, "effective rank");

    [Fact]
    public void One_value_among_zeros_has_effective_rank_one() =>
        Assert.Equal(1, SpectralShape.EffectiveRank([0, 0, 0, 5]));

    /// <summary>What rounding leaves of zeros in a Gram matrix of F32 is no direction.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Rounding_adds_nothing_to_the_effective_rank(int rank)
    {
        double[] left = SplitMix.Normals(1, 60 * rank);
        double[] right = SplitMix.Normals(2, 40 * rank);
        double[] weights = new double[60 * 40];
        for (int k = 0; k < weights.Length; k++)
        {
            for (int r = 0; r < rank; r++)
            {
                weights[k] += Math.Round(8 * left[(k / 40 * rank) + r]) * Math.Round(8 * right[(k % 40 * rank) + r]);
            }
        }

        float[] singles = Array.ConvertAll(weights, w => (float)w);
        byte[] file = TinySafeTensors.File(
            new Dictionary<string, string> { ["format"] = "pt" },
            [
                ("f32", "F32", [60, 40], MemoryMarshal.AsBytes(singles.AsSpan()).ToArray()),
                ("f64", "F64", [60, 40], MemoryMarshal.AsBytes(weights.AsSpan()).ToArray()),
            ]);
        using var checkpoint = Checkpoint.Open(file, "m.safetensors");
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(2, model.Layers.Count);
        double[] found = [.. model.Layers.Select(layer => layer["effective_rank"]!.Value)];
        Close.Assert(found[1], found[0], 1e-10, "effective rank");
    }

    [Fact]
    public void Two_values_have_the_rank_of_their_binary_entropy()
    {
        // p = 1/4, 3/4: exp(H) = 4^(1/4) · (4/3)^(3/4).
        double expected = Math.Pow(4, 0.25) * Math.Pow(4.0 / 3, 0.75);
        Close.Assert(expected, SpectralShape.EffectiveRank([1, 3])!.Value, 1e-14, "effective rank");
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e300)]
    public void Effective_rank_does_not_depend_on_the_scale(double scale)
    {
        double[] values = [.. SplitMix.Normals(3, 100).Select(Math.Abs).Order()];
        double[] scaled = [.. values.Select(value => value * scale)];
        Close.Assert(
            SpectralShape.EffectiveRank(values)!.Value, SpectralShape.EffectiveRank(scaled)!.Value, 1e-12,
            "effective rank");
    }

    [Fact]
    public void Zeros_have_no_effective_rank() => Assert.Null(SpectralShape.EffectiveRank([0, 0]));
}
