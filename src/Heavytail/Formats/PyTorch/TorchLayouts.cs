using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>The arguments of a rebuild function → which elements of which storage.</summary>
/// <param name="file">The file that errors name.</param>
internal sealed class TorchLayouts(ByteSource file)
{
    /// <summary>
    /// Reads storage, offset, size and stride; null, with the reason, where the elements are elsewhere.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">They contradict each other.</exception>
    public TorchTensor? Read(PickleObject built, string name, out UnreadTensor? unread)
    {
        var items = built.Arguments.Items;
        unread = null;
        if (items is [PickleObject, _, var inner, _, ..])
        {
            unread = new UnreadTensor(name, "its storage is embedded in the pickle") { Shape = TryShape(inner) };
            return null;
        }

        if (items is not [TorchStorageId id, long offset, var size, var stride, ..])
        {
            throw file.InvalidTensor(name, $"`{built.Callee}` without storage, offset, size and stride");
        }

        object? dtype = built.Callee.Name == "_rebuild_tensor_v3" ? items.ElementAtOrDefault(6) : null;
        var type = dtype is not null ? TorchType.OfDtype(dtype) : id.Type == TorchType.Untyped ? null : id.Type;
        if (type is null)
        {
            string? named = dtype is PickleGlobal { Name.Length: < 64 } global ? global.Name : null;
            unread = (named is null
                ? new UnreadTensor(name, "the type of its elements is not given")
                : UnreadTensor.OfType(name, named)) with
            {
                Shape = TryShape(size),
            };
            return null;
        }

        var tensor = new TorchTensor(type, ReadLayout(size, stride, offset, name), id);
        if (items.OfType<PickleDict>().Any(flags => flags.Find("conj") is true || flags.Find("neg") is true))
        {
            unread = new UnreadTensor(name, "it is stored conjugated or negated")
            {
                Shape = tensor.Layout.Shape,
                Encoding = type.Name,
                StoredByteCount = (Int128)tensor.Layout.Shape.ElementCount * type.Bytes,
            };
            return null;
        }

        return tensor;
    }

    /// <summary>Reads dimensions.</summary>
    /// <exception cref="InvalidCheckpointException">They are none.</exception>
    public TensorShape ReadShape(object? size, string name)
    {
        try
        {
            return new TensorShape(ReadNumbers(size, name, "size"));
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(name, e.Message);
        }
    }

    /// <summary>Dimensions; null where the value is none.</summary>
    public static TensorShape? TryShape(object? size)
    {
        var items = Items(size);
        if (items is null || items.Count > TensorShape.MaxRank || !items.All(item => item is >= 0L))
        {
            return null;
        }

        Int128 count = 1;
        foreach (long side in items.Cast<long>())
        {
            count *= side;
            if (count > long.MaxValue)
            {
                return null;
            }
        }

        return new TensorShape([.. items.Cast<long>()]);
    }

    private StridedLayout ReadLayout(object? size, object? stride, long offset, string name)
    {
        long[] sides = ReadNumbers(size, name, "size");
        long[] strides = ReadNumbers(stride, name, "stride");
        try
        {
            return new StridedLayout(new TensorShape(sides), strides, offset);
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(name, e.Message);
        }
    }

    private long[] ReadNumbers(object? value, string name, string what)
    {
        var items = Items(value) ?? throw file.InvalidTensor(name, $"its {what} is not a tuple");
        if (items.Count > TensorShape.MaxRank)
        {
            throw file.InvalidTensor(
                name, $"its {what} has {items.Count:N0} elements, at most {TensorShape.MaxRank} are possible");
        }

        return [.. items.Select(item => item is long number
            ? number
            : throw file.InvalidTensor(name, $"its {what} contains something that is not a 64-bit integer"))];
    }

    private static IReadOnlyList<object?>? Items(object? value) => value switch
    {
        PickleTuple tuple => tuple.Items,
        PickleList list => list.Items,
        PickleObject { Callee: { Module: "torch", Name: "Size" }, Arguments.Items: [PickleTuple tuple] } => tuple.Items,
        _ => null,
    };
}
