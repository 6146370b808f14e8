using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>What a listener hears of a spectrum.</summary>
public sealed class EngineStageTests
{
    [Theory]
    [InlineData(20, 2, "gram gram tridiagonal eigenvalues")]
    [InlineData(100, 1, "gram tridiagonal eigenvalues")]
    [InlineData(448, 1, "gram band chase eigenvalues")]
    public void A_listener_hears_the_stages_in_order(int order, int matrices, string expected)
    {
        var heard = new List<string>();
        EngineStages.Listen(heard.Add);
        try
        {
            Compute(order, matrices);
        }
        finally
        {
            EngineStages.Listen(null);
        }

        Assert.Equal(expected, string.Join(' ', heard));
    }

    private static void Compute(int order, int matrices)
    {
        var options = new EngineOptions(KernelSet.Current, Threads: 2);
        var random = new Random(order);
        PackedTriangle[] grams =
        [
            .. Enumerable.Range(0, matrices).Select(_ =>
            {
                double[] data = [.. Enumerable.Range(0, order * order).Select(_ => random.NextDouble())];
                return GramMatrix.Compute(new DenseSource(new Matrix(order, order, data)), options);
            }),
        ];
        SymmetricEigenvalues.Compute(grams, options);
        foreach (var gram in grams)
        {
            gram.Dispose();
        }
    }
}
