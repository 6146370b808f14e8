using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>Points at which to evaluate characteristic polynomials, in blocks of one matrix each.</summary>
internal sealed unsafe class SturmPoints : IDisposable
{
    /// <summary>Below this order, a batch takes less than handing it to a thread.</summary>
    public const int ThreadedOrder = 256;

    private const int Block = SturmKernels.Block;
    private const int Rows = 4;

    private readonly AlignedMemory<double> _memory;
    private readonly double*[] _terms;

    /// <summary>Room for this many blocks.</summary>
    public SturmPoints(int blocks)
    {
        int padded = (blocks + SturmKernels.Blocks - 1) / SturmKernels.Blocks * SturmKernels.Blocks;
        _terms = new double*[padded];
        int length = (padded + 1) * Block;
        _memory = new AlignedMemory<double>(Rows * length);
        _memory.Clear();
        Shifts = _memory.Pointer;
        Values = Shifts + length;
        Counts = (long*)(Values + length);
        Exponents = Counts + length;
    }

    public double* Shifts { get; }

    public double* Values { get; }

    public long* Counts { get; }

    public long* Exponents { get; }

    /// <summary>Blocks in use.</summary>
    public int Blocks { get; private set; }

    /// <summary>Index of the next block's first point.</summary>
    public int End => Blocks * Block;

    /// <summary>A point as it was evaluated.</summary>
    public SturmPoint this[int index] => new(Shifts[index], (int)Counts[index], Values[index], Exponents[index]);

    public void Clear() => Blocks = 0;

    /// <summary>Appends room for <paramref name="count"/> points of a matrix.</summary>
    /// <returns>The first point.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Append(double* terms, int count)
    {
        int first = End;
        for (; count > 0; count -= Block)
        {
            _terms[Blocks++] = terms;
        }

        return first;
    }

    /// <summary>Evaluates all points; small orders stay on the calling thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate(int order, int threads, SturmKernels kernels)
    {
        // The last batch is filled up with a matrix that is there: what comes out there is not read.
        int batches = (Blocks + SturmKernels.Blocks - 1) / SturmKernels.Blocks;
        for (int k = Blocks; k < batches * SturmKernels.Blocks; k++)
        {
            _terms[k] = _terms[0];
        }

        if (threads > 1 && order >= ThreadedOrder)
        {
            ParallelTasks.Run(threads, batches, batch => EvaluateBatch(batch, order, kernels));
            return;
        }

        for (int batch = 0; batch < batches; batch++)
        {
            EvaluateBatch(batch, order, kernels);
        }
    }

    public void Dispose() => _memory.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EvaluateBatch(int batch, int order, SturmKernels kernels)
    {
        int at = batch * SturmKernels.Batch;
        fixed (double** terms = &_terms[batch * SturmKernels.Blocks])
        {
            kernels.Evaluate(terms, order, Shifts + at, Counts + at, Values + at, Exponents + at);
        }
    }
}
