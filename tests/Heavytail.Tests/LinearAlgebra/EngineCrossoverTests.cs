using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Orders around the one from which the engine goes through a band, about 450, and around the next multiple of 24.
/// </summary>
public sealed class EngineCrossoverTests
{
    public static TheoryData<int> Orders => [447, 448, 449, 450, 451, 455, 456, 457, 460];

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
