// What:      X = V·Vᵀ, whose eigenvalues are the squared singular values of V.
// Formula:   X_ij = Σ_k V_ik·V_jk over blocks of BlockDepth columns; the lower triangle, in tiles of 192 × 192.
// Reference: Goto & van de Geijn, ACM TOMS 34 (2008) 12.
// Not done:  V is never held whole: a source packs the next block of columns while this one is multiplied; on one
//            thread after it, into the same memory.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>The Gram matrix of a matrix that comes in blocks. Cost: M²·N multiply-adds, halved by symmetry.</summary>
/// <remarks>
/// Every element is summed by one thread, in order of k: the bits do not depend on the number of threads. Absolute
/// error: N·ε/2·λ_max at worst, about √N·ε/2 in practice; the products of two floats are exact.
/// </remarks>
internal static unsafe class GramMatrix
{
    /// <summary>Columns of V that are packed and multiplied at a time: one packed panel then nearly fills L1.</summary>
    public const int BlockDepth = 192;

    /// <summary>Panels of a tile: the packed rows of one operand, 8·24·192 doubles, stay in L2.</summary>
    private const int TilePanels = 8;

    private const int Height = PackedTriangle.PanelRows;

    /// <summary>Doubles of scratch that <see cref="Compute"/> takes beside its result: two packed blocks.</summary>
    public static long ScratchLength(int order) => 2 * BlockLength(order, BlockDepth);

    /// <summary>The lower triangle of V·Vᵀ; elements of its blocks above the diagonal are undefined.</summary>
    public static PackedTriangle Compute(MatrixSource source, EngineOptions options)
    {
        var x = new PackedTriangle(source.Order);
        try
        {
            Add(source, x, options);
            return x;
        }
        catch
        {
            x.Dispose();
            throw;
        }
    }

    /// <summary>Adds the lower triangle of V·Vᵀ to a matrix of its order.</summary>
    public static void Add(MatrixSource source, PackedTriangle x, EngineOptions options)
    {
        using var even = new AlignedMemory<double>(BlockLength(source.Order, DepthAt(source, 0)));
        EngineStages.Begin(EngineStages.Gram);
        if (options.Threads == 1)
        {
            Accumulate(source, even.Pointer, x, options);
            return;
        }

        using var odd = new AlignedMemory<double>(BlockLength(source.Order, DepthAt(source, BlockDepth)));
        Accumulate(source, even.Pointer, odd.Pointer, x, options);
    }

    private static void Accumulate(MatrixSource source, double* packed, PackedTriangle x, EngineOptions options)
    {
        int tiles = (x.Panels + TilePanels - 1) / TilePanels;
        for (long at = 0; at < source.Depth; at += BlockDepth)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            int depth = DepthAt(source, at);
            for (int piece = 0; piece < source.Pieces(depth); piece++)
            {
                source.Pack(at, depth, piece, packed);
            }

            for (int tile = 0; tile < tiles * (tiles + 1) / 2; tile++)
            {
                (int row, int column) = TileOf(tile, tiles);
                AddTile(row, column, packed, depth, x, options.Kernels);
            }
        }
    }

    private static void Accumulate(
        MatrixSource source, double* current, double* next, PackedTriangle x, EngineOptions options)
    {
        int tiles = (x.Panels + TilePanels - 1) / TilePanels;
        int depth = DepthAt(source, 0);
        double* first = current;
        ParallelTasks.Run(options.Threads, source.Pieces(depth), piece => source.Pack(0, depth, piece, first));
        for (long at = 0; at < source.Depth; at += BlockDepth)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            depth = DepthAt(source, at);
            long following = at + BlockDepth;
            int nextDepth = DepthAt(source, following);
            int pieces = nextDepth > 0 ? source.Pieces(nextDepth) : 0;
            double* packed = current;
            double* free = next;
            int terms = depth;
            ParallelTasks.Run(options.Threads, pieces + (tiles * (tiles + 1) / 2), task =>
            {
                if (task < pieces)
                {
                    source.Pack(following, nextDepth, task, free);
                }
                else
                {
                    (int row, int column) = TileOf(task - pieces, tiles);
                    AddTile(row, column, packed, terms, x, options.Kernels);
                }
            });
            current = free;
            next = packed;
        }
    }

    /// <summary>
    /// Tiles of the lower triangle, column after column: the operand that is read by columns stays in L2.
    /// </summary>
    private static (int Row, int Column) TileOf(int index, int tiles)
    {
        int column = 0;
        while (index >= tiles - column)
        {
            index -= tiles - column;
            column++;
        }

        return (column + index, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(int row, int column, double* packed, int depth, PackedTriangle x, KernelSet kernels)
    {
        long panel = (long)Height * depth;
        int lastRow = Math.Min((row + 1) * TilePanels, x.Panels);
        for (int p = row * TilePanels; p < lastRow; p++)
        {
            int lastColumn = Math.Min((column + 1) * TilePanels, p + 1);
            for (int q = column * TilePanels; q < lastColumn; q++)
            {
                double* block = x.Panel(p) + ((long)q * Height * Height);
                if (q < p && (p + 1) * Height <= x.Order)
                {
                    kernels.Tiles.Multiply(packed + (p * panel), packed + (q * panel), depth, Height, block);
                }
                else
                {
                    int rows = EdgeKernels.RoundUp(Math.Min(Height, x.Order - (p * Height)));
                    AddEdge(packed + (p * panel), packed + (q * panel), depth, rows, q == p, block, kernels);
                }
            }
        }
    }

    /// <summary>A block of which the first rows are there, and on the diagonal only what is not above it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddEdge(
        double* a, double* b, int depth, int rows, bool isDiagonal, double* block, KernelSet kernels)
    {
        const int step = EdgeKernels.Step;
        for (int j = 0; j < (isDiagonal ? rows : Height); j += step)
        {
            int first = isDiagonal ? j : 0;
            double* columns = block + (j * Height);
            if (rows - first == Height)
            {
                kernels.Tiles.Multiply(a, b + j, depth, step, columns);
            }
            else
            {
                kernels.Edges.Multiply(a + first, b + j, depth, rows - first, columns + first);
            }
        }
    }

    private static int DepthAt(MatrixSource source, long first) =>
        (int)Math.Clamp(source.Depth - first, 0, BlockDepth);

    private static long BlockLength(int order, int depth) => (long)PackedTriangle.PanelsOf(order) * Height * depth;
}
