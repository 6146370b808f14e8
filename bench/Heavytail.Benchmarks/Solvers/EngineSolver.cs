using System.Diagnostics;
using System.Numerics.Tensors;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>
/// Heavytail's engine. The tables take whatever stages they are given.
/// </summary>
internal sealed class EngineSolver(KernelSet kernels, Precision precision, int threads, Clock clock) : ISolver
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
        _weights = GaussianWeights.Create(size);
        _matrices = [.. Enumerable.Range(0, size.Count).Select(_ => new Matrix(size.Rows, size.Columns))];
        Eigenvalues = new double[size.Count * size.Order];
    }

    public IReadOnlyList<Stage> Run()
    {
        bool isBatch = _size.Count > 1;
        var options = new EngineOptions(kernels, isBatch ? 1 : threads, precision);
        int atOnce = SymmetricEigenvalues.BatchSize(_size.Order);
        long start = clock.Now();
        var stages = Batch.Run((_size.Count + atOnce - 1) / atOnce, threads, clock, (k, _, clocks) => Solve(
            k * atOnce, Math.Min(atOnce, _size.Count - (k * atOnce)), options, clocks));
        double total = clock.Since(start) * 1e3 / Stopwatch.Frequency;
        return
        [
            .. stages.Select(stage => stage with { Flops = FlopsOf(stage.Name) }),
            new Stage(Stage.Total, total, _size.Flops),
        ];
    }

    public void Dispose()
    {
    }

    /// <summary>Nominal operations of a stage for all matrices; 0 where they are not counted.</summary>
    private double FlopsOf(string stage) => stage switch
    {
        EngineStages.Gram => _size.GramFlops,
        EngineStages.Band or EngineStages.Tridiagonal => _size.ReductionFlops,
        _ => 0,
    };

    private void Solve(int first, int count, EngineOptions options, StageClocks clocks)
    {
        var grams = new PackedTriangle[count];
        double[][] eigenvalues = [];
        EngineStageListener.Measure(clocks, () =>
        {
            for (int k = 0; k < count; k++)
            {
                var matrix = _matrices[first + k];
                TensorPrimitives.ConvertChecked<float, double>(
                    _weights.AsSpan((first + k) * matrix.Data.Length, matrix.Data.Length), matrix.Data);
                grams[k] = GramMatrix.Compute(new DenseSource(matrix), options);
            }

            eigenvalues = SymmetricEigenvalues.Compute(grams, options);
        });
        for (int k = 0; k < count; k++)
        {
            grams[k].Dispose();
            eigenvalues[k].CopyTo(Eigenvalues, (first + k) * _size.Order);
        }
    }
}
