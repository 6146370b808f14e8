using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Orders from which the engine goes through a band: around the first of them, around multiples of 24 and of 192, with
/// tiles that are whole and tiles that are one row.
/// </summary>
public sealed class EngineLargeOrderTests
{
    public static TheoryData<int> Orders =>
        [447, 448, 449, 450, 451, 455, 456, 457, 460, 511, 512, 513, 575, 576, 577, 767, 768, 769];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Symmetric_matrices(int order) =>
        HiddenSpectrumCheck.Symmetric(order, SpectrumFamilies.Signed[order % SpectrumFamilies.Signed.Count]);

    [Theory]
    [InlineData(449, 577, "pareto 2")]
    [InlineData(577, 456, "rank deficient")]
    [InlineData(459, 460, "graded")]
    public void Weights(int rows, int columns, string singular) =>
        HiddenSpectrumCheck.Weights(rows, columns, SpectrumFamilies.Singular.Named(singular));
}
