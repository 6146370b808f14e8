namespace Heavytail.Formats.PyTorch;

/// <summary>What a pickle says of a storage: the persistent id of a tensor's numbers.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Key">Its name in the file.</param>
/// <param name="Count">Elements of the whole storage.</param>
/// <param name="ViewOffset">Offset of the view that the tensor is made of; 0 without a view.</param>
/// <param name="ViewCount">Elements of that view; all without one.</param>
internal sealed record TorchStorageId(TorchType Type, string Key, long Count, long ViewOffset, long ViewCount)
{
    /// <summary>
    /// Reads <c>("storage", class, key, location, count[, (view key, offset, count)])</c>, or of a whole-module pickle
    /// <c>("module", class, source file, source)</c>, which stands for the class.
    /// </summary>
    /// <param name="id">The persistent id.</param>
    /// <param name="input">The pickle, for errors.</param>
    /// <param name="needsSizes">Whether the sizes of elements say where the storages lie.</param>
    /// <exception cref="InvalidCheckpointException">It is neither.</exception>
    public static object Load(object? id, PickleInput input, bool needsSizes)
    {
        if (id is PickleTuple { Items: ["module", PickleGlobal type, ..] })
        {
            return type;
        }

        if (id is not PickleTuple { Items: ["storage", PickleGlobal storage, string key, _, long count, ..] } tuple
            || count < 0)
        {
            throw input.Invalid("a persistent id that is not a storage");
        }

        var elements = TorchType.OfStorage(storage) ?? (needsSizes
            ? throw input.Invalid($"unknown storage class `{storage}` of storage `{key}`")
            : TorchType.UnknownOf(storage));
        if (tuple.Items is not [_, _, _, _, _, PickleTuple view])
        {
            return new TorchStorageId(elements, key, count, 0, count);
        }

        return view.Items is [_, long offset, long size] && offset >= 0 && size >= 0 && offset <= count - size
            ? new TorchStorageId(elements, key, count, offset, size)
            : throw input.Invalid($"a view that leaves its storage `{key}` of {count:N0} elements");
    }
}

/// <summary>A storage as it lies in the file.</summary>
/// <param name="ByteLength">Length in bytes.</param>
/// <param name="BigEndian">Whether its elements are.</param>
/// <param name="OpenRead">Opens so many bytes at an offset.</param>
internal sealed record TorchStorage(long ByteLength, bool BigEndian, Func<long, long, Stream> OpenRead)
{
    /// <summary>Whether it is deflated: each view unpacks all that comes before it.</summary>
    public bool IsDeflated { get; init; }
}
