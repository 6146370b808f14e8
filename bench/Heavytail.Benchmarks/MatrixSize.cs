using System.Globalization;

namespace Heavytail.Benchmarks;

/// <summary>What is decomposed: one matrix, or a batch of equal ones.</summary>
/// <param name="Count">Matrices.</param>
/// <param name="Rows">Rows of each matrix.</param>
/// <param name="Columns">Columns of each matrix.</param>
internal sealed record MatrixSize(int Count, int Rows, int Columns)
{
    /// <summary>M, the smaller dimension: eigenvalues of each matrix.</summary>
    public int Order => Math.Min(Rows, Columns);

    /// <summary>N, the larger dimension.</summary>
    public int Depth => Math.Max(Rows, Columns);

    /// <summary>
    /// N·M² for each: a Gram matrix by its triangle, a multiplication and an addition counted as two.
    /// </summary>
    public double GramFlops => (double)Count * Depth * Order * Order;

    /// <summary>4/3·M³ for each: Householder's reduction to tridiagonal form (Golub &amp; Van Loan, §8.3.1).</summary>
    public double ReductionFlops => 4.0 / 3 * Count * Order * Order * Order;

    public double Flops => GramFlops + ReductionFlops;

    /// <summary>Numbers of all matrices together.</summary>
    public int Length => checked(Count * Rows * Columns);

    /// <summary>Reads <c>4096</c>, <c>11008x4096</c> or <c>2000x64x64</c>: a square, a matrix, a batch.</summary>
    public static bool TryParse(string text, out MatrixSize size)
    {
        string[] parts = text.Split('x');
        int[] sides = new int[parts.Length];
        for (int k = 0; k < parts.Length; k++)
        {
            _ = int.TryParse(parts[k], NumberStyles.None, CultureInfo.InvariantCulture, out sides[k]);
        }

        size = sides switch
        {
            [int side] => new MatrixSize(1, side, side),
            [int rows, int columns] => new MatrixSize(1, rows, columns),
            [int count, int rows, int columns] => new MatrixSize(count, rows, columns),
            _ => new MatrixSize(0, 0, 0),
        };
        return size is { Count: > 0, Rows: > 0, Columns: > 0 }
            && (double)size.Count * size.Rows * size.Columns <= Array.MaxLength;
    }

    /// <summary>As it is read.</summary>
    public string Argument => string.Create(CultureInfo.InvariantCulture, $"{Count}x{Rows}x{Columns}");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Count > 1 ? $"{Count} of " : "")}{Rows} × {Columns}");
}
