namespace Heavytail.Formats.Contract;

/// <summary>A tensor that is in a file and is not read. The ledger of an analysis lists it with the reason.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it is not read, for people.</param>
internal sealed record UnreadTensor(string Name, string Reason)
{
    /// <summary>Its dimensions; null where the file does not say.</summary>
    public TensorShape? Shape { get; init; }

    /// <summary>How its elements are stored, for people; null where the file does not say.</summary>
    public string? Encoding { get; init; }

    /// <summary>Whether it belongs to a training run and not to the network: the state of an optimizer.</summary>
    public bool IsTrainingState { get; init; }

    /// <summary>Whether it is a piece of a matrix whose other pieces are missing.</summary>
    public bool IsPiece { get; init; }

    /// <summary>Its entry in a checkpoint's list of tensors.</summary>
    public TensorInfo ToInfo(int index, string file) =>
        new(index, Name, ElementType.Unknown, Shape ?? new TensorShape(), file)
        {
            Encoding = Encoding ?? ElementType.Unknown.Name(),
            Role = IsTrainingState ? new TensorRole(TensorPurpose.TrainingState, Reason)
                : IsPiece ? new TensorRole(TensorPurpose.Piece, Reason)
                : null,
            Unread = Reason,
        };
}
