using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
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
    public static IReadOnlyList<string> KernelNames { get; } = KernelSet.Supported;

    public static EngineOptions Best => With(KernelNames[0]);

    public static EngineOptions With(string kernels, int threads = 1, Precision precision = Precision.Double) =>
        new(KernelSet.Choose(kernels), threads, precision, TestContext.Current.CancellationToken);

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
    public static double[] EigenvaluesOf(Matrix symmetric, EngineOptions options) =>
        AloneAndInABatch(() => Triangle(symmetric), options);

    /// <summary>Eigenvalues of the Gram matrix of a layer's weights: the squares of its singular values.</summary>
    public static double[] GramEigenvaluesOf(Matrix weights, EngineOptions options) =>
        AloneAndInABatch(() => GramMatrix.Compute(new DenseSource(weights), options), options);

    /// <summary>The lower triangle of a symmetric matrix, as the engine takes it.</summary>
    public static PackedTriangle Triangle(Matrix symmetric)
    {
        var triangle = new PackedTriangle(symmetric.Rows);
        for (int i = 0; i < symmetric.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                triangle[i, j] = symmetric[i, j];
            }
        }

        return triangle;
    }

    /// <summary>
    /// Of a matrix on its own. An order that is batched is computed among others as well, in a place that depends on
    /// the
    /// order and the threads, and must come out with the same bits.
    /// </summary>
    private static double[] AloneAndInABatch(Func<PackedTriangle> matrix, EngineOptions options)
    {
        using var alone = matrix();
        double[] expected = SymmetricEigenvalues.Compute(alone, options);
        int size = SymmetricEigenvalues.BatchSize(alone.Order);
        if (size > 1)
        {
            int place = (alone.Order + (3 * options.Threads)) % size;
            PackedTriangle[] batch =
                [.. Enumerable.Range(0, size).Select(k => k == place ? matrix() : Companion(alone.Order, k))];
            double[] actual = SymmetricEigenvalues.Compute(batch, options)[place];
            KnownSpectrum.AssertSameBits(expected, actual, $"{options.Name()}, number {place} of a batch");
            Array.ForEach(batch, triangle => triangle.Dispose());
        }

        return expected;
    }

    /// <summary>Zeros, ordinary numbers, and numbers at both ends of the range.</summary>
    private static PackedTriangle Companion(int order, int place)
    {
        var normal = Matrices.Gaussian((ulong)place, order, order);
        double scale = Math.ScaleB(place % 4 == 0 ? 0 : 1, 300 * (place - 4));
        return Triangle(new Matrix(order, order, Array.ConvertAll(normal.Data, value => scale * value)));
    }

    /// <summary>Eigenvalues of a tridiagonal matrix of any finite scale.</summary>
    public static double[] EigenvaluesOf(SymmetricTridiagonal t, EngineOptions options) =>
        TridiagonalEigenvalues.Compute(t, options);

    /// <summary>2^exponent·T.</summary>
    public static SymmetricTridiagonal Scaled(this SymmetricTridiagonal t, int exponent) => new(
        Array.ConvertAll(t.Diagonal, value => Math.ScaleB(value, exponent)),
        Array.ConvertAll(t.OffDiagonal, value => Math.ScaleB(value, exponent)));
}
