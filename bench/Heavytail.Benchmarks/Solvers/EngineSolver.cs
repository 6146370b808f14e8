using System.Diagnostics;
using System.Numerics.Tensors;
using Heavytail.LinearAlgebra;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>
/// Heavytail's engine. The only file that knows its stages; the tables take whatever stages they are given.
/// </summary>
internal sealed class EngineSolver(Kernels kernels, Precision precision, int threads, Clock clock) : ISolver
{
    private MatrixSize _size = new(0, 0, 0);
    private float[] _weights = [];
    private Matrix[] _matrices = [];

    public string Kernels => kernels.Name;

    public string Version => typeof(Matrix).Assembly.GetName().Version!.ToString(3);

    public double[] Eigenvalues { get; private set; } = [];

    public void Prepare(MatrixSize size)
    {
        _size = size;
        _weights = GaussianWeights.Of(size);
        _matrices = [.. Enumerable.Range(0, size.Count).Select(_ => new Matrix(size.Rows, size.Columns))];
        Eigenvalues = new double[size.Count * size.Order];
    }

    public IReadOnlyList<Stage> Run()
    {
        bool isBatch = _size.Count > 1;
        var options = new EngineOptions(kernels, isBatch ? 1 : threads, precision);
        long start = clock.Now();
        var stages = Batch.Run(_size.Count, threads, clock, (k, _, clocks) => Solve(k, options, clocks));
        double total = (clock.Now() - start) * 1e3 / Stopwatch.Frequency;
        return [.. stages, new Stage(Stage.Total, total, _size.Flops)];
    }

    public void Dispose()
    {
    }

    private void Solve(int k, EngineOptions options, StageClocks clocks)
    {
        var matrix = _matrices[k];
        clocks.Start();
        TensorPrimitives.ConvertChecked<float, double>(
            _weights.AsSpan(k * matrix.Data.Length, matrix.Data.Length), matrix.Data);
        using var gram = GramMatrix.Of(new DenseSource(matrix), options);
        clocks.Lap(Stage.Gram, _size.GramFlops / _size.Count);
        var times = new StageTimes();
        double[] eigenvalues = SymmetricEigenvalues.Compute(gram, options with { Times = times });
        double reduction = _size.ReductionFlops / _size.Count;
        clocks.Lap(
            ("band", times.Band, reduction),
            ("chase", times.Chase, 0),
            ("tridiagonal", times.Tridiagonal, reduction),
            (Stage.Eigenvalues, times.Eigenvalues, 0));
        eigenvalues.CopyTo(Eigenvalues, k * _size.Order);
    }
}
