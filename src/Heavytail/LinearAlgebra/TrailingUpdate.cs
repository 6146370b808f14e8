// What:      one pass over the trailing matrix: it is updated with one block reflector and multiplied by the next.
// Formula:   A += V·X̃ᵀ + X̃·Vᵀ, then Y = A·V', for the lower triangle of A: each block (p, q) below the diagonal gives
//            Y_p += A_pq·V'_q and Y_q += A_pqᵀ·V'_p.
// Reference: Bischof, Lang & Sun, ACM TOMS 26 (2000) 581 (SBR), with look-ahead; the fusion halves the memory traffic.
// Not done:  no symmetric product of half the operations for blocks on the diagonal: they are whole, and few.
using System.Numerics;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>The pass, cut into groups of rows that are fixed by the matrix and not by the threads.</summary>
/// <remarks>
/// Rows of tiles are dealt out to the groups; a group adds its products A_pqᵀ·V'_p in a buffer of its own, in
/// order. So sums are taken in one order whatever thread does a group.
/// </remarks>
internal sealed unsafe class TrailingUpdate<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// Dimensions of a tile in panels: a tile and its operands stay in L2 between update and products.
    /// </summary>
    private const int MaxHeight = 12;
    private const int MinHeight = 4;
    private const int Width = 12;

    /// <summary>Rows of tiles that there should be, for the groups to be equal.</summary>
    private const int TileRows = 8;

    /// <summary>Most groups: beyond, adding up their buffers costs what another thread gains.</summary>
    private const int MaxGroups = 8;

    private static readonly int s_rows = TileKernels<T>.Rows;
    private static readonly int s_block = s_rows * s_rows;

    private readonly AlignedMemory<T> _direct;
    private readonly AlignedMemory<T> _transposed;
    private readonly int _panels;

    /// <summary>Room for trailing matrices of up to this many panels.</summary>
    public TrailingUpdate(int panels)
    {
        _panels = panels;
        _direct = new AlignedMemory<T>((long)panels * s_block);
        _transposed = new AlignedMemory<T>((long)GroupsOf(panels) * panels * s_block);
    }

    /// <summary>Elements of scratch for a matrix of this many panels.</summary>
    public static long LengthOf(int panels) => (1L + GroupsOf(panels)) * panels * s_block;

    /// <summary>
    /// Updates A with <paramref name="current"/> where there is one, and multiplies by <paramref name="next"/>.
    /// </summary>
    /// <param name="a">Matrix, its trailing part updated in place.</param>
    /// <param name="first">First panel of the trailing matrix.</param>
    /// <param name="current">Reflector to apply; its panel 0 is panel first − 1 of A, after the look-ahead.</param>
    /// <param name="next">Reflector to multiply by; its panel 0 is panel <paramref name="first"/> of A.</param>
    /// <param name="options">Thread count.</param>
    /// <param name="kernels">Tile kernels of T.</param>
    public void Pass(
        PanelView<T> a,
        int first,
        BlockReflector<T>? current,
        BlockReflector<T> next,
        EngineOptions options,
        TileKernels<T> kernels)
    {
        int panels = a.Panels - first;
        int groups = GroupsOf(panels);
        int height = HeightOf(panels);
        int tileRows = (panels + height - 1) / height;
        var operands = new Operands(a, first, current, next, kernels);
        ParallelTasks.Run(options.Threads, groups, group =>
        {
            T* sums = Transposed(group);
            new Span<T>(sums, panels * s_block).Clear();
            for (int k = 0; k < tileRows; k++)
            {
                if (GroupOfRow(k, groups) == group)
                {
                    int top = (tileRows - 1 - k) * height;
                    PassRow(operands, top, Math.Min(top + height, panels), sums);
                }
            }
        });
    }

    /// <summary>Adds up Y of a panel, column-major, in place of its direct products, after a pass.</summary>
    /// <param name="panel">The panel, counted from the trailing matrix' first.</param>
    /// <param name="panels">Panels of the trailing matrix.</param>
    public T* Product(int panel, int panels)
    {
        T* y = _direct.Pointer + ((long)panel * s_block);
        for (int group = 0; group < GroupsOf(panels); group++)
        {
            AddTransposed(Transposed(group) + ((long)panel * s_block), y);
        }

        return y;
    }

    public void Dispose()
    {
        _direct.Dispose();
        _transposed.Dispose();
    }

    private static int HeightOf(int panels) => Math.Clamp(panels / TileRows, MinHeight, MaxHeight);

    /// <summary>A power of two, so that the groups go round on two, four or eight threads.</summary>
    private static int GroupsOf(int panels) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(panels / HeightOf(panels) / 2, 1, MaxGroups) + 1) / 2;

    /// <summary>Rows are dealt out from the longest on, to and fro.</summary>
    private static int GroupOfRow(int row, int groups) =>
        row / groups % 2 == 0 ? row % groups : groups - 1 - (row % groups);

    private T* Transposed(int group) => _transposed.Pointer + ((long)group * _panels * s_block);

    /// <summary>One row of tiles, from the first column to the diagonal.</summary>
    private void PassRow(Operands operands, int top, int bottom, T* sums)
    {
        var (a, first, current, next, kernels) = operands;
        new Span<T>(_direct.Pointer + ((long)top * s_block), (bottom - top) * s_block).Clear();
        T** rows = stackalloc T*[MaxHeight];
        for (int p = top; p < bottom; p++)
        {
            rows[p - top] = a.Block(first + p, first);
        }

        for (int left = 0; left < bottom; left += Width)
        {
            int right = Math.Min(left + Width, bottom);
            for (int p = top; p < bottom; p++)
            {
                int end = Math.Min(right, p + 1);
                T* tile = rows[p - top] + ((nint)left * s_block);
                for (int q = left; current is not null && q < end; q++)
                {
                    kernels.Multiply(
                        current.Left(p + 1), current.Right(q + 1), 2 * s_rows, s_rows, tile + ((q - left) * s_block));
                }

                kernels.Multiply(
                    tile, next.Rows(left), (end - left) * s_rows, s_rows, _direct.Pointer + ((long)p * s_block));
            }

            for (int q = left; q < right; q++)
            {
                // Blocks on the diagonal are whole: they have given both products already.
                int below = Math.Max(top, q + 1);
                kernels.MultiplyStacked(
                    next.Rows(below),
                    rows + (below - top),
                    bottom - below,
                    (nint)q * s_block,
                    s_rows,
                    sums + ((long)q * s_block));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTransposed(T* source, T* destination)
    {
        int rows = TileKernels<T>.Rows;
        for (int c = 0; c < rows; c++)
        {
            for (int r = 0; r < rows; r++)
            {
                destination[(c * rows) + r] += source[(r * rows) + c];
            }
        }
    }

    /// <summary>The operands of one pass; see <see cref="Pass"/>.</summary>
    private sealed record Operands(
        PanelView<T> A, int First, BlockReflector<T>? Current, BlockReflector<T> Next, TileKernels<T> Kernels);
}
