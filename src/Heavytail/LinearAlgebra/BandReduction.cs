// What:      a dense symmetric matrix → a band matrix with the same eigenvalues (the first of two stages).
// Formula:   for each block column: QR of the panel below the diagonal block, Q = I − V·T·Vᵀ; then
//            QᵀAQ = A + V·X̃ᵀ + X̃·Vᵀ with Y = A·V and X̃ = −Y·T + ½·V·(TᵀVᵀY·T).
// Reference: Bischof, Lang & Sun, ACM TOMS 26 (2000) 581; Haidar, Ltaief & Dongarra, SC'11.
// Not done:  no eigenvectors: Q is forgotten as soon as it is applied.
using System.Numerics;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The reduction: 4/3·M³ multiply-adds, all but O(M²·R) of them in the multiplication kernel. The band is R wide.
/// </summary>
/// <remarks>Backward stable: eigenvalues move by a small multiple of ε·λ_max, ε of T.</remarks>
internal static unsafe class BandReduction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Panels of a task: enough to be worth handing over, few enough for tasks to even out.</summary>
    private const int TaskPanels = 16;

    private static readonly int s_rows = TileKernels<T>.Rows;
    private static readonly int s_block = s_rows * s_rows;

    /// <summary>Bytes of scratch for a matrix of this order, the band among them.</summary>
    public static long ScratchBytes(int order)
    {
        int panels = PanelsOf(order);
        return (sizeof(T) * ((2 * BlockReflector<T>.LengthOf(panels)) + TrailingUpdate<T>.LengthOf(panels)))
            + (sizeof(double) * (((long)panels * s_block) + BandMatrix.LengthOf(order, s_rows)));
    }

    public static int PanelsOf(int order) => (order + s_rows - 1) / s_rows;

    /// <summary>Reduces in place.</summary>
    /// <param name="a">Matrix with whole diagonal blocks and zeros in rows from the order on; overwritten.</param>
    /// <param name="order">Order of the matrix.</param>
    /// <param name="kernels">Tile kernels of T.</param>
    /// <param name="options">Thread count, and the kernels of double.</param>
    public static BandMatrix Reduce(PanelView<T> a, int order, TileKernels<T> kernels, EngineOptions options)
    {
        var band = new BandMatrix(order, s_rows);
        int panels = a.Panels;
        band.SetDiagonalBlock(0, a.Block(0, 0));
        if (panels == 1)
        {
            return band;
        }

        using var panel = new AlignedMemory<double>((long)panels * s_block);
        using var pass = new TrailingUpdate<T>(panels - 1);
        using var even = new BlockReflector<T>(panels - 1);
        using var odd = new BlockReflector<T>(panels - 1);
        (var current, var next) = (even, odd);
        for (int k = 1; k < panels; k++)
        {
            Convert(a.Block(k, 0), panel.Pointer + ((k - 1L) * s_block));
        }

        Factor(panels - 1, 0, panel.Pointer, current, kernels, options, band);
        pass.Pass(a, 1, null, current, options, kernels);
        for (int first = 1; ; first++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            MakeX(panels - first, pass, current, kernels, options);
            LookAhead(a, first, current, panel.Pointer, kernels, options);
            band.SetDiagonalBlock(first * s_rows, a.Block(first, first));
            if (first + 1 == panels)
            {
                return band;
            }

            Factor(panels - first - 1, first, panel.Pointer, next, kernels, options, band);
            pass.Pass(a, first + 1, current, next, options, kernels);
            (current, next) = (next, current);
        }
    }

    /// <summary>The panel below diagonal block <paramref name="q"/> → V and T; R goes to the band.</summary>
    private static void Factor(
        int count,
        int q,
        double* panel,
        BlockReflector<T> reflector,
        TileKernels<T> kernels,
        EngineOptions options,
        BandMatrix band)
    {
        double* r = stackalloc double[s_block];
        double* tau = stackalloc double[s_rows];
        PanelFactorization.Factor(panel, count, s_rows, options.Kernels.Panels, r, tau);
        band.SetTriangleBelow(q * s_rows, r);
        using var products = new AlignedMemory<T>((long)TasksOf(count) * s_block);
        products.Clear();
        ParallelTasks.Run(options.Threads, TasksOf(count), task =>
        {
            int first = task * TaskPanels;
            int end = Math.Min(first + TaskPanels, count);
            for (int k = first; k < end; k++)
            {
                reflector.SetV(k, panel + ((long)k * s_block));
            }

            T* rows = reflector.Rows(first);
            kernels.Multiply(rows, rows, (end - first) * s_rows, s_rows, products.Pointer + ((long)task * s_block));
        });
        double* s = stackalloc double[s_block];
        Convert(AddUp(products.Pointer, TasksOf(count)), s);
        PanelFactorization.TriangularFactor(s, tau, s_rows, r);
        for (int k = 0; k < s_block; k++)
        {
            reflector.NegativeTriangle[k] = T.CreateTruncating(-r[k]);
        }
    }

    /// <summary>X̃ = Y·(−T) + V·M with M = ½·Tᵀ·(VᵀY)·T.</summary>
    private static void MakeX(
        int count, TrailingUpdate<T> pass, BlockReflector<T> reflector, TileKernels<T> kernels, EngineOptions options)
    {
        using var scratch = new AlignedMemory<T>((TasksOf(count) + 2L) * s_block);
        scratch.Clear();
        T* zt = scratch.Pointer; // −VᵀY·T
        T* m = zt + s_block; // TᵀVᵀY·T
        T* parts = m + s_block; // of VᵀY
        T* triangle = reflector.NegativeTriangle;
        nint[] products = new nint[count];
        ParallelTasks.Run(options.Threads, TasksOf(count), task =>
        {
            int first = task * TaskPanels;
            int end = Math.Min(first + TaskPanels, count);
            for (int k = first; k < end; k++)
            {
                products[k] = (nint)pass.Product(k, count);
            }

            fixed (nint* y = products)
            {
                kernels.MultiplyStacked(
                    reflector.Rows(first), (T**)y + first, end - first, 0, s_rows, parts + ((long)task * s_block));
            }
        });
        T* z = AddUp(parts, TasksOf(count));
        kernels.Multiply(z, triangle, s_rows, s_rows, zt);
        kernels.MultiplyStacked(triangle, &zt, 1, 0, s_rows, m);
        Symmetrize(m);
        ParallelTasks.Run(options.Threads, count, k =>
        {
            T* x = reflector.X(k);
            new Span<T>(x, s_block).Clear();
            kernels.Multiply((T*)products[k], triangle, s_rows, s_rows, x);
            kernels.Multiply(reflector.V(k), m, s_rows, s_rows, x);
            reflector.PublishX(k);
        });
    }

    private static int TasksOf(int count) => (count + TaskPanels - 1) / TaskPanels;

    /// <summary>Adds blocks to the first of them, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T* AddUp(T* blocks, int count)
    {
        int length = TileKernels<T>.Rows * TileKernels<T>.Rows;
        for (int block = 1; block < count; block++)
        {
            for (int k = 0; k < length; k++)
            {
                blocks[k] += blocks[(block * length) + k];
            }
        }

        return blocks;
    }

    /// <summary>Brings the next block column up to date before the rest, so that it can be factored.</summary>
    private static void LookAhead(
        PanelView<T> a,
        int first,
        BlockReflector<T> current,
        double* panel,
        TileKernels<T> kernels,
        EngineOptions options) =>
        ParallelTasks.Run(options.Threads, a.Panels - first, k =>
        {
            T* block = a.Block(first + k, first);
            kernels.Multiply(current.Left(k), current.Right(0), 2 * s_rows, s_rows, block);
            if (k > 0)
            {
                Convert(block, panel + ((k - 1L) * s_block));
            }
        });

    /// <summary>½·(M + Mᵀ) halved: M is symmetric but for rounding, and rows can then be read as columns.</summary>
    private static void Symmetrize(T* m)
    {
        var quarter = T.CreateTruncating(0.25);
        for (int i = 0; i < s_rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                var mean = quarter * (m[(i * s_rows) + j] + m[(j * s_rows) + i]);
                m[(i * s_rows) + j] = mean;
                m[(j * s_rows) + i] = mean;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert(T* source, double* destination)
    {
        if (typeof(T) == typeof(double))
        {
            new ReadOnlySpan<double>(source, s_block).CopyTo(new Span<double>(destination, s_block));
            return;
        }

        for (int k = 0; k < s_block; k++)
        {
            destination[k] = double.CreateTruncating(source[k]);
        }
    }
}
