using System.Collections.Frozen;

namespace Heavytail.Formats.PyTorch;

/// <summary>A type of elements as PyTorch names it.</summary>
/// <param name="Name">Name, as PyTorch spells it: <c>float32</c>, <c>qint8</c>.</param>
/// <param name="Bytes">Bytes of one stored unit.</param>
/// <param name="Element">The type here; null where PyTorch packs or encodes in a way that is not read.</param>
internal sealed record TorchType(string Name, int Bytes, ElementType? Element)
{
    /// <summary>The name of the type of two codes a byte.</summary>
    public const string Pairs = "quint4x2";

    /// <summary>Plain bytes, to which a tensor of any type may point.</summary>
    public static TorchType Untyped { get; } = new("untyped", 1, null);

    /// <summary>A type of which only the name of its storages is known.</summary>
    public static TorchType UnknownOf(PickleGlobal storage) => new(storage.ToString(), 1, null);

    /// <summary>Bytes of one number: of a complex element, those of its real part.</summary>
    public int NumberBytes => Element is ElementType.C64 or ElementType.C128 ? Bytes / 2 : Bytes;

    /// <summary>
    /// The type of a storage class such as <c>torch.FloatStorage</c> or <c>torch.cuda.HalfStorage</c>, or null.
    /// </summary>
    public static TorchType? OfStorage(PickleGlobal type) => type.Module switch
    {
        "torch" or "torch.cuda" or "torch.storage" => s_storages.GetValueOrDefault(type.Name),
        _ => null,
    };

    /// <summary>The type of a name such as <c>torch.float32</c>, or null.</summary>
    public static TorchType? OfDtype(object? dtype) =>
        dtype is PickleGlobal { Module: "torch" } global ? s_dtypes.GetValueOrDefault(global.Name) : null;

    private static readonly FrozenDictionary<string, TorchType> s_dtypes = new TorchType[]
    {
        new("float64", 8, ElementType.F64),
        new("float32", 4, ElementType.F32),
        new("float16", 2, ElementType.F16),
        new("bfloat16", 2, ElementType.BF16),
        new("int64", 8, ElementType.I64),
        new("int32", 4, ElementType.I32),
        new("int16", 2, ElementType.I16),
        new("int8", 1, ElementType.I8),
        new("uint64", 8, ElementType.U64),
        new("uint32", 4, ElementType.U32),
        new("uint16", 2, ElementType.U16),
        new("uint8", 1, ElementType.U8),
        new("bool", 1, ElementType.Bool),
        new("complex64", 8, ElementType.C64),
        new("complex128", 16, ElementType.C128),
        new("complex32", 4, null),
        new("float8_e4m3fn", 1, ElementType.F8E4M3),
        new("float8_e5m2", 1, ElementType.F8E5M2),
        new("float8_e8m0fnu", 1, ElementType.F8E8M0),
        // Other biases and no infinities: other elements under the same bits.
        new("float8_e4m3fnuz", 1, null),
        new("float8_e5m2fnuz", 1, null),
        new("float4_e2m1fn_x2", 1, null),
        // Quantized tensors are described by the integers that they store.
        new("qint8", 1, ElementType.I8),
        new("quint8", 1, ElementType.U8),
        new("qint32", 4, ElementType.I32),
        new(Pairs, 1, null),
        new("quint2x4", 1, null),
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, TorchType> s_storages = new (string Storage, string Dtype)[]
    {
        ("DoubleStorage", "float64"),
        ("FloatStorage", "float32"),
        ("HalfStorage", "float16"),
        ("BFloat16Storage", "bfloat16"),
        ("LongStorage", "int64"),
        ("IntStorage", "int32"),
        ("ShortStorage", "int16"),
        ("CharStorage", "int8"),
        ("ByteStorage", "uint8"),
        ("BoolStorage", "bool"),
        ("ComplexFloatStorage", "complex64"),
        ("ComplexDoubleStorage", "complex128"),
        ("QInt8Storage", "qint8"),
        ("QUInt8Storage", "quint8"),
        ("QInt32Storage", "qint32"),
        ("QUInt4x2Storage", Pairs),
        ("QUInt2x4Storage", "quint2x4"),
    }
    .Select(pair => (pair.Storage, Type: s_dtypes[pair.Dtype]))
    .Append(("UntypedStorage", Untyped))
    .Append(("_UntypedStorage", Untyped))
    .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
}
