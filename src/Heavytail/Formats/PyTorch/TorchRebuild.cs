// The functions are those of torch/_utils.py, https://github.com/pytorch/pytorch/blob/main/torch/_utils.py

using Heavytail.Files;
using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>The inert calls of PyTorch's rebuild functions → tensors.</summary>
/// <param name="file">The file that errors name.</param>
internal sealed class TorchRebuild(ByteSource file)
{
    /// <summary>A parameter wraps a tensor, a subclass wraps that; more than this is a loop.</summary>
    private const int MaxWrappers = 16;

    /// <summary>Whether an object stands for a tensor, readable or not.</summary>
    public static bool IsTensor(PickleObject built) => built.Callee.Module switch
    {
        "torch._utils" => built.Callee.Name.StartsWith("_rebuild_", StringComparison.Ordinal),
        "torch._tensor" => built.Callee.Name.StartsWith("_rebuild_from_type", StringComparison.Ordinal),
        "torch.nn.parameter" => built.Arguments.Items is [PickleObject inner, ..] && !ReferenceEquals(inner, built),
        _ => false,
    };

    /// <summary>Reads one; null, with the reason, for a tensor without plain elements.</summary>
    /// <exception cref="InvalidCheckpointException">The call is not as PyTorch writes it.</exception>
    public TorchTensor? Read(PickleObject built, string name, out string? reason)
    {
        for (int i = 0; i < MaxWrappers; i++)
        {
            if (Unwrap(built, name) is not { } inner)
            {
                return ReadPlain(built, name, out reason);
            }

            built = inner;
        }

        throw file.InvalidTensor(name, $"is wrapped more than {MaxWrappers} times");
    }

    /// <summary>The tensor inside a parameter or a subclass; null for a plain one.</summary>
    private PickleObject? Unwrap(PickleObject built, string name)
    {
        switch (built.Callee.Name)
        {
            case "_rebuild_parameter" or "_rebuild_parameter_v2" or "_rebuild_parameter_with_state" or "Parameter"
                or "Buffer"
                or "_rebuild_device_tensor_from_cpu_tensor":
                return built.Arguments.Items is [PickleObject data, ..] && IsTensor(data)
                    ? data
                    : throw file.InvalidTensor(name, $"`{built.Callee}` of something that is not a tensor");
            case "_rebuild_from_type" or "_rebuild_from_type_v2":
                if (built.Arguments.Items is not [PickleGlobal function, _, PickleTuple arguments, ..])
                {
                    throw file.InvalidTensor(name, $"`{built.Callee}` without function, type and arguments");
                }

                // This function is called in Python as if by REDUCE, so the same rule holds.
                var inner = new PickleObject(function, arguments);
                return PickleGlobals.MayCall(function) && IsTensor(inner)
                    ? inner
                    : throw file.InvalidTensor(
                        name,
                        $"the pickle wants to call `{function}`, which is not among the globals that a weight file "
                        + "needs; nothing was executed");
            default:
                return null;
        }
    }

    private TorchTensor? ReadPlain(PickleObject built, string name, out string? reason)
    {
        var items = built.Arguments.Items;
        reason = null;
        switch (built.Callee.Name)
        {
            case "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_qtensor" or "_rebuild_tensor_v3":
                break;
            default:
                reason = $"`{built.Callee.Name}`: it has no dense storage";
                return null;
        }

        if (items is [PickleObject, _, _, _, ..])
        {
            reason = "its storage is embedded in the pickle";
            return null;
        }

        if (items is not [TorchStorageId id, long offset, _, _, ..])
        {
            throw file.InvalidTensor(name, $"`{built.Callee}` without storage, offset, size and stride");
        }

        var type = built.Callee.Name == "_rebuild_tensor_v3"
            ? TorchType.OfDtype(items.ElementAtOrDefault(6))
            : id.Type == TorchType.Untyped ? null : id.Type;
        if (type is null)
        {
            throw file.InvalidTensor(name, $"storage `{id.Key}` is untyped and no known dtype is given");
        }

        if (items.OfType<PickleDict>().Any(flags => flags.Find("conj") is true || flags.Find("neg") is true))
        {
            reason = "it is stored conjugated or negated";
            return null;
        }

        if (type.Element is null)
        {
            reason = $"elements of {type.Name}";
            return null;
        }

        return new TorchTensor(type, ReadLayout(items[2], items[3], offset, name), id);
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
        var items = value switch
        {
            PickleTuple tuple => tuple.Items,
            PickleList list => list.Items,
            PickleObject { Callee: { Module: "torch", Name: "Size" }, Arguments.Items: [PickleTuple tuple] } =>
                tuple.Items,
            _ => throw file.InvalidTensor(name, $"its {what} is not a tuple"),
        };
        if (items.Count > TensorShape.MaxRank)
        {
            throw file.InvalidTensor(
                name, $"its {what} has {items.Count:N0} elements, at most {TensorShape.MaxRank} are possible");
        }

        return [.. items.Select(item => item is long number
            ? number
            : throw file.InvalidTensor(name, $"its {what} contains something that is not a 64-bit integer"))];
    }
}
