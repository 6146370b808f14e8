namespace Heavytail.Formats.Pieces;

/// <summary>A block of a tensor that is stored apart from the others.</summary>
/// <param name="Starts">Its first index along each dimension.</param>
/// <param name="Lengths">Its length along each dimension.</param>
/// <param name="OpenRead">Opens a forward stream of its elements, row-major.</param>
internal sealed record TensorBlock(long[] Starts, long[] Lengths, Func<Stream> OpenRead)
{
    /// <summary>Elements of the block.</summary>
    public Int128 ElementCount => Lengths.Aggregate((Int128)1, (product, length) => product * length);

    public long End(int axis) => Starts[axis] + Lengths[axis];
}
