using Heavytail.Statistics;
using MathNet.Numerics.Random;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>The oracle is MathNet's Mersenne Twister.</summary>
public sealed class TwisterTests
{
    private const int Draws = 2000;

    public static TheoryData<int> Seeds { get; } = [0, 1, 2, 5489, int.MaxValue, -1, int.MinValue];

    /// <summary>The tenth thousand of draws of the authors' own generator from its default seed.</summary>
    [Fact]
    public void The_ten_thousandth_draw_is_that_of_the_standard_library_of_Cpp()
    {
        var twister = new Twister(5489);
        uint bits = 0;
        for (int k = 0; k < 10_000; k++)
        {
            bits = twister.NextBits();
        }

        Assert.Equal(4123659995u, bits);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Reals_are_those_of_MathNet(int seed)
    {
        var oracle = new MersenneTwister(seed, threadSafe: false);
        var twister = new Twister(seed);
        double[] many = new double[Draws];
        new Twister(seed).NextDoubles(many);
        for (int k = 0; k < Draws; k++)
        {
            double expected = oracle.NextDouble();
            Assert.Equal(expected, twister.NextDouble());
            Assert.Equal(expected, many[k]);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whole_numbers_are_those_of_MathNet(int seed)
    {
        var oracle = new MersenneTwister(seed, threadSafe: false);
        var twister = new Twister(seed);
        int[] limits = [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 1000, 1 << 20, 1_000_003, int.MaxValue - 1];
        for (int k = 0; k < Draws; k++)
        {
            int limit = limits[k % limits.Length];
            Assert.Equal(oracle.Next(limit), twister.Next(limit));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Orders_are_those_of_NET_by_MathNet(int seed)
    {
        var oracle = new MersenneTwister(seed, threadSafe: false);
        var twister = new Twister(seed);
        foreach (int count in new[] { 0, 1, 2, 3, 10, 129 })
        {
            int[] expected = [.. Enumerable.Range(0, count)];
            int[] actual = [.. expected];
            oracle.Shuffle(expected);
            twister.Shuffle<int>(actual);
            Assert.Equal(expected, actual);
        }
    }
}
