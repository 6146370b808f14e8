namespace Heavytail.LinearAlgebra;

/// <summary>
/// X = V·Vᵀ for a matrix V of short rows' count: the Gram matrix whose eigenvalues are the squared singular values.
/// Only the lower triangle is written. Tiles of 4 × 4 dot products over blocks of <see cref="Depth"/> columns, so that
/// the rows of a tile come from L1 and a panel of rows from L2. Cost: m²·k multiply-adds, halved by symmetry.
/// </summary>
internal static class GramMatrix
{
    private const int Tile = 4;
    private const int Depth = 256;
    private const int PanelRows = 64;

    /// <summary>V (m × k, row-major) → lower triangle of X (m × m).</summary>
    public static Matrix Lower(Matrix v, Kernels kernels, CancellationToken cancellation)
    {
        int m = v.Rows;
        int padded = (m + Tile - 1) / Tile * Tile;
        double[] rows = Pad(v, padded);
        var x = new Matrix(m, m);
        Span<double> sums = stackalloc double[Tile * Tile];
        for (int k0 = 0; k0 < v.Columns; k0 += Depth)
        {
            cancellation.ThrowIfCancellationRequested();
            int depth = Math.Min(Depth, v.Columns - k0);
            for (int panel = 0; panel < m; panel += PanelRows)
            {
                int panelEnd = Math.Min(panel + PanelRows, padded);
                for (int i = panel; i < m; i += Tile)
                {
                    var a = rows.AsSpan((i * v.Columns) + k0);
                    for (int j = panel; j < panelEnd && j <= i; j += Tile)
                    {
                        sums.Clear();
                        kernels.DotTile(a, rows.AsSpan((j * v.Columns) + k0), v.Columns, depth, sums);
                        Add(sums, i, j, x);
                    }
                }
            }
        }

        return x;
    }

    private static void Add(ReadOnlySpan<double> sums, int i, int j, Matrix x)
    {
        for (int r = 0; r < Tile && i + r < x.Rows; r++)
        {
            for (int c = 0; c < Tile && j + c <= i + r; c++)
            {
                x.Data[((i + r) * x.Columns) + j + c] += sums[(r * Tile) + c];
            }
        }
    }

    /// <summary>Rows of zeros up to a whole number of tiles.</summary>
    private static double[] Pad(Matrix v, int rows)
    {
        if (rows == v.Rows)
        {
            return v.Data;
        }

        double[] padded = new double[checked(rows * v.Columns)];
        v.Data.CopyTo(padded, 0);
        return padded;
    }
}
