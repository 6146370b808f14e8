using System.Globalization;
using Heavytail.Files;
using Heavytail.Fits;

namespace Heavytail.Measures;

/// <summary>
/// A layer without a block of rows of its longer dimension, the same rows of every slice: what the jackknife fits. A
/// row is a column of W where W is wide.
/// </summary>
internal sealed class ShortenedLayer
{
    /// <summary>The fewest rows of a block: without a single row α moves in steps.</summary>
    private const int LeastBlockRows = 4;

    /// <summary>The fewest blocks: the variance of fewer exponents is a guess.</summary>
    private const int LeastBlocks = 5;

    private readonly Layer _whole;

    /// <param name="whole">The layer.</param>
    /// <param name="block">The rows to leave out of its N.</param>
    public ShortenedLayer(Layer whole, Range block)
    {
        (_whole, Block) = (whole, block);
        int left = whole.N - BlockRows;
        Layer = (whole.Rows >= whole.Columns ? whole with { Rows = left } : whole with { Columns = left }) with
        {
            Layout = whole.Layout with { View = null },
        };
    }

    /// <summary>The layer of what is left, in the whole layer's order of reading.</summary>
    public Layer Layer { get; }

    /// <summary>The rows that are left out of N.</summary>
    public Range Block { get; }

    /// <summary>Which rows are left out: all that tells its elements from those of the whole layer.</summary>
    public string Identity => string.Create(
        CultureInfo.InvariantCulture, $"all rows but {Block.Start.Value}-{Block.End.Value}");

    private int BlockRows => Block.End.Value - Block.Start.Value;

    /// <summary>
    /// The layer without each of its blocks in turn; empty where there are too few rows. A block of a square layer
    /// leaves fewer eigenvalues, which changes the small ones most; the interval holds α as often there as elsewhere
    /// (bench/calibration.md).
    /// </summary>
    public static IReadOnlyList<ShortenedLayer> All(Layer layer)
    {
        int blocks = Math.Min(BlockJackknife.DefaultBlocks, layer.N / LeastBlockRows);
        return blocks < LeastBlocks
            ? []
            : [.. BlockJackknife.Blocks(layer.N, blocks).Select(block => new ShortenedLayer(layer, block))];
    }

    /// <summary>The stored elements of what is left.</summary>
    /// <param name="stored">All stored elements of the layer in its order of reading, seekable; closed with the
    /// result.</param>
    public Stream Open(Stream stored)
    {
        // Bytes of a row as it is read, or of an element of each where rows lie across the order of reading.
        bool along = _whole.Rows >= _whole.Columns != _whole.Layout.Transposed;
        long unit = (_whole.Tensor.Type.Bits() / 8) * (_whole.Layout.SlicesFirst ? 1L : _whole.Rf)
            * (along ? _whole.M : 1);
        long length = _whole.ElementCount * (_whole.Tensor.Type.Bits() / 8);
        return new GapStream(stored, length, unit * _whole.N, unit * Block.Start.Value, unit * BlockRows);
    }
}
