using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Symmetric tridiagonal matrices of one order as <see cref="SturmKernels"/> want them: scaled by a power of two to a
/// norm in [½, 1), so that T and 2^k·T give the same bits, with a floor under the off-diagonals.
/// </summary>
internal sealed unsafe class SturmMatrices : IDisposable
{
    /// <summary>
    /// Floor of |e| relative to ‖T‖ = 1: an eighth of the rounding of ‖T‖, moves no eigenvalue by more than twice that,
    /// and keeps the recurrence from ending in zeros.
    /// </summary>
    private const double Floor = 1.0 / (1L << 55);

    /// <summary>How far beyond Gershgorin's discs, as they are rounded, counts may find an eigenvalue.</summary>
    private const double Margin = 1.0 / (1L << 48);

    private readonly AlignedMemory<double> _terms;
    private readonly int[] _exponents;

    /// <param name="matrices">One or more nonzero matrices of the same order.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SturmMatrices(IReadOnlyList<SymmetricTridiagonal> matrices)
    {
        Count = matrices.Count;
        Order = matrices[0].Diagonal.Length;
        _terms = new AlignedMemory<double>(2L * Order * Count);
        _exponents = new int[Count];
        Ranges = new (double Low, double High)[Count];
        Values = new double[Count][];
        for (int m = 0; m < Count; m++)
        {
            Values[m] = new double[Order];
            Load(matrices[m], m);
        }
    }

    /// <summary>Eigenvalues of each matrix.</summary>
    public int Order { get; }

    /// <summary>Matrices.</summary>
    public int Count { get; }

    /// <summary>Bounds of the eigenvalues of each matrix.</summary>
    public (double Low, double High)[] Ranges { get; }

    /// <summary>Receives the eigenvalues of each scaled matrix.</summary>
    public double[][] Values { get; }

    /// <summary>d_i and −e_i² in turns.</summary>
    public double* Terms(int matrix) => _terms.Pointer + (2 * (nint)Order * matrix);

    /// <summary><see cref="Values"/> of one matrix, ascending, the scale undone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Unscaled(int matrix)
    {
        double[] values = Values[matrix];
        var (half, other) = Powers(_exponents[matrix]);
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = values[k] * half * other;
        }

        // Neighbors closer than the tolerance may come out in either order; most often none do.
        for (int k = 1; k < values.Length; k++)
        {
            if (values[k] < values[k - 1])
            {
                Array.Sort(values);
                break;
            }
        }

        return values;
    }

    public void Dispose() => _terms.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(SymmetricTridiagonal t, int matrix)
    {
        // First to entries near 1, of which sums do not overflow; then to the norm.
        double* terms = Terms(matrix);
        ReadOnlySpan<double> diagonal = t.Diagonal;
        ReadOnlySpan<double> offDiagonal = t.OffDiagonal;
        int exponent = Math.ILogB(Math.Max(Largest(diagonal), Largest(offDiagonal)));
        var (half, other) = Powers(-exponent);
        (double low, double high, double left) = (double.MaxValue, double.MinValue, 0);
        for (int i = 0; i < diagonal.Length; i++)
        {
            double right = i < offDiagonal.Length ? Math.Abs(offDiagonal[i]) * half * other : 0;
            double d = diagonal[i] * half * other;
            double radius = left + right;
            low = d - radius < low ? d - radius : low;
            high = d + radius > high ? d + radius : high;
            (terms[2 * i], terms[(2 * i) + 1]) = (d, left);
            left = right;
        }

        int more = Math.ILogB(Math.Max(Math.Abs(low), Math.Abs(high))) + 1;
        double scale = Math.ScaleB(1, -more);
        for (int i = 0; i < diagonal.Length; i++)
        {
            double e = scale * terms[(2 * i) + 1];
            e = e > Floor ? e : Floor;
            (terms[2 * i], terms[(2 * i) + 1]) = (scale * terms[2 * i], -e * e);
        }

        Ranges[matrix] = ((scale * low) - Margin, (scale * high) + Margin);
        _exponents[matrix] = exponent + more;
    }

    private static double Largest(ReadOnlySpan<double> values) =>
        values.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));

    /// <summary>
    /// Two powers of two of which the product is 2^exponent, where that itself may be beyond a double.
    /// </summary>
    private static (double Half, double Other) Powers(int exponent) =>
        (Math.ScaleB(1, exponent / 2), Math.ScaleB(1, exponent - (exponent / 2)));
}
