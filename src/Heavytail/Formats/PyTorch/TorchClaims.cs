namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What all tensors of a file claim of its storages. Views cost no bytes, so a thousand of them make a thousand tensors
/// of one storage; honest files have views, but not many times what they store. Codes, indexes and values of quantized
/// and sparse tensors are views like any other.
/// </summary>
/// <param name="file">Its storages, and the file that errors name.</param>
internal sealed class TorchClaims(TorchFile file)
{
    /// <summary>Elements of views in a file, however little it stores.</summary>
    public const long FreeElements = 4 * TorchTensor.MaxExpandedElements;

    /// <summary>Beyond those, elements of views for each element of a storage.</summary>
    public const int MaxViews = 8;

    /// <summary>Bytes that reading all views of deflated storages may unpack, however little those hold.</summary>
    public const long FreeUnpacked = 1L << 30;

    private readonly HashSet<object> _places = [];
    private readonly HashSet<string> _storages = new(StringComparer.Ordinal);
    private Int128 _claimed;
    private Int128 _stored;
    private Int128 _unpacked;
    private Int128 _deflated;

    /// <summary>Counts a tensor; tied ones count once.</summary>
    /// <exception cref="InvalidCheckpointException">It is one view too many.</exception>
    public void Add(TorchContent content, string name)
    {
        switch (content)
        {
            case TorchDense dense:
                Add(dense.Tensor, dense.Place, dense.Shape.ElementCount, name);
                break;
            case TorchQuantized codes:
                Add(codes.Codes, (codes.Shape, PlaceOf(codes.Codes)), codes.Shape.ElementCount, name);
                Add(codes.Scales.ScalesOfAxis, name);
                Add(codes.Scales.ZerosOfAxis, name);
                break;
            case TorchSparse sparse:
                // One that stores elements of its own may stand for many more; one that views those of others may not.
                bool isView = _storages.Contains(sparse.Values.Tensor.StorageId.Key);
                Add(
                    sparse.Values.Tensor,
                    (sparse.Shape, sparse.Values.Place, sparse.Outer.Place, sparse.Inner?.Place),
                    isView ? sparse.Shape.ElementCount : sparse.Values.Shape.ElementCount, name);
                Add(sparse.Outer, name);
                Add(sparse.Inner, name);
                break;
        }
    }

    private static object PlaceOf(TorchTensor tensor) => new TorchDense(tensor, ElementType.U8).Place;

    private void Add(TorchDense? part, string name)
    {
        if (part is not null)
        {
            Add(part.Tensor, part.Place, part.Shape.ElementCount, name);
        }
    }

    /// <param name="tensor">Where the elements lie.</param>
    /// <param name="place">What tied tensors have in common.</param>
    /// <param name="elements">Elements that are made of them.</param>
    /// <param name="name">The name of the whole tensor, for errors.</param>
    private void Add(TorchTensor tensor, object place, Int128 elements, string name)
    {
        if (!_places.Add((place, tensor.Layout.Shape)))
        {
            return;
        }

        bool isNew = _storages.Add(tensor.StorageId.Key);
        _stored += isNew ? tensor.StorageId.Count : 0;
        _claimed += elements;
        if (_claimed > FreeElements + (_stored * MaxViews))
        {
            throw file.Source.InvalidTensor(
                name,
                $"is one view too many: the tensors up to it have {_claimed:N0} elements, their storages {_stored:N0}",
                "no weight file repeats its elements so often");
        }

        AddUnpacked(tensor, name, isNew);
    }

    /// <summary>A view at the end of a deflated storage unpacks all of it, however small the view is.</summary>
    private void AddUnpacked(TorchTensor tensor, string name, bool isNew)
    {
        if (file.FindStorage(tensor.StorageId.Key) is not { IsDeflated: true } storage
            || tensor.Layout.Shape.ElementCount == 0)
        {
            return;
        }

        _deflated += isNew ? storage.ByteLength : 0;
        _unpacked += ((Int128)tensor.StorageId.ViewOffset * tensor.StorageId.Type.Bytes)
            + ((Int128)tensor.Layout.End * tensor.Type.Bytes);
        if (_unpacked > FreeUnpacked + (_deflated * MaxViews))
        {
            throw file.Source.InvalidTensor(
                name,
                $"is one view too many of deflated storages: to read the tensors up to it would unpack "
                + $"{_unpacked:N0} bytes, their storages hold {_deflated:N0}",
                "save the file again without compression, as `torch.save` does");
        }
    }
}
