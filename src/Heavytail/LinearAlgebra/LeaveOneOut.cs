// What:      the Gram matrix of V without each of some blocks of its columns, and of V without blocks of its rows.
// Formula:   columns: halves of the blocks in turn, each half with the sum of all other columns, until one block is
//            left out: each column is multiplied ⌈log₂ g⌉ times at most for g blocks, and not g − 1 times. Rows: V·Vᵀ
//            without the rows and columns of the block.
// Not done:  taking the block's own Gram matrix from the whole: one large weight in it would leave the rounding of its
//            square on everything else.
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>Gram matrices of what is left of a matrix without each of its blocks.</summary>
/// <param name="source">V, whose blocks of columns may be asked for in any order.</param>
/// <param name="blocks">Ranges that follow each other and are all columns of V, or all rows.</param>
/// <param name="options">Kernels, threads and cancellation.</param>
internal sealed class LeaveOneOut(MatrixSource source, IReadOnlyList<Range> blocks, EngineOptions options)
{
    /// <summary>The most Gram matrices that are held at once.</summary>
    public static int MostHeld(int blocks) => 2 + (int)Math.Log2(blocks);

    /// <summary>Without each block of columns.</summary>
    /// <param name="take">Is given each block's index and matrix, which it may overwrite.</param>
    public void Columns(Action<int, PackedTriangle> take)
    {
        using var none = new PackedTriangle(source.Order);
        Halve(none, 0, blocks.Count, take);
    }

    /// <summary>Without each block of rows.</summary>
    /// <param name="take">Is given each block's index and matrix, which it may overwrite.</param>
    public void Rows(Action<int, PackedTriangle> take)
    {
        using var whole = GramMatrix.Compute(source, options);
        for (int block = 0; block < blocks.Count; block++)
        {
            int first = blocks[block].Start.Value;
            using var rest = whole.Without(first, blocks[block].End.Value - first);
            take(block, rest);
        }
    }

    /// <summary>Takes some blocks, with the sum of all others, which is overwritten.</summary>
    private void Halve(PackedTriangle others, int first, int count, Action<int, PackedTriangle> take)
    {
        if (count == 1)
        {
            take(first, others);
            return;
        }

        int half = count / 2;
        using (var left = others.Copy())
        {
            Add(first + half, count - half, left);
            Halve(left, first, half, take);
        }

        Add(first, half, others);
        Halve(others, first + half, count - half, take);
    }

    private void Add(int first, int count, PackedTriangle sum) => GramMatrix.Add(
        new ColumnRange(source, blocks[first].Start.Value, blocks[first + count - 1].End.Value), sum, options);

    /// <summary>Consecutive columns of a matrix.</summary>
    private sealed unsafe class ColumnRange(MatrixSource all, int from, int to) : MatrixSource
    {
        public override int Order => all.Order;

        public override long Depth => to - from;

        public override int Pieces(int depth) => all.Pieces(depth);

        public override void Pack(long first, int depth, int piece, double* packed) =>
            all.Pack(from + first, depth, piece, packed);
    }
}
