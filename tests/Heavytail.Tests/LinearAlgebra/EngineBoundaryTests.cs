using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Orders around every size that the engine cuts matrices at: vectors of 8, panels of 24, tiles of 64 and 192.
/// The larger ones are in <see cref="EngineCrossoverTests"/> and <see cref="EngineLargeOrderTests"/>.
/// </summary>
public sealed class EngineBoundaryTests
{
    public static TheoryData<int> Small =>
        [4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 47, 48, 49, 63, 64, 65, 71, 72, 73, 95, 96, 97];

    [Theory]
    [MemberData(nameof(Small))]
    public void Small_orders_with_every_spectrum(int order)
    {
        foreach (var family in SpectrumFamilies.Signed)
        {
            HiddenSpectrumCheck.Symmetric(order, family);
        }

        bool wide = true;
        foreach (var family in SpectrumFamilies.Singular)
        {
            HiddenSpectrumCheck.Weights(wide ? order : order + 193, wide ? order + 5 : order, family);
            wide = !wide;
        }
    }

    [Theory]
    [InlineData(191, "uniform", "pareto 2")]
    [InlineData(192, "pairs", "pareto 5")]
    [InlineData(193, "heavy tailed", "graded")]
    [InlineData(383, "heavy tailed", "clustered")]
    [InlineData(384, "two clusters", "multiple")]
    [InlineData(385, "uniform", "rank deficient")]
    public void Tiles(int order, string ofEitherSign, string singular)
    {
        HiddenSpectrumCheck.Symmetric(order, SpectrumFamilies.Signed.Named(ofEitherSign));
        HiddenSpectrumCheck.Weights(order, order + 7, SpectrumFamilies.Singular.Named(singular));
    }
}
