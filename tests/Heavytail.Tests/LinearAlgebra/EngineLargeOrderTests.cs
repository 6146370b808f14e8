using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>Orders well on the way through a band: around multiples of 192, with last tiles of one row.</summary>
public sealed class EngineLargeOrderTests
{
    public static TheoryData<int> Orders => [511, 512, 513, 575, 576, 577, 767, 768, 769];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Symmetric_matrices(int order) =>
        HiddenSpectrumCheck.Symmetric(order, SpectrumFamilies.Signed[order % SpectrumFamilies.Signed.Count]);
}
