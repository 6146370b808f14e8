using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Intervals with one eigenvalue each, those of a matrix side by side. Each quantity has a row of its own, so that
/// lanes of vectors are intervals.
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

    /// <summary>Slots of one matrix, in whole blocks.</summary>
    public int Stride { get; }

    /// <summary>Slots of all matrices.</summary>
    public int Length => Stride * _counts.Length;

    public BracketRows Rows { get; }

    /// <summary>Intervals of a matrix, which fill its first slots.</summary>
    public int Count(int matrix) => _counts[matrix];

    /// <summary>Adds an interval to a matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int matrix, in SturmPoint low, in SturmPoint high) =>
        Rows.Set((matrix * Stride) + _counts[matrix]++, low, high);

    public void Dispose() => _memory.Dispose();
}
