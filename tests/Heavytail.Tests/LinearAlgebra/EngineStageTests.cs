using System.Diagnostics;
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
        int thread = Environment.CurrentManagedThreadId;
        var heard = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineStages.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStopped = stage =>
            {
                // Other tests compute at the same time.
                if (Environment.CurrentManagedThreadId == thread)
                {
                    heard.Add(stage.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        Compute(order, matrices);
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
