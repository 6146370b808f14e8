using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Tests.Spectra;

/// <summary>Packs a source as an engine does, and gives back all that it wrote.</summary>
internal static unsafe class Packing
{
    /// <summary>Every block, on one thread, pieces in order.</summary>
    public static double[][] Blocks(MatrixSource source, int blockDepth = GramMatrix.BlockDepth)
    {
        var blocks = new List<double[]>();
        for (long first = 0; first < source.Depth; first += blockDepth)
        {
            int depth = (int)Math.Min(blockDepth, source.Depth - first);
            double[] packed = NewBlock(source, depth);
            for (int piece = 0; piece < source.Pieces(depth); piece++)
            {
                Pack(source, first, depth, piece, packed);
            }

            blocks.Add(packed);
        }

        return [.. blocks];
    }

    /// <summary>
    /// The same on several threads: the pieces of two blocks at a time, in no order, the next block beginning before
    /// the
    /// last one has ended.
    /// </summary>
    public static double[][] BlocksAtOnce(MatrixSource source, int threads, int blockDepth = GramMatrix.BlockDepth)
    {
        double[][] blocks = [.. Enumerable.Range(0, (int)((source.Depth + blockDepth - 1) / blockDepth))
            .Select(block => NewBlock(source, DepthOf(block)))];
        var random = new Random(7);
        var settings = new ParallelOptions { MaxDegreeOfParallelism = threads };
        for (int block = 0; block < blocks.Length; block += 2)
        {
            var pieces = new List<(int Block, int Piece)>();
            foreach (int now in new[] { block, block + 1 }.Where(now => now < blocks.Length))
            {
                int[] order = [.. Enumerable.Range(0, source.Pieces(DepthOf(now)))];
                random.Shuffle(order);
                pieces.AddRange(order.Select(piece => (now, piece)));
            }

            int next = -1;
            Parallel.For(0, threads, settings, _ =>
            {
                for (int at = Interlocked.Increment(ref next); at < pieces.Count; at = Interlocked.Increment(ref next))
                {
                    (int now, int piece) = pieces[at];
                    Pack(source, (long)now * blockDepth, DepthOf(now), piece, blocks[now]);
                }
            });
        }

        return blocks;

        int DepthOf(int block) => (int)Math.Min(blockDepth, source.Depth - ((long)block * blockDepth));
    }

    private static double[] NewBlock(MatrixSource source, int depth)
    {
        double[] packed = new double[PackedTriangle.PanelsOf(source.Order) * PackedTriangle.PanelRows * depth];
        Array.Fill(packed, double.NaN);
        return packed;
    }

    private static void Pack(MatrixSource source, long first, int depth, int piece, double[] packed)
    {
        fixed (double* pointer = packed)
        {
            source.Pack(first, depth, piece, pointer);
        }
    }
}
