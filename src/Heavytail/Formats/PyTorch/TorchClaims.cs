namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What all tensors of a file claim of its storages. Views cost no bytes, so a thousand of them make a thousand tensors
/// of one storage; honest files have views, but not many times what they store.
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
        if (content is not TorchDense { Tensor: var tensor } || !_places.Add((content.Place!, content.Shape)))
        {
            return;
        }

        bool isNew = _storages.Add(tensor.StorageId.Key);
        _stored += isNew ? tensor.StorageId.Count : 0;
        _claimed += content.Shape.ElementCount;
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
