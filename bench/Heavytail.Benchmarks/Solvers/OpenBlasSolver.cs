using System.Numerics.Tensors;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>
/// LAPACK by OpenBLAS: <c>dsyrk</c>, then <c>dsyevd</c> and <c>dsyevd_2stage</c>, each on a fresh copy. The weights are
/// the engine's, but already doubles: their conversion is not timed here.
/// </summary>
internal sealed unsafe class OpenBlasSolver(OpenBlas blas, int threads, Clock clock) : ISolver
{
    /// <summary>Beyond this order a multiplication takes longer but runs no faster.</summary>
    public const int LargestGemm = 2048;

    private MatrixSize _size = new(0, 0, 0);
    private AlignedMemory<double> _weights = new(1);
    private Scratch[] _scratch = [];

    public string Kernels => blas.CoreName;

    public string Version => blas.Config;

    public double[] Eigenvalues { get; private set; } = [];

    public void Prepare(MatrixSize size)
    {
        Dispose();
        _size = size;
        float[] weights = GaussianWeights.Create(size);
        _weights = new AlignedMemory<double>(size.Length);
        TensorPrimitives.ConvertChecked<float, double>(weights, new Span<double>(_weights.Pointer, size.Length));
        _scratch = [.. Enumerable.Range(0, Math.Min(threads, size.Count)).Select(_ => new Scratch(blas, size.Order))];
        Eigenvalues = new double[size.Count * size.Order];
        blas.SetThreads(size.Count == 1 ? threads : 1);
    }

    public IReadOnlyList<Stage> Run() => Batch.Run(_size.Count, threads, clock, Solve);

    public void Dispose()
    {
        _weights.Dispose();
        foreach (var scratch in _scratch)
        {
            scratch.Dispose();
        }

        _scratch = [];
    }

    private void Solve(int k, int thread, StageClocks clocks)
    {
        int order = _size.Order;
        var scratch = _scratch[thread];
        double* weights = _weights.Pointer + ((long)k * _size.Rows * _size.Columns);
        int gemm = Math.Min(order, LargestGemm);
        clocks.Start();
        blas.Multiply(gemm, weights, _size.Columns, weights, _size.Columns, scratch.Copy.Pointer);
        clocks.Lap(Stage.Gemm, 2.0 * gemm * gemm * gemm);
        blas.Gram(_size.Rows, _size.Columns, weights, scratch.Gram.Pointer);
        clocks.Lap(Stage.Gram, _size.GramFlops / _size.Count);
        foreach (var driver in scratch.Drivers)
        {
            long bytes = sizeof(double) * scratch.Gram.Length;
            Buffer.MemoryCopy(scratch.Gram.Pointer, scratch.Copy.Pointer, bytes, bytes);
            clocks.Start();
            driver.Compute(order, scratch.Copy.Pointer, scratch.Eigenvalues.Pointer);
            clocks.Lap(driver.Name, _size.ReductionFlops / _size.Count);
        }

        new Span<double>(scratch.Eigenvalues.Pointer, order).CopyTo(Eigenvalues.AsSpan(k * order, order));
    }

    /// <summary>What one thread needs.</summary>
    private sealed class Scratch : IDisposable
    {
        public Scratch(OpenBlas blas, int order)
        {
            Gram = new AlignedMemory<double>((long)order * order);
            Copy = new AlignedMemory<double>((long)order * order);
            Eigenvalues = new AlignedMemory<double>(order);
            Gram.Clear();
            Copy.Clear();
            Drivers = [.. blas.Drivers()];
            foreach (var driver in Drivers)
            {
                driver.Reserve(order);
            }
        }

        public AlignedMemory<double> Gram { get; }

        public AlignedMemory<double> Copy { get; }

        public AlignedMemory<double> Eigenvalues { get; }

        public SymmetricDriver[] Drivers { get; }

        public void Dispose()
        {
            Gram.Dispose();
            Copy.Dispose();
            Eigenvalues.Dispose();
            foreach (var driver in Drivers)
            {
                driver.Dispose();
            }
        }
    }
}
