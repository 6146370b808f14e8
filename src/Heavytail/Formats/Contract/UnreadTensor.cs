namespace Heavytail.Formats.Contract;

/// <summary>A tensor that is in a file and is not read. The ledger of an analysis lists it with the reason.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it is not read, for people.</param>
internal sealed record UnreadTensor(string Name, string Reason)
{
    /// <summary>The next step where only the type of the elements is in the way.</summary>
    public const string SaveAsFloats = "are not supported; save the tensor as F32, F16 or BF16";

    private static readonly string[] s_noNumbers = ["string", "text", "resource", "variant"];

    /// <summary>Its dimensions; null where the file does not say.</summary>
    public TensorShape? Shape { get; init; }

    /// <summary>How its elements are stored, for people; null where the file does not say.</summary>
    public string? Encoding { get; init; }

    /// <summary>Bytes that it takes in the file; 0 where the file does not say.</summary>
    public Int128 StoredByteCount { get; init; }

    /// <summary>Whether the file has its name and shape, and no elements: a placeholder.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>What to do, where the reason does not say it.</summary>
    public string? NextStep { get; init; }

    /// <summary>Whether it belongs to a training run and not to the network: the state of an optimizer.</summary>
    public bool IsTrainingState { get; init; }

    /// <summary>Whether it is a piece of a matrix whose other pieces are missing.</summary>
    public bool IsPiece { get; init; }

    /// <summary>A tensor whose elements are of a type that is not read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type, as the file names it.</param>
    public static UnreadTensor OfType(string name, string type) => new(name, $"elements of {type}")
    {
        Encoding = type,
        NextStep = Array.Exists(s_noNumbers, word => type.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? "are not numbers"
            : SaveAsFloats,
    };

    /// <summary>Its entry in a checkpoint's list of tensors.</summary>
    public TensorInfo ToInfo(int index, string file) =>
        new(index, Name, ElementType.Unknown, Shape ?? new TensorShape(), file)
        {
            Encoding = Encoding ?? ElementType.Unknown.Name(),
            Role = IsTrainingState ? new TensorRole(TensorPurpose.TrainingState, Reason)
                : IsPiece ? new TensorRole(TensorPurpose.Piece, Reason)
                : null,
            Unread = NextStep is null ? Reason : $"{Reason} {NextStep}",
            StoredByteCount = StoredByteCount,
            IsElsewhere = IsElsewhere,
        };
}
