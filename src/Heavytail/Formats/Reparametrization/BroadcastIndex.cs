namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Walks the elements of a tensor in their order, and gives for each the element of a smaller tensor that is broadcast
/// over it: same dimensions, some of them 1.
/// </summary>
internal struct BroadcastIndex
{
    private readonly long[] _dimensions;
    private readonly long[] _strides;
    private readonly long[] _at;

    /// <param name="whole">The tensor.</param>
    /// <param name="small">The smaller one, of as many dimensions.</param>
    public BroadcastIndex(TensorShape whole, TensorShape small)
    {
        // The last dimensions, over which one element is broadcast, are a run.
        int rank = whole.Rank;
        Run = 1;
        while (rank > 0 && small[rank - 1] == 1)
        {
            Run *= whole[--rank];
        }

        _dimensions = [.. whole.Dimensions[..rank]];
        _strides = new long[rank];
        _at = new long[rank];
        long stride = 1;
        for (int d = rank - 1; d >= 0; d--)
        {
            _strides[d] = small[d] == 1 ? 0 : stride;
            stride *= small[d];
        }
    }

    /// <summary>Whether a tensor of this shape can be broadcast so.</summary>
    public static bool Fits(TensorShape whole, TensorShape small)
    {
        if (small.Rank != whole.Rank)
        {
            return false;
        }

        for (int d = 0; d < whole.Rank; d++)
        {
            if (small[d] != 1 && small[d] != whole[d])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As many elements after each other have the same one of the smaller tensor.</summary>
    public long Run { get; }

    /// <summary>The element of the smaller tensor for the current run.</summary>
    public long Current { get; private set; }

    /// <summary>Moves on to the next run.</summary>
    public void Next()
    {
        for (int d = _dimensions.Length - 1; d >= 0; d--)
        {
            Current += _strides[d];
            if (++_at[d] < _dimensions[d])
            {
                return;
            }

            Current -= _strides[d] * _dimensions[d];
            _at[d] = 0;
        }
    }
}
