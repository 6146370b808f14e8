using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Register tiles of three vectors × 8 or 4 columns, as many as the registers hold. The sums of one element are taken
/// in order of k whatever the width, so that all widths with fused multiply-add give the same bits.
/// </summary>
internal sealed unsafe class VectorTileKernels<TSimd, T, TVector> : TileKernels<T>
    where TSimd : struct, ISimd<T, TVector>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : struct
{
    public override void Multiply(T* a, T* b, int depth, int columns, T* c) =>
        Tiles<RowMajor>(a, &b, 1, depth, 0, columns, c);

    public override void MultiplyStacked(T* a, T** blocks, int count, nint offset, int columns, T* c) =>
        Tiles<ColumnMajor>(a, blocks, count, Rows, offset, columns, c);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<TOrder>(T* a, T** blocks, int count, int depth, nint offset, int columns, T* c)
        where TOrder : struct, IOrder
    {
        for (int j = 0; j < columns; j += TSimd.TileColumns)
        {
            for (int i = 0; i < Rows; i += 3 * TSimd.Lanes)
            {
                T* tile = c + (j * Rows) + i;
                Prefetch(tile + (TSimd.TileColumns * Rows));
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

    /// <summary>
    /// Asks for the next tile of the result. In a matrix beyond the cache it comes from memory, and a tile's first loads
    /// hold up everything behind them; the hardware's own prefetching ends at every page.
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
        T* column = c;
        TVector c00 = TSimd.Load(column), c01 = TSimd.Load(column + lanes), c02 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c10 = TSimd.Load(column), c11 = TSimd.Load(column + lanes), c12 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c20 = TSimd.Load(column), c21 = TSimd.Load(column + lanes), c22 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c30 = TSimd.Load(column), c31 = TSimd.Load(column + lanes), c32 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c40 = TSimd.Load(column), c41 = TSimd.Load(column + lanes), c42 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c50 = TSimd.Load(column), c51 = TSimd.Load(column + lanes), c52 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c60 = TSimd.Load(column), c61 = TSimd.Load(column + lanes), c62 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c70 = TSimd.Load(column), c71 = TSimd.Load(column + lanes), c72 = TSimd.Load(column + (2 * lanes));
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

        column = c;
        TSimd.Store(c00, column);
        TSimd.Store(c01, column + lanes);
        TSimd.Store(c02, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c10, column);
        TSimd.Store(c11, column + lanes);
        TSimd.Store(c12, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c20, column);
        TSimd.Store(c21, column + lanes);
        TSimd.Store(c22, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c30, column);
        TSimd.Store(c31, column + lanes);
        TSimd.Store(c32, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c40, column);
        TSimd.Store(c41, column + lanes);
        TSimd.Store(c42, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c50, column);
        TSimd.Store(c51, column + lanes);
        TSimd.Store(c52, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c60, column);
        TSimd.Store(c61, column + lanes);
        TSimd.Store(c62, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c70, column);
        TSimd.Store(c71, column + lanes);
        TSimd.Store(c72, column + (2 * lanes));
    }

    /// <summary>A register tile of three vectors × 4 columns: 12 accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TOrder>(T* a, T** blocks, int count, int depth, nint offset, T* c)
        where TOrder : struct, IOrder
    {
        int lanes = TSimd.Lanes;
        T* column = c;
        TVector c00 = TSimd.Load(column), c01 = TSimd.Load(column + lanes), c02 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c10 = TSimd.Load(column), c11 = TSimd.Load(column + lanes), c12 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c20 = TSimd.Load(column), c21 = TSimd.Load(column + lanes), c22 = TSimd.Load(column + (2 * lanes));
        column += Rows;
        TVector c30 = TSimd.Load(column), c31 = TSimd.Load(column + lanes), c32 = TSimd.Load(column + (2 * lanes));
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

        column = c;
        TSimd.Store(c00, column);
        TSimd.Store(c01, column + lanes);
        TSimd.Store(c02, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c10, column);
        TSimd.Store(c11, column + lanes);
        TSimd.Store(c12, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c20, column);
        TSimd.Store(c21, column + lanes);
        TSimd.Store(c22, column + (2 * lanes));
        column += Rows;
        TSimd.Store(c30, column);
        TSimd.Store(c31, column + lanes);
        TSimd.Store(c32, column + (2 * lanes));
    }

    /// <summary>Distances between neighbours in the right operand.</summary>
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
