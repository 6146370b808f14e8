using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Register tiles of three vectors × 8 or 4 columns, as many as the registers hold. The sums of one element are taken
/// in order of k whatever the width, so that all widths with fused multiply-add give the same bits.
/// </summary>
internal sealed unsafe class VectorTileKernels<TSimd, T, TVector> : TileKernels<T>
    where TSimd : struct, ISimd<T, TVector>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(T* a, T* b, int depth, int columns, T* c)
    {
        for (int k = 0; k < depth; k += SumTerms)
        {
            T* rows = b + ((nint)k * Rows);
            Tiles<RowMajor>(a + ((nint)k * Rows), &rows, 1, Math.Min(SumTerms, depth - k), 0, columns, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyStacked(T* a, T** blocks, int count, nint offset, int columns, T* c)
    {
        int step = SumTerms / Rows;
        for (int k = 0; k < count; k += step)
        {
            Tiles<ColumnMajor>(
                a + ((nint)k * Rows * Rows), blocks + k, Math.Min(step, count - k), Rows, offset, columns, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<TOrder>(T* a, T** blocks, int count, int depth, nint offset, int columns, T* c)
        where TOrder : struct, IOrder
    {
        for (int j = 0; j < columns; j += TSimd.TileColumns)
        {
            for (int i = 0; i < Rows; i += 3 * TSimd.Lanes)
            {
                T* tile = c + (j * Rows) + i;
                Prefetch(tile);
                if (TSimd.TileColumns == 8)
                {
                    Tile8<TOrder>(a + i, blocks, count, depth, offset + (j * TOrder.Column(Rows)), tile);
                }
                else
                {
                    Tile4<TOrder>(a + i, blocks, count, depth, offset + (j * TOrder.Column(Rows)), tile);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(T* c, TVector c0, TVector c1, TVector c2)
    {
        int lanes = TSimd.Lanes;
        TSimd.Store(TSimd.Add(TSimd.Load(c), c0), c);
        TSimd.Store(TSimd.Add(TSimd.Load(c + lanes), c1), c + lanes);
        TSimd.Store(TSimd.Add(TSimd.Load(c + (2 * lanes)), c2), c + (2 * lanes));
    }

    /// <summary>
    /// Asks for a tile of the result, which is wanted when its sums are done. In a matrix beyond the cache it comes
    /// from memory; the hardware's own prefetching ends at every page.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(T* tile)
    {
        const int line = 64;
        if (!Sse.IsSupported)
        {
            return;
        }

        for (int column = 0; column < TSimd.TileColumns; column++)
        {
            byte* bytes = (byte*)(tile + (column * Rows));
            for (int at = 0; at < 3 * TSimd.Lanes * sizeof(T); at += line)
            {
                Sse.Prefetch0(bytes + at);
            }
        }
    }

    /// <summary>A register tile of three vectors × 8 columns: 24 accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<TOrder>(T* a, T** blocks, int count, int depth, nint offset, T* c)
        where TOrder : struct, IOrder
    {
        int lanes = TSimd.Lanes;
        TVector c00 = TSimd.Zero, c01 = TSimd.Zero, c02 = TSimd.Zero;
        TVector c10 = TSimd.Zero, c11 = TSimd.Zero, c12 = TSimd.Zero;
        TVector c20 = TSimd.Zero, c21 = TSimd.Zero, c22 = TSimd.Zero;
        TVector c30 = TSimd.Zero, c31 = TSimd.Zero, c32 = TSimd.Zero;
        TVector c40 = TSimd.Zero, c41 = TSimd.Zero, c42 = TSimd.Zero;
        TVector c50 = TSimd.Zero, c51 = TSimd.Zero, c52 = TSimd.Zero;
        TVector c60 = TSimd.Zero, c61 = TSimd.Zero, c62 = TSimd.Zero;
        TVector c70 = TSimd.Zero, c71 = TSimd.Zero, c72 = TSimd.Zero;
        for (int i = 0; i < count; i++)
        {
            T* b = blocks[i] + offset;
            for (int k = 0; k < depth; k++)
            {
                TVector a0 = TSimd.Load(a), a1 = TSimd.Load(a + lanes), a2 = TSimd.Load(a + (2 * lanes));
                var x = TSimd.Broadcast(*b);
                c00 = TSimd.MultiplyAdd(a0, x, c00);
                c01 = TSimd.MultiplyAdd(a1, x, c01);
                c02 = TSimd.MultiplyAdd(a2, x, c02);
                x = TSimd.Broadcast(b[TOrder.Column(Rows)]);
                c10 = TSimd.MultiplyAdd(a0, x, c10);
                c11 = TSimd.MultiplyAdd(a1, x, c11);
                c12 = TSimd.MultiplyAdd(a2, x, c12);
                x = TSimd.Broadcast(b[2 * TOrder.Column(Rows)]);
                c20 = TSimd.MultiplyAdd(a0, x, c20);
                c21 = TSimd.MultiplyAdd(a1, x, c21);
                c22 = TSimd.MultiplyAdd(a2, x, c22);
                x = TSimd.Broadcast(b[3 * TOrder.Column(Rows)]);
                c30 = TSimd.MultiplyAdd(a0, x, c30);
                c31 = TSimd.MultiplyAdd(a1, x, c31);
                c32 = TSimd.MultiplyAdd(a2, x, c32);
                x = TSimd.Broadcast(b[4 * TOrder.Column(Rows)]);
                c40 = TSimd.MultiplyAdd(a0, x, c40);
                c41 = TSimd.MultiplyAdd(a1, x, c41);
                c42 = TSimd.MultiplyAdd(a2, x, c42);
                x = TSimd.Broadcast(b[5 * TOrder.Column(Rows)]);
                c50 = TSimd.MultiplyAdd(a0, x, c50);
                c51 = TSimd.MultiplyAdd(a1, x, c51);
                c52 = TSimd.MultiplyAdd(a2, x, c52);
                x = TSimd.Broadcast(b[6 * TOrder.Column(Rows)]);
                c60 = TSimd.MultiplyAdd(a0, x, c60);
                c61 = TSimd.MultiplyAdd(a1, x, c61);
                c62 = TSimd.MultiplyAdd(a2, x, c62);
                x = TSimd.Broadcast(b[7 * TOrder.Column(Rows)]);
                c70 = TSimd.MultiplyAdd(a0, x, c70);
                c71 = TSimd.MultiplyAdd(a1, x, c71);
                c72 = TSimd.MultiplyAdd(a2, x, c72);
                a += Rows;
                b += TOrder.Row(Rows);
            }
        }

        AddTo(c, c00, c01, c02);
        c += Rows;
        AddTo(c, c10, c11, c12);
        c += Rows;
        AddTo(c, c20, c21, c22);
        c += Rows;
        AddTo(c, c30, c31, c32);
        c += Rows;
        AddTo(c, c40, c41, c42);
        c += Rows;
        AddTo(c, c50, c51, c52);
        c += Rows;
        AddTo(c, c60, c61, c62);
        c += Rows;
        AddTo(c, c70, c71, c72);
    }

    /// <summary>A register tile of three vectors × 4 columns: 12 accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TOrder>(T* a, T** blocks, int count, int depth, nint offset, T* c)
        where TOrder : struct, IOrder
    {
        int lanes = TSimd.Lanes;
        TVector c00 = TSimd.Zero, c01 = TSimd.Zero, c02 = TSimd.Zero;
        TVector c10 = TSimd.Zero, c11 = TSimd.Zero, c12 = TSimd.Zero;
        TVector c20 = TSimd.Zero, c21 = TSimd.Zero, c22 = TSimd.Zero;
        TVector c30 = TSimd.Zero, c31 = TSimd.Zero, c32 = TSimd.Zero;
        for (int i = 0; i < count; i++)
        {
            T* b = blocks[i] + offset;
            for (int k = 0; k < depth; k++)
            {
                TVector a0 = TSimd.Load(a), a1 = TSimd.Load(a + lanes), a2 = TSimd.Load(a + (2 * lanes));
                var x = TSimd.Broadcast(*b);
                c00 = TSimd.MultiplyAdd(a0, x, c00);
                c01 = TSimd.MultiplyAdd(a1, x, c01);
                c02 = TSimd.MultiplyAdd(a2, x, c02);
                x = TSimd.Broadcast(b[TOrder.Column(Rows)]);
                c10 = TSimd.MultiplyAdd(a0, x, c10);
                c11 = TSimd.MultiplyAdd(a1, x, c11);
                c12 = TSimd.MultiplyAdd(a2, x, c12);
                x = TSimd.Broadcast(b[2 * TOrder.Column(Rows)]);
                c20 = TSimd.MultiplyAdd(a0, x, c20);
                c21 = TSimd.MultiplyAdd(a1, x, c21);
                c22 = TSimd.MultiplyAdd(a2, x, c22);
                x = TSimd.Broadcast(b[3 * TOrder.Column(Rows)]);
                c30 = TSimd.MultiplyAdd(a0, x, c30);
                c31 = TSimd.MultiplyAdd(a1, x, c31);
                c32 = TSimd.MultiplyAdd(a2, x, c32);
                a += Rows;
                b += TOrder.Row(Rows);
            }
        }

        AddTo(c, c00, c01, c02);
        c += Rows;
        AddTo(c, c10, c11, c12);
        c += Rows;
        AddTo(c, c20, c21, c22);
        c += Rows;
        AddTo(c, c30, c31, c32);
    }

    /// <summary>Distances between neighbors in the right operand.</summary>
    private interface IOrder
    {
        /// <summary>From B[k, j] to B[k + 1, j].</summary>
        static abstract int Row(int rows);

        /// <summary>From B[k, j] to B[k, j + 1].</summary>
        static abstract int Column(int rows);
    }

    private readonly struct RowMajor : IOrder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Row(int rows) => rows;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Column(int rows) => 1;
    }

    private readonly struct ColumnMajor : IOrder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Row(int rows) => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Column(int rows) => rows;
    }
}
