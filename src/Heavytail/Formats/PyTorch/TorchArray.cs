// The calls are those of numpy/_core/src/multiarray/methods.c (array_reduce, array_setstate) and numpy/_core/numeric.py
// (_frombuffer), https://github.com/numpy/numpy
using Heavytail.Files;
using Heavytail.Formats.NumPy;
using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>A NumPy array in a pickle, whose elements lie in the pickle itself.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="IsFortran">Whether the first index varies fastest.</param>
/// <param name="Data">Its bytes: <see cref="PickleBytes"/>, or a string of Python 2.</param>
internal sealed record TorchArray(TensorShape Shape, NpyElement Element, bool IsFortran, object Data)
    : TorchContent(Shape, Element.Type!.Value)
{
    private long ByteLength => checked(Shape.ElementCount * (Type.Bits() / 8));

    /// <summary>
    /// Whether a call makes an array of numbers or texts; one of objects holds its elements as a list.
    /// </summary>
    public static bool IsArray(PickleObject built) => Parts(built) is not null;

    /// <summary>Whether a call makes an array of Python objects.</summary>
    public static bool IsOfObjects(PickleObject built) => built is
    {
        Callee: { Module: "numpy.core.multiarray" or "numpy._core.multiarray", Name: "_reconstruct" },
        State: PickleTuple { Items: [.., _, _, _, PickleList] },
    };

    /// <summary>What <paramref name="built"/> says of an array.</summary>
    public static ArrayParts? Parts(PickleObject built) =>
        built switch
        {
            {
                Callee: { Module: "numpy.core.multiarray" or "numpy._core.multiarray", Name: "_reconstruct" },
                State: PickleTuple { Items: [.., var shape, var dtype, var fortran, PickleBytes or string] } state,
            } => new(shape, dtype, fortran is true or 1L, state.Items[^1]!),
            {
                Callee: { Module: "numpy.core.numeric" or "numpy._core.numeric", Name: "_frombuffer" },
                Arguments.Items: [PickleBytes data, var dtype, var shape, ..] arguments,
            } => new(shape, dtype, arguments.ElementAtOrDefault(3) is "F", data),
            {
                Callee: { Module: "numpy.ma.core" or "numpy.ma", Name: "_mareconstruct" },
                State: PickleTuple { Items: [_, var shape, var dtype, var fortran, PickleBytes or string, ..] } state,
            } => new(shape, dtype, fortran is true or 1L, state.Items[4]!)
            {
                Mask = state.Items.ElementAtOrDefault(5),
            },
            {
                Callee: { Name: "_reconstruct_array" or "reconstruct_device_array" } callee,
                Arguments.Items: [PickleGlobal function, PickleTuple arguments, PickleTuple state, ..],
            } when callee.Module.StartsWith("jax", StringComparison.Ordinal) && function.Module != callee.Module =>
                Parts(new PickleObject(function, arguments) { State = state }),
            _ => null,
        };

    /// <summary>The type of a dtype that is not NumPy's own, as JAX uses them; null for others.</summary>
    public static NpyElement? Extended(object? dtype) => dtype is PickleObject
    {
        Callee: { Module: "numpy", Name: "dtype" },
        Arguments.Items: [PickleGlobal type, ..],
    }
        ? type.Name switch
        {
            "bfloat16" => new NpyElement(ElementType.BF16, 0, null),
            "float8_e4m3fn" => new NpyElement(ElementType.F8E4M3, 0, null),
            "float8_e5m2" => new NpyElement(ElementType.F8E5M2, 0, null),
            _ => null,
        }
        : null;

    /// <summary>The type string of a dtype, such as <c>&lt;f4</c>; null where it is none of NumPy's own.</summary>
    public static string? Describe(object? dtype)
    {
        if (dtype is not PickleObject
            {
                Callee: { Module: "numpy", Name: "dtype" },
                Arguments.Items: [string name, ..],
            } made)
        {
            return null;
        }

        // (version, byte order, …); of a type of one byte the order is a bar.
        string order = made.State is PickleTuple { Items: [_, string written, ..] } ? written : "=";
        return name.Length > 1 && name[0] is '<' or '>' or '|' ? name
            : (order == "=" ? name.EndsWith('1') ? "|" : "<" : order) + name;
    }

    public override void Check(TorchFile file, string name)
    {
        Int128 expected = (Int128)Shape.ElementCount * Type.Bits() / 8;
        bool fits = Data switch
        {
            PickleBytes { Text: { } text } => text.Length == expected,
            PickleBytes { IsText: true } text => text.Length >= expected && text.Length <= 2 * expected,
            PickleBytes bytes => bytes.Length == expected,
            _ => System.Text.Encoding.UTF8.GetByteCount((string)Data) == expected,
        };
        if (!fits)
        {
            throw file.Source.InvalidTensor(
                name,
                $"an array of shape {Shape} of {Type.Name()} has {expected:N0} bytes, its data have another length");
        }
    }

    public override Stream OpenRead(TorchFile file)
    {
        var bytes = Open(file, Data, ByteLength);
        var ordered = IsFortran && Shape.Rank > 1
            ? new StridedStream(bytes, StridedLayout.ColumnMajor(Shape), Type.Bits() / 8)
            : bytes;
        return Element.SwapWidth > 0 ? new ByteSwapStream(ordered, ByteLength, Element.SwapWidth) : ordered;
    }

    /// <summary>Whether a mask hides no element: one byte for each, all zero.</summary>
    public static bool IsWithoutEffect(TorchFile file, object? mask, long elements)
    {
        if (mask is not (PickleBytes or string))
        {
            return false;
        }

        using var stream = Open(file, mask, elements);
        byte[] buffer = new byte[1 << 14];
        long count = 0;
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            count += read;
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return count == elements;
    }

    private static Stream Open(TorchFile file, object data, long length) => data switch
    {
        PickleBytes { Text: { } text } => new MemoryStream(System.Text.Encoding.Latin1.GetBytes(text), writable: false),
        PickleBytes { IsText: true } text =>
            new Latin1Stream(file.OpenPickle(text.Offset, text.Length), text.Length, length),
        PickleBytes bytes => file.OpenPickle(bytes.Offset, bytes.Length),
        _ => new MemoryStream(System.Text.Encoding.UTF8.GetBytes((string)data), writable: false),
    };
}

/// <summary>The arguments of a call that makes a NumPy array, as the pickle has them.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Dtype">The type of its elements.</param>
/// <param name="IsFortran">Whether the first index varies fastest.</param>
/// <param name="Data">Its bytes: <see cref="PickleBytes"/>, or a string of Python 2.</param>
internal sealed record ArrayParts(object? Shape, object? Dtype, bool IsFortran, object Data)
{
    /// <summary>A byte for each element, not zero for those without a value; null where all have one.</summary>
    public object? Mask { get; init; }
}
