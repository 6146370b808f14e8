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

    /// <summary>What <paramref name="built"/> says: shape, dtype, Fortran order, data.</summary>
    public static (object? Shape, object? Dtype, bool IsFortran, object Data)? Parts(PickleObject built) =>
        built switch
        {
            {
                Callee: { Module: "numpy.core.multiarray" or "numpy._core.multiarray", Name: "_reconstruct" },
                State: PickleTuple { Items: [.., var shape, var dtype, var fortran, PickleBytes or string] } state,
            } => (shape, dtype, fortran is true or 1L, state.Items[^1]!),
            {
                Callee: { Module: "numpy.core.numeric" or "numpy._core.numeric", Name: "_frombuffer" },
                Arguments.Items: [PickleBytes data, var dtype, var shape, ..] arguments,
            } => (shape, dtype, arguments.ElementAtOrDefault(3) is "F", data),
            _ => null,
        };

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
        var bytes = OpenData(file);
        var ordered = IsFortran && Shape.Rank > 1
            ? new StridedStream(bytes, StridedLayout.ColumnMajor(Shape), Type.Bits() / 8)
            : bytes;
        return Element.SwapWidth > 0 ? new ByteSwapStream(ordered, ByteLength, Element.SwapWidth) : ordered;
    }

    private Stream OpenData(TorchFile file) => Data switch
    {
        PickleBytes { Text: { } text } => new MemoryStream(System.Text.Encoding.Latin1.GetBytes(text), writable: false),
        PickleBytes { IsText: true } text =>
            new Latin1Stream(file.OpenPickle(text.Offset, text.Length), text.Length, ByteLength),
        PickleBytes bytes => file.OpenPickle(bytes.Offset, bytes.Length),
        _ => new MemoryStream(System.Text.Encoding.UTF8.GetBytes((string)Data), writable: false),
    };
}
