using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Intervals that hold one eigenvalue each, those of a matrix side by side. They are kept number by number, so that lanes
/// of vectors are intervals.
/// </summary>
internal sealed unsafe class Brackets : IDisposable
{
    private readonly AlignedMemory<double> _memory;
    private readonly int[] _counts;

    public Brackets(int matrices, int order)
    {
        Stride = (order + SturmKernels.Block - 1) / SturmKernels.Block * SturmKernels.Block;
        _counts = new int[matrices];

        // Rows that are 4096 bytes apart would share one set of the first cache.
        int fromRowToRow = Length + SturmKernels.Block;
        _memory = new AlignedMemory<double>((long)BracketRows.Count * fromRowToRow);
        _memory.Clear();
        Rows = new BracketRows(_memory.Pointer, fromRowToRow);
    }

    /// <summary>Places of one matrix; whole blocks.</summary>
    public int Stride { get; }

    /// <summary>Places of all matrices.</summary>
    public int Length => Stride * _counts.Length;

    public BracketRows Rows { get; }

    /// <summary>Intervals of a matrix, which are at its first places.</summary>
    public int Count(int matrix) => _counts[matrix];

    /// <summary>Adds an interval to a matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int matrix, in SturmPoint low, in SturmPoint high) =>
        Rows.Set((matrix * Stride) + _counts[matrix]++, low, high);

    public void Dispose() => _memory.Dispose();
}

/// <summary>
/// The numbers of brackets: of an interval with one root, a is the end that stays, b the newest. Values of the polynomial
/// are relative to one exponent an interval.
/// </summary>
/// <param name="first">The first row.</param>
/// <param name="length">From one row to the next.</param>
internal readonly unsafe struct BracketRows(double* first, nint length)
{
    /// <summary>Rows.</summary>
    public const int Count = 10;

    public double* A => first;

    public double* B => first + length;

    public double* ValueA => first + (2 * length);

    public double* ValueB => first + (3 * length);

    /// <summary>The width that is to be reached.</summary>
    public double* Goal => first + (4 * length);

    /// <summary>Steps that are left to reach it.</summary>
    public double* Steps => first + (5 * length);

    /// <summary>Where to look next.</summary>
    public double* Trial => first + (6 * length);

    /// <summary>The width.</summary>
    public double* Size => first + (7 * length);

    /// <summary>Exponent of two of the values.</summary>
    public long* Origin => (long*)(first + (8 * length));

    /// <summary>Which eigenvalue: so many are below.</summary>
    public long* Index => (long*)(first + (9 * length));

    /// <summary>The same from a place on.</summary>
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
