using Heavytail.Files;

namespace Heavytail.Formats.PyTorch;

/// <summary>
/// What all tensors of a file claim of its storages. Views cost no bytes, so a thousand of them make a thousand tensors
/// of one storage; honest files have views, but not many times what they store.
/// </summary>
/// <param name="file">The file that errors name.</param>
internal sealed class TorchClaims(ByteSource file)
{
    /// <summary>Elements of views in a file, however little it stores.</summary>
    public const long FreeElements = 4 * TorchTensor.MaxExpandedElements;

    /// <summary>Beyond those, elements of views for each element of a storage.</summary>
    public const int MaxViews = 8;

    private readonly HashSet<object> _places = [];
    private readonly HashSet<string> _storages = new(StringComparer.Ordinal);
    private Int128 _claimed;
    private Int128 _stored;

    /// <summary>Counts a tensor; tied ones count once.</summary>
    /// <exception cref="InvalidCheckpointException">It is one view too many.</exception>
    public void Add(TorchContent content, string name)
    {
        if (content is not TorchDense { Tensor: var tensor } || !_places.Add((content.Place!, content.Shape)))
        {
            return;
        }

        _stored += _storages.Add(tensor.StorageId.Key) ? tensor.StorageId.Count : 0;
        _claimed += content.Shape.ElementCount;
        if (_claimed > FreeElements + (_stored * MaxViews))
        {
            throw file.InvalidTensor(
                name,
                $"is one view too many: the tensors up to it have {_claimed:N0} elements, their storages {_stored:N0}",
                "no weight file repeats its elements so often");
        }
    }
}
