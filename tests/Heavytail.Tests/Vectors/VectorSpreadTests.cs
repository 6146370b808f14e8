using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Vectors;

/// <summary>How vectors are spread, and p against vectors of random direction.</summary>
public sealed class VectorSpreadTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void Equal_components_all_take_part_and_a_single_one_alone(int n)
    {
        var even = VectorSpread.Of([.. Enumerable.Repeat(-1 / Math.Sqrt(n), n)]);
        Close.Assert(1, even.Participation, 1e-12, "participation");
        Close.Assert(1, even.Entropy, 1e-12, "entropy");
        Assert.Equal(0, even.At);
        double[] one = new double[n];
        one[n / 2] = -1;
        var single = VectorSpread.Of(one);
        Close.Assert(1.0 / n, single.Participation, 1e-12, "participation");
        Close.Assert(1.0 / n, single.Entropy, 1e-12, "entropy");
        Assert.Equal((1, n / 2), (single.Largest, single.At));
        Assert.Equal(n == 1, single.P is null);
        Assert.True(n == 1 || (even.P == 1 && single.P < 0.3));
        Assert.True(n < 500 || single.P < 1e-300);
    }

    [Fact]
    public void Noise_has_a_third_and_an_entropy_of_a_half()
    {
        var spread = VectorSpread.Of(Noise(1, 200_000));
        Assert.Equal(1.0 / 3, spread.Participation, 0.005);
        Assert.Equal(Math.Exp(-(2 - 0.5772156649015329 - Math.Log(2))), spread.Entropy, 0.005);
        Assert.InRange(spread.P!.Value, 0.001, 1);
    }

    /// <summary>Of a direction in the plane, the larger of cos² and sin² is above x for 4·acos(√x)/π of all.</summary>
    [Theory]
    [InlineData(0.6)]
    [InlineData(0.9)]
    [InlineData(0.9999)]
    public void In_the_plane_p_is_an_angle(double square) => Close.Assert(
        4 * Math.Acos(Math.Sqrt(square)) / Math.PI, VectorSpread.PValue(2, Math.Sqrt(square), 1), 1e-9, "p");

    /// <summary>Over space, the height of a point of the sphere is uniform (Archimedes): n·(1 − x) for n = 3.</summary>
    [Theory]
    [InlineData(0.8)]
    [InlineData(0.999999)]
    public void In_space_p_is_a_height(double largest) =>
        Close.Assert(3 * (1 - largest), VectorSpread.PValue(3, largest, 1), 1e-9, "p");

    /// <summary>p is a p-value: at most its share of noise is below it, and not much less.</summary>
    [Theory]
    [InlineData(8, 0.5)]
    [InlineData(16, 0.4)]
    [InlineData(60, 0.4)]
    [InlineData(400, 0.4)]
    public void P_of_noise_is_rarely_small(int n, double least)
    {
        const int draws = 20_000;
        double[] p =
            [.. Enumerable.Range(n * draws, draws).Select(seed => VectorSpread.Of(Noise((ulong)seed, n)).P!.Value)];
        foreach (double level in new[] { 0.1, 0.05, 0.01 })
        {
            double share = p.Count(value => value <= level) / (double)draws / level;
            double error = 4 / Math.Sqrt(level * draws);
            Assert.InRange(share, least - error, 1 + error);
        }
    }

    /// <summary>A tenth of the components with all the weight: none is large, together they are rare.</summary>
    [Fact]
    public void A_group_of_components_is_seen_without_a_large_one()
    {
        double[] vector = new double[1000];
        vector.AsSpan(100, 100).Fill(0.1);
        var spread = VectorSpread.Of(vector);
        Assert.Equal((0.1, 100), (Math.Round(spread.Participation, 12), spread.At));
        Assert.True(spread.P < 1e-6, $"{spread}");
    }

    private static double[] Noise(ulong seed, int n)
    {
        double[] values = SplitMix.Normals(seed, n);
        double length = Math.Sqrt(values.Sum(value => value * value));
        return Array.ConvertAll(values, value => value / length);
    }
}
