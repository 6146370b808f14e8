using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>A tensor as a pickle describes it: which elements of which storage.</summary>
internal sealed record TorchTensor(TorchType Type, StridedLayout Layout, TorchStorageId StorageId)
{
    /// <summary>
    /// A dimension that is repeated (stride 0) costs no bytes in the file. Small ones are honest broadcasts; this many
    /// elements out of fewer stored ones are not.
    /// </summary>
    public const long MaxExpandedElements = 1 << 20;

    /// <summary>Checks it against the storage it points into.</summary>
    /// <exception cref="InvalidCheckpointException">It reaches beyond the storage, or the storage is not
    /// whole.</exception>
    public void Check(TorchStorage? storage, ByteSource file, string name)
    {
        // Sizes are in units of the storage's own type: of an untyped one, in bytes.
        Int128 declared = (Int128)StorageId.Count * StorageId.Type.Bytes;
        Int128 viewed = (Int128)StorageId.ViewCount * StorageId.Type.Bytes;
        Int128 end = (Int128)Layout.End * Type.Bytes;
        if (end > viewed && Layout.Shape.ElementCount > 0)
        {
            throw file.InvalidTensor(
                name,
                $"shape {Layout.Shape} of {Type.Name} at offset {Layout.Offset:N0} reaches byte {end:N0} of storage "
                + $"`{StorageId.Key}`, which has {viewed:N0}");
        }

        if (Layout.Shape.ElementCount > Math.Max(MaxExpandedElements, StorageId.Count))
        {
            throw file.InvalidTensor(
                name,
                $"shape {Layout.Shape} repeats the {StorageId.Count:N0} elements of storage `{StorageId.Key}`; at most "
                + $"{MaxExpandedElements:N0} elements may come by repetition");
        }

        if (storage is null && declared > 0)
        {
            throw file.Truncated($"its storage `{StorageId.Key}` is not in the file", name);
        }

        if (storage is not null && storage.ByteLength < declared)
        {
            throw file.Truncated(
                $"its storage `{StorageId.Key}` holds {storage.ByteLength:N0} bytes, {declared:N0} were expected",
                name);
        }
    }

    /// <summary>Opens its elements, row-major and little-endian.</summary>
    public Stream OpenRead(TorchStorage? storage)
    {
        int bytes = Type.Bytes;
        long length = Layout.Shape.ElementCount * bytes;
        if (storage is null || length == 0)
        {
            return Stream.Null;
        }

        long view = StorageId.ViewOffset * StorageId.Type.Bytes;
        var elements = Layout.IsContiguous
            ? storage.OpenRead(view + Layout.Offset * bytes, length)
            : new StridedStream(storage.OpenRead(view, Layout.End * bytes), Layout, bytes);
        return storage.BigEndian && Type.NumberBytes > 1
            ? new ByteSwapStream(elements, length, Type.NumberBytes)
            : elements;
    }
}
