namespace Heavytail;

/// <summary>What a checkpoint's header says of one tensor: everything but its elements.</summary>
/// <param name="Index">
/// Position among the tensors, from 0; the id of the tensor. They stand in the order in which the file's graph takes
/// them (TFLite, ONNX, TensorFlow, TensorFlow.js), and in the file's own order where it has none.
/// </param>
/// <param name="Name">The name as stored.</param>
/// <param name="Type">The type of its elements as they are read; of quantized weights, the type they become.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="File">The file that holds its elements: the checkpoint itself, or one shard of it.</param>
public sealed record TensorInfo(int Index, string Name, ElementType Type, TensorShape Shape, string File)
{
    private readonly ElementType? _storedType;

    // In two halves: no method that touches a type with a field of 128 bits is compiled ahead of time, and that would
    // be every rule about tensors.
    private readonly ulong _storedBytesHigh;
    private readonly ulong _storedBytesLow;

    /// <summary>
    /// How its elements lie in the file, for people: the type's name, or of quantized weights the scheme, <c>Q4_K</c>,
    /// <c>I8 per channel</c>, <c>GPTQ 4 bit, groups of 128</c>.
    /// </summary>
    public string Encoding { get => field ?? Type.Name(); init; }

    /// <summary>Whether its elements are computed from quantized ones, and carry the error of that.</summary>
    public bool IsQuantized { get; init; }

    /// <summary>
    /// Bytes that it takes in the file; tensors beside it that hold its scales, and are listed too, have their own.
    /// </summary>
    public Int128 StoredByteCount
    {
        get => (_storedBytesHigh | _storedBytesLow) == 0 ? ByteCount : new Int128(_storedBytesHigh, _storedBytesLow);
        init => (_storedBytesHigh, _storedBytesLow) = ((ulong)(value >> 64), unchecked((ulong)value));
    }

    /// <summary>
    /// What the file's graph or configuration says that it does; null if only its name and shape are known.
    /// </summary>
    public TensorRole? Role { get; init; }

    /// <summary>The earlier tensor that it is tied to (same storage); null if it is not tied.</summary>
    public int? TiedTo { get; init; }

    /// <summary>
    /// Why its elements are not read: a type or a layout that is not supported, or the state of an optimizer; null if
    /// they are. Of a tensor that is not read, a shape without dimensions may mean that the file does not say.
    /// </summary>
    public string? Unread { get; init; }

    /// <summary>Whether the file has its name and shape, and no elements: a placeholder.</summary>
    internal bool IsElsewhere { get; init; }

    /// <summary>
    /// The names in the file of what stands there in its place, and under which it is not listed: <c>a.weight_v</c> of
    /// <c>a.weight</c>, the parts of a variable. Empty for a tensor that is stored as it is.
    /// </summary>
    internal IReadOnlyList<string> StoredNames { get; init; } = [];

    /// <summary>Whether another tensor is computed with it: scales, zeros, tables, magnitudes, masks.</summary>
    internal bool IsCompanion { get; init; }

    /// <summary>Whether the graph says what it is computed from, or becomes; then names say nothing of that.</summary>
    internal bool IsSettled { get; init; }

    /// <summary>
    /// The type whose rounding its elements carry: of a weight that is computed, the type of what it is computed from.
    /// </summary>
    internal ElementType StoredType { get => _storedType ?? Type; init => _storedType = value; }

    /// <summary>
    /// The place of the first operator of the graph that takes it; null where none does, or the file has no graph.
    /// </summary>
    internal int? Step { get; init; }

    /// <summary>How its shape was found where the file leaves that open; null elsewhere.</summary>
    internal string? Evidence { get; init; }

    /// <summary>The thin matrices that it is the product of; null for a tensor that is stored itself.</summary>
    internal Tensors.FactorForm? Factors { get; init; }

    /// <summary>Whether an adapter changed it; then the weight of the base can be read, too.</summary>
    internal bool IsMerged { get; init; }

    /// <summary>Bytes of its elements as they are read, tightly packed.</summary>
    public Int128 ByteCount => ((Int128)Shape.ElementCount * Type.Bits() + 7) / 8;
}
