using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Sweeps of plane rotations of a matrix's rows, kept until there are enough, and then applied strip by strip: a strip
/// is read once for many sweeps, and strips do not depend on each other.
/// </summary>
/// <param name="matrix">The matrix, n × n; read at the start, and written by <see cref="End"/>.</param>
/// <param name="kernels">Inner loops.</param>
/// <param name="threads">The number of threads; the bits do not depend on it.</param>
internal sealed unsafe class RotationQueue(Matrix matrix, KernelSet kernels, int threads) : IDisposable
{
    private const int StripColumns = RotationKernels.StripColumns;

    /// <summary>Rotations that are kept for each row: some sweeps over all of them.</summary>
    private const int Kept = 24;

    private readonly int _rows = matrix.Rows;
    private readonly int _strips = (matrix.Columns + StripColumns - 1) / StripColumns;
    private readonly AlignedMemory<double> _elements = ToStrips(matrix);
    private readonly AlignedMemory<double> _cosines = new((Kept + 1) * matrix.Rows);
    private readonly AlignedMemory<double> _sines = new((Kept + 1) * matrix.Rows);
    private readonly List<(int First, int Start, int Count)> _sweeps = [];
    private int _count;

    /// <summary>Doubles that it holds for n rows and columns.</summary>
    public static long Length(long n) => (n * (n + StripColumns)) + (2 * (Kept + 1) * n);

    /// <summary>Begins a sweep at a row.</summary>
    public void Begin(int row)
    {
        if (_count > Kept * _rows)
        {
            Flush();
        }

        _sweeps.Add((row, _count, 0));
    }

    /// <summary>Adds the rotation of the next two rows to the sweep: at most as many as there are rows.</summary>
    /// <param name="cosine">c.</param>
    /// <param name="sine">s.</param>
    public void Add(double cosine, double sine)
    {
        _cosines.Pointer[_count] = cosine;
        _sines.Pointer[_count++] = sine;
        var (first, start, count) = _sweeps[^1];
        _sweeps[^1] = (first, start, count + 1);
    }

    /// <summary>Rotates two rows that are no neighbors, at once.</summary>
    /// <param name="upper">One row, x.</param>
    /// <param name="lower">The other row, y.</param>
    /// <param name="cosine">c.</param>
    /// <param name="sine">s.</param>
    public void Rotate(int upper, int lower, double cosine, double sine)
    {
        Flush();
        for (int strip = 0; strip < _strips; strip++)
        {
            double* x = Strip(strip) + ((long)upper * StripColumns);
            double* y = Strip(strip) + ((long)lower * StripColumns);
            for (int j = 0; j < StripColumns; j++)
            {
                (x[j], y[j]) = ((cosine * x[j]) + (sine * y[j]), (cosine * y[j]) - (sine * x[j]));
            }
        }
    }

    /// <summary>Applies what is kept, and writes the matrix.</summary>
    public void End()
    {
        Flush();
        for (int row = 0; row < _rows; row++)
        {
            for (int strip = 0; strip < _strips; strip++)
            {
                var target = matrix.Row(row)[(strip * StripColumns)..];
                new ReadOnlySpan<double>(
                    Strip(strip) + ((long)row * StripColumns), Math.Min(StripColumns, target.Length)).CopyTo(target);
            }
        }
    }

    public void Dispose()
    {
        _elements.Dispose();
        _cosines.Dispose();
        _sines.Dispose();
    }

    private static AlignedMemory<double> ToStrips(Matrix matrix)
    {
        int strips = (matrix.Columns + StripColumns - 1) / StripColumns;
        long length = (long)strips * matrix.Rows * StripColumns;
        var elements = new AlignedMemory<double>(length);
        for (int strip = 0; strip < strips; strip++)
        {
            for (int row = 0; row < matrix.Rows; row++)
            {
                var source = matrix.Row(row)[(strip * StripColumns)..];
                double* target = elements.Pointer + ((((long)strip * matrix.Rows) + row) * StripColumns);
                for (int j = 0; j < StripColumns; j++)
                {
                    target[j] = j < source.Length ? source[j] : 0;
                }
            }
        }

        return elements;
    }

    private double* Strip(int strip) => _elements.Pointer + ((long)strip * _rows * StripColumns);

    private void Flush()
    {
        if (_count > 0)
        {
            ParallelTasks.Run(threads, _strips, strip =>
            {
                foreach (var (first, start, count) in _sweeps)
                {
                    kernels.Rotations.Sweep(
                        Strip(strip) + ((long)first * StripColumns), _cosines.Pointer + start, _sines.Pointer + start,
                        count);
                }
            });
        }

        _sweeps.Clear();
        _count = 0;
    }
}
