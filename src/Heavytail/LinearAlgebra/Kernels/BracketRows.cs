using System.Runtime.CompilerServices;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Rows of brackets. Of an interval with one root, a is the end that stays, b the newest. Values of the polynomial
/// are relative to one exponent an interval.
/// </summary>
/// <param name="first">First element of the first row.</param>
/// <param name="length">Elements from one row to the next.</param>
internal readonly unsafe struct BracketRows(double* first, nint length)
{
    /// <summary>Rows.</summary>
    public const int Count = 10;

    public double* A => first;

    public double* B => first + length;

    public double* ValueA => first + (2 * length);

    public double* ValueB => first + (3 * length);

    /// <summary>The width to reach.</summary>
    public double* Goal => first + (4 * length);

    /// <summary>Steps that are left to reach it.</summary>
    public double* Steps => first + (5 * length);

    /// <summary>The point to evaluate next.</summary>
    public double* Trial => first + (6 * length);

    /// <summary>The width.</summary>
    public double* Size => first + (7 * length);

    /// <summary>Exponent of two of the values.</summary>
    public long* Origin => (long*)(first + (8 * length));

    /// <summary>Index of the eigenvalue: the number of eigenvalues below.</summary>
    public long* Index => (long*)(first + (9 * length));

    /// <summary>The brackets from an index on.</summary>
    public BracketRows From(int place) => new(first + place, length);

    /// <summary>A new interval.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(int place, in SturmPoint low, in SturmPoint high)
    {
        long origin = Math.Max(low.Exponent, high.Exponent);
        (A[place], B[place]) = (low.X, high.X);
        (ValueA[place], ValueB[place]) = (Relative(low, origin), Relative(high, origin));
        (Steps[place], Origin[place], Index[place]) = (0, origin, low.Count);
    }

    /// <summary>Copies one interval over another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Move(int from, int to)
    {
        double* row = first;
        for (int k = 0; k < Count; k++, row += length)
        {
            row[to] = row[from];
        }
    }

    private static double Relative(in SturmPoint point, long origin) =>
        Math.ScaleB(point.Value, (int)Math.Max(point.Exponent - origin, SecantKernels.LeastExponent));
}
