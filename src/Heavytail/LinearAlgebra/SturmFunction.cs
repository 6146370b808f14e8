using System.Runtime.CompilerServices;

namespace Heavytail.LinearAlgebra;

/// <summary>The characteristic polynomial of one matrix, and the number of its roots below a point.</summary>
internal sealed unsafe class SturmFunction
{
    private readonly double* _diagonal;
    private readonly double* _squares;
    private readonly int _n;
    private readonly EngineOptions _options;

    public SturmFunction(double* diagonal, double* squares, int n, EngineOptions options)
    {
        _diagonal = diagonal;
        _squares = squares;
        _n = n;
        _options = options;
    }

    /// <summary>The number of eigenvalues.</summary>
    public int Order => _n;

    /// <summary>Threads for batches, each on its own; one where a batch takes less than handing it over.</summary>
    public int Threads => _n >= 256 ? _options.Threads : 1;

    public CancellationToken Cancellation => _options.Cancellation;

    /// <summary>Evaluates <see cref="SturmKernels.Batch"/> points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Evaluate(double* shifts, SturmPoint* points)
    {
        const int batch = SturmKernels.Batch;
        long* counts = stackalloc long[batch];
        double* values = stackalloc double[batch];
        long* exponents = stackalloc long[batch];
        _options.Kernels.Sturm.Evaluate(_diagonal, _squares, _n, shifts, counts, values, exponents);
        for (int k = 0; k < batch; k++)
        {
            points[k] = new SturmPoint(shifts[k], (int)counts[k], values[k], (int)exponents[k]);
        }
    }
}

/// <summary>A point of the axis.</summary>
/// <param name="X">Where.</param>
/// <param name="Count">Eigenvalues below.</param>
/// <param name="Value">The characteristic polynomial there, without its exponent.</param>
/// <param name="Exponent">Its exponent of two.</param>
internal readonly record struct SturmPoint(double X, int Count, double Value, int Exponent);
