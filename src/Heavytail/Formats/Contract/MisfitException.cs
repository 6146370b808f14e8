namespace Heavytail.Formats.Contract;

/// <summary>
/// The parts of one weight do not fit. It costs that weight, never its file: <see cref="TensorTable.Replace"/> catches
/// it and lists the parts with its message.
/// </summary>
/// <param name="reason">What was found and what was expected, for people.</param>
internal sealed class MisfitException(string reason) : Exception(reason)
{
    /// <summary>Whether the file is as it should be, and its variant is one that is not read.</summary>
    public bool IsUnsupported { get; init; }

    /// <summary>A stored tensor and its companion that do not fit.</summary>
    public static MisfitException Between(StoredTensor stored, StoredTensor companion, string expected) => new(
        $"{stored.Info.Type.Name()} {stored.Info.Shape} and its companion `{companion.Info.Name}`, "
        + $"{companion.Info.Type.Name()} {companion.Info.Shape}, do not fit: {expected}");
}
