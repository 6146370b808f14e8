namespace Heavytail.Traps;

/// <summary>Where an entry lies.</summary>
/// <param name="Slice">Slice of the layer.</param>
/// <param name="Row">Row of the slice: an output.</param>
/// <param name="Column">Column of the slice: an input.</param>
/// <param name="InTensor">Row-major index in the stored tensor.</param>
internal readonly record struct EntryPlace(int Slice, int Row, int Column, long InTensor);

/// <summary>The order of reading of a layer ↔ slices, rows and columns.</summary>
/// <param name="layer">The layer.</param>
internal sealed class EntryPlaces(Layer layer)
{
    /// <summary>Entries of a slice.</summary>
    public long SliceEntries { get; } = (long)layer.Rows * layer.Columns;

    /// <summary>Whether entries of all slices follow each other in turn.</summary>
    public bool Interleaved { get; } = layer.Rf > 1 && !layer.Layout.SlicesFirst;

    /// <summary>The place of an entry.</summary>
    /// <param name="slice">Its slice.</param>
    /// <param name="index">Its index in the order of reading of the slice.</param>
    public EntryPlace Of(int slice, long index)
    {
        (long first, long second) = Math.DivRem(index, layer.ReadColumns);
        (long row, long column) = layer.Layout.Transposed ? (second, first) : (first, second);
        long inReading = Interleaved ? (index * layer.Rf) + slice : (slice * SliceEntries) + index;
        return new EntryPlace(slice, (int)row, (int)column, layer.Layout.PlaceInTensor(inReading));
    }
}
