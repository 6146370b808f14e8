using System.Runtime.Intrinsics.X86;
using Heavytail.Traps;
using Xunit;

namespace Heavytail.Tests.Traps;

public sealed unsafe class PermutationDrawsTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(4095)]
    [InlineData(1 << 22)]
    [InlineData(int.MaxValue)]
    [InlineData(uint.MaxValue - 1)]
    public void Vectors_draw_what_scalars_draw(long last)
    {
        Assert.SkipUnless(Avx2.IsSupported, "this CPU has no AVX2");
        long* expected = stackalloc long[PermutationDraws.Block];
        long* found = stackalloc long[PermutationDraws.Block];
        var seeds = new Random(3);
        for (int draw = 0; draw < 200; draw++)
        {
            ulong start = (ulong)seeds.NextInt64() * 3;
            (ulong one, ulong other) = (start, start);
            PermutationDraws.Scalars(ref one, last, PermutationDraws.Block, expected);
            PermutationDraws.Vectors(ref other, last, found);
            Assert.Equal(
                new ReadOnlySpan<long>(expected, PermutationDraws.Block),
                new ReadOnlySpan<long>(found, PermutationDraws.Block));
            Assert.Equal(one, other);
        }
    }

    /// <summary>The product is exact: the largest bits give the last position, of any number of them.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(uint.MaxValue)]
    [InlineData(1L << 40)]
    public void Draws_reach_from_the_first_to_the_last(long last)
    {
        long* draws = stackalloc long[1];
        var drawn = new List<double>();
        ulong state = 1;
        for (int draw = 0; draw < 4000; draw++)
        {
            PermutationDraws.Make(ref state, last, 1, draws);
            Assert.InRange(draws[0], 0, last);
            drawn.Add((draws[0] + 0.5) / (last + 1));
        }

        // The mean of uniform shares is ½, its standard deviation 1/√(12·4000).
        Assert.InRange(drawn.Average(), 0.5 - 0.02, 0.5 + 0.02);
        Assert.InRange(drawn.Min(), 0, last < 40 ? 0.25 : 0.02);
        Assert.InRange(drawn.Max(), last < 40 ? 0.75 : 0.98, 1);
    }
}
