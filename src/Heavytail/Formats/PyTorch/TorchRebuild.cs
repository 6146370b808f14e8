// The functions are those of torch/_utils.py, https://github.com/pytorch/pytorch/blob/main/torch/_utils.py

using Heavytail.Formats.Contract;

namespace Heavytail.Formats.PyTorch;

/// <summary>The inert calls of PyTorch's rebuild functions → tensors.</summary>
/// <param name="file">The file that errors name.</param>
internal sealed class TorchRebuild(TorchFile file)
{
    /// <summary>A parameter wraps a tensor, a subclass wraps that; more than this is a loop.</summary>
    private const int MaxWrappers = 16;

    private readonly TorchLayouts _layouts = new(file.Source);

    /// <summary>Whether an object stands for a tensor, readable or not.</summary>
    public static bool IsTensor(PickleObject built) => built.Callee switch
    {
        { Module: "torch._utils", Name: var name } => name.StartsWith("_rebuild_", StringComparison.Ordinal),
        { Module: "torch._tensor", Name: var name } => name.StartsWith("_rebuild_from_type", StringComparison.Ordinal),
        { Module: "torch.nn.parameter", Name: "Parameter" or "Buffer" or "UninitializedParameter" } =>
            built.Arguments.Items is not [PickleObject inner, ..] || !ReferenceEquals(inner, built),
        { Module: var module, Name: "ShardedTensor" } =>
            module.StartsWith("torch.distributed", StringComparison.Ordinal),
        _ => TorchArray.IsArray(built),
    };

    /// <summary>Reads one; null, with the reason, for a tensor that is not read.</summary>
    /// <exception cref="InvalidCheckpointException">The call is not as PyTorch writes it.</exception>
    public TorchContent? Read(PickleObject built, string name, out UnreadTensor? unread)
    {
        for (int i = 0; i < MaxWrappers; i++)
        {
            if (Unwrap(built, name, out unread) is not { } inner)
            {
                return unread is null ? ReadPlain(built, name, out unread) : null;
            }

            built = inner;
        }

        throw file.Source.InvalidTensor(name, $"is wrapped more than {MaxWrappers} times");
    }

    /// <summary>A tensor that is not to be read: its dimensions, type and bytes, where they are said plainly.</summary>
    public UnreadTensor Describe(PickleObject built, string name)
    {
        try
        {
            return Read(built, name, out var unread) is { } content
                ? new UnreadTensor(name, "")
                {
                    Shape = content.Shape,
                    Encoding = content.Encoding ?? content.Type.Name(),
                    StoredByteCount = content.ByteCount,
                }
                : unread!;
        }
        catch (InvalidCheckpointException)
        {
            // The tensor is only listed, so what is wrong with it is of no consequence.
            return new UnreadTensor(name, "");
        }
    }

    /// <summary>
    /// The tensor inside a parameter or a subclass; null for a plain one, and for one without a way in.
    /// </summary>
    private PickleObject? Unwrap(PickleObject built, string name, out UnreadTensor? unread)
    {
        unread = null;
        switch (built.Callee.Name)
        {
            case "_rebuild_parameter" or "_rebuild_parameter_v2" or "_rebuild_parameter_with_state" or "Parameter"
                or "Buffer"
                or "_rebuild_device_tensor_from_cpu_tensor" or "_rebuild_device_tensor_from_numpy"
                or "_rebuild_xla_tensor":
                if (built.Arguments.Items is [PickleObject data, ..] && IsTensor(data))
                {
                    return data;
                }

                unread = new UnreadTensor(name, $"`{built.Callee}` of something that is not a tensor");
                return null;
            case "_rebuild_from_type" or "_rebuild_from_type_v2":
                if (built.Arguments.Items is not [PickleGlobal function, var type, PickleTuple arguments, ..])
                {
                    throw file.Source.InvalidTensor(name, $"`{built.Callee}` without function, type and arguments");
                }

                var inner = new PickleObject(function, arguments);
                if (function.Name != "_rebuild_wrapper_subclass" && IsTensor(inner))
                {
                    return inner;
                }

                unread = WrapperSubclass(name, type, arguments);
                return null;
            case var callee when callee.StartsWith("_rebuild_", StringComparison.Ordinal):
                // Whatever it makes of a NumPy array, a tensor of a device of its own, those are the elements.
                return built.Arguments.Items is [PickleObject array, ..] && TorchArray.IsArray(array) ? array : null;
            default:
                return null;
        }
    }

    private TorchContent? ReadPlain(PickleObject built, string name, out UnreadTensor? unread)
    {
        unread = null;
        var items = built.Arguments.Items;
        switch (built.Callee.Name)
        {
            case "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_tensor_v3":
                return ReadDense(built, name, out unread);
            case "_rebuild_qtensor":
                return ReadQuantized(built, name, out unread);
            case "_rebuild_sparse_tensor" or "_rebuild_sparse_csr_tensor":
                return ReadSparse(built, name, out unread);
            case "_rebuild_meta_tensor_no_storage":
                unread = new UnreadTensor(name, "on the meta device: it has a shape and no elements")
                {
                    IsElsewhere = true,
                    Shape = TorchLayouts.TryShape(items.ElementAtOrDefault(1)),
                    Encoding = NameOf(items.ElementAtOrDefault(0)),
                };
                return null;
            case "_rebuild_wrapper_subclass":
                unread = WrapperSubclass(name, items.ElementAtOrDefault(0), built.Arguments);
                return null;
            case "ShardedTensor":
                unread = new UnreadTensor(name, $"`{built.Callee.Name}`: {TorchPieces.OneProcess}");
                return null;
            default:
                if (TorchArray.Parts(built) is { } array)
                {
                    return ReadArray(array, name, out unread);
                }

                unread = TorchArray.IsOfObjects(built)
                    ? OfObjects((PickleTuple)built.State!, name)
                    : new UnreadTensor(name, $"`{built.Callee.Name}`: it has no dense storage");
                return null;
        }
    }

    private TorchDense? ReadDense(PickleObject built, string name, out UnreadTensor? unread)
    {
        var tensor = _layouts.Read(built, name, out unread);
        if (tensor is null)
        {
            return null;
        }

        if (tensor.Type.Element is { } element)
        {
            return new TorchDense(tensor, element);
        }

        unread = UnreadTensor.OfType(name, tensor.Type.Name) with
        {
            Shape = tensor.Layout.Shape,
            StoredByteCount = (Int128)tensor.Layout.Shape.ElementCount * tensor.Type.Bytes,
        };
        return null;
    }

    private TorchQuantized? ReadQuantized(PickleObject built, string name, out UnreadTensor? unread)
    {
        var codes = _layouts.Read(built, name, out unread);
        if (codes is null)
        {
            return null;
        }

        if (built.Arguments.Items.ElementAtOrDefault(4) is PickleTuple scheme
            && ReadScales(scheme.Items, name) is { } scales)
        {
            if (codes.Type.Element is { } element)
            {
                return new TorchQuantized(codes.Layout.Shape, codes, element, scales);
            }

            if (codes.Type.Name == TorchType.Pairs && TorchQuantized.OfPairs(codes, scales) is { } pairs)
            {
                return pairs;
            }
        }

        unread = Unread(name, $"quantized ({codes.Type.Name}) by a scheme that is not read", codes);
        return null;
    }

    /// <summary>(scheme, scale, zero point), or (scheme, scales, zero points, axis).</summary>
    private TorchScales? ReadScales(IReadOnlyList<object?> scheme, string name) => scheme switch
    {
        [_, double scale, long zero, ..] => new TorchScales(scale, zero),
        [_, PickleObject scales, PickleObject zeros, long axis, ..] when IsTensor(scales) && IsTensor(zeros)
            && Read(scales, name, out _) is TorchDense each && Read(zeros, name, out _) is TorchDense zeroOfEach =>
            new TorchScales(1, 0)
            {
                Axis = (int)Math.Clamp(axis, -1, TensorShape.MaxRank),
                ScalesOfAxis = each,
                ZerosOfAxis = zeroOfEach,
            },
        _ => null,
    };

    /// <summary>layout, (indexes, values, size) or of compressed rows (starts, indexes, values, size).</summary>
    private TorchSparse? ReadSparse(PickleObject built, string name, out UnreadTensor? unread)
    {
        string layout = built.Arguments.Items.ElementAtOrDefault(0) switch
        {
            PickleGlobal global => global.Name,
            PickleObject { Arguments.Items: [string text, ..] } => text.Split('.')[^1],
            _ => "",
        };
        var data = (built.Arguments.Items.ElementAtOrDefault(1) as PickleTuple)?.Items ?? [];
        bool isCompressed = layout is "sparse_csr" or "sparse_csc" or "sparse_bsr" or "sparse_bsc";
        int values = isCompressed ? 2 : 1;
        var shape = TorchLayouts.TryShape(data.ElementAtOrDefault(layout == "sparse_coo" ? 2 : 3));
        unread = new UnreadTensor(
            name, layout.Length == 0 ? "sparse, without a layout" : $"sparse, by a layout that is not read ({layout})")
        {
            Shape = shape,
        };
        if ((layout != "sparse_coo" && !isCompressed) || shape is null
            || Part(0) is not { } outer || Part(values) is not { } elements || (isCompressed && Part(1) is null))
        {
            return null;
        }

        var kind = layout switch
        {
            "sparse_coo" => SparseLayout.Coordinates,
            "sparse_csr" => SparseLayout.Rows,
            "sparse_csc" => SparseLayout.Columns,
            "sparse_bsr" => SparseLayout.BlockRows,
            _ => SparseLayout.BlockColumns,
        };
        var sparse = new TorchSparse(shape, kind, outer, isCompressed ? Part(1) : null, elements);
        unread = sparse.Refusal is { } reason
            ? new UnreadTensor(name, reason) { Shape = shape, Encoding = sparse.Encoding }
            : null;
        return unread is null ? sparse : null;

        TorchDense? Part(int index) =>
            data.ElementAtOrDefault(index) is PickleObject part && IsTensor(part)
                ? Read(part, name, out _) as TorchDense
                : null;
    }

    private TorchArray? ReadArray(ArrayParts array, string name, out UnreadTensor? unread)
    {
        unread = null;
        var shape = _layouts.ReadShape(array.Shape, name);
        string? descr = TorchArray.Describe(array.Dtype);
        var element = descr is not null ? NumPy.NpyElement.Parse(descr)
            : TorchArray.Extended(array.Dtype)
                ?? new NumPy.NpyElement(null, 0, "is a NumPy array of a dtype that is not NumPy's own");
        if (element.Type is not null
            && (array.Mask is null || TorchArray.IsWithoutEffect(file, array.Mask, shape.ElementCount)))
        {
            return new TorchArray(shape, element, array.IsFortran, array.Data);
        }

        string reason = element.Refusal ?? "is a masked NumPy array, of which some elements have no value";
        unread = new UnreadTensor(name, reason) { Shape = shape, Encoding = descr };
        return null;
    }

    /// <summary>What hangs in an array of objects is listed by itself.</summary>
    private static UnreadTensor OfObjects(PickleTuple state, string name)
    {
        string? descr = TorchArray.Describe(state.Items[^3]);
        return new UnreadTensor(name, "is a NumPy array of Python objects, not of numbers")
        {
            Shape = TorchLayouts.TryShape(state.Items[^4]),
            Encoding = descr,
        };
    }

    /// <summary>A subclass whose elements lie in other tensors, in ways of its own.</summary>
    private static UnreadTensor WrapperSubclass(string name, object? type, PickleTuple arguments)
    {
        string subclass = type is PickleGlobal global ? global.Name : "a subclass of Tensor";
        return new UnreadTensor(
            name,
            subclass == "DTensor"
                ? $"`DTensor`: {TorchPieces.OneProcess}"
                : $"`{subclass}`: its elements are stored by a scheme of its own, which is not read")
        {
            Shape = TorchLayouts.TryShape(arguments.Items.ElementAtOrDefault(2)),
            Encoding = NameOf(arguments.Items.ElementAtOrDefault(1)),
        };
    }

    private static UnreadTensor Unread(string name, string reason, TorchTensor tensor) =>
        new(name, reason) { Shape = tensor.Layout.Shape, Encoding = tensor.Type.Name };

    private static string? NameOf(object? dtype) =>
        dtype is PickleGlobal { Name.Length: < 64 } global ? global.Name : null;
}
