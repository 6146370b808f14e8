using Heavytail.LinearAlgebra;
using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>The engine as its tests drive it: what they know of its names and options stands here alone.</summary>
internal static class EngineUnderTest
{
    /// <summary>From this order on a case runs once per kernel set, in turn on 1, 2 and 3 threads.</summary>
    private const int Costly = 200;

    /// <summary>From this order on it runs with the best set and one other, in turn.</summary>
    private const int VeryCostly = 500;

    /// <summary>The kernel sets that this CPU runs, best first.</summary>
    public static IReadOnlyList<string> KernelNames { get; } = Kernels.Supported;

    public static EngineOptions Best => With(KernelNames[0]);

    public static EngineOptions With(string kernels, int threads = 1, Precision precision = Precision.Double) =>
        new(Kernels.Choose(kernels), threads, precision, TestContext.Current.CancellationToken);

    /// <summary>
    /// Every kernel set on 1, 2 and 3 threads. That the number of threads changes no bit is a test of its own, so where
    /// a run costs a second each set takes one of the three; and orders come in threes around a boundary, so where it
    /// costs several, these share the sets.
    /// </summary>
    public static IEnumerable<EngineOptions> Runs(int order)
    {
        int other = 1 + (order % Math.Max(1, KernelNames.Count - 1));
        for (int k = 0; k < KernelNames.Count; k++)
        {
            if (order >= VeryCostly && k != 0 && k != other)
            {
                continue;
            }

            int[] threads = order < Costly ? [1, 2, 3] : [1 + ((order + k) % 3)];
            foreach (int count in threads)
            {
                yield return With(KernelNames[k], count);
            }
        }
    }

    public static string Name(this EngineOptions options) => $"{options.Kernels.Name}, {options.Threads} threads";

    /// <summary>Eigenvalues of a symmetric matrix, of which the lower triangle is given to the engine.</summary>
    public static double[] EigenvaluesOf(Matrix symmetric, EngineOptions options)
    {
        using var triangle = new PackedTriangle(symmetric.Rows);
        for (int i = 0; i < symmetric.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                triangle[i, j] = symmetric[i, j];
            }
        }

        return SymmetricEigenvalues.Compute(triangle, options);
    }

    /// <summary>Eigenvalues of the Gram matrix of a layer's weights: the squares of its singular values.</summary>
    public static double[] GramEigenvaluesOf(Matrix weights, EngineOptions options)
    {
        using var gram = GramMatrix.Of(new DenseSource(weights), options);
        return SymmetricEigenvalues.Compute(gram, options);
    }

    /// <summary>Eigenvalues of a tridiagonal matrix of any finite scale.</summary>
    public static double[] EigenvaluesOf(SymmetricTridiagonal t, EngineOptions options) =>
        TridiagonalEigenvalues.Compute(t, options);

    /// <summary>2^exponent·T.</summary>
    public static SymmetricTridiagonal Scaled(this SymmetricTridiagonal t, int exponent) => new(
        Array.ConvertAll(t.Diagonal, value => Math.ScaleB(value, exponent)),
        Array.ConvertAll(t.OffDiagonal, value => Math.ScaleB(value, exponent)));
}
