using System.Globalization;

namespace Heavytail.Formats.Contract;

/// <summary>Collects the tensors of a file that are not read, for the ledger and for the metadata.</summary>
internal sealed class UnreadTensors
{
    private readonly List<UnreadTensor> _tensors = [];
    private readonly List<string> _remarks = [];
    private readonly Dictionary<string, int> _counted = new(StringComparer.Ordinal);

    /// <summary>All of them, in the order in which they were met.</summary>
    public IReadOnlyList<UnreadTensor> All => _tensors;

    /// <summary>A tensor that cannot be read, and why.</summary>
    public void Add(
        string name, string reason, TensorShape? shape = null, string? encoding = null, Int128 bytes = default) =>
        Add(new UnreadTensor(name, reason) { Shape = shape, Encoding = encoding, StoredByteCount = bytes });

    /// <summary>A tensor that cannot be read.</summary>
    public void Add(UnreadTensor tensor) => _tensors.Add(tensor);

    /// <summary>A tensor whose elements are of a type that is not read.</summary>
    public void AddType(string name, string type, TensorShape? shape = null, Int128 bytes = default) =>
        Add(UnreadTensor.OfType(name, type) with { Shape = shape, StoredByteCount = bytes });

    /// <summary>A tensor of the training run: the state of an optimizer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">What it belongs to, for people: <c>opt_state</c>. Metadata count tensors by it.</param>
    /// <param name="shape">Its dimensions, where they are known.</param>
    /// <param name="encoding">How its elements are stored, where that is known.</param>
    /// <param name="bytes">Bytes that it takes, where they are known.</param>
    public void AddTrainingState(
        string name, string kind, TensorShape? shape = null, string? encoding = null, Int128 bytes = default) =>
        Add(new UnreadTensor(name, kind)
        {
            Shape = shape,
            Encoding = encoding,
            StoredByteCount = bytes,
            IsTrainingState = true,
        });

    /// <summary>A piece of a matrix that cannot be joined with the others, and why.</summary>
    public void AddPiece(
        string name, string reason, TensorShape? shape = null, string? encoding = null, Int128 bytes = default) =>
        Add(new UnreadTensor(name, reason)
        {
            Shape = shape,
            Encoding = encoding,
            StoredByteCount = bytes,
            IsPiece = true,
        });

    /// <summary>One more constant of a kind that comes by the thousand and is no tensor of the network.</summary>
    public void Count(string kind) => _counted[kind] = _counted.GetValueOrDefault(kind) + 1;

    /// <summary>Something that is not a tensor and could not be read.</summary>
    public void Remark(string text) => _remarks.Add(text);

    /// <summary>Adds the keys <c>unsupported</c> and <c>ignored</c> where there is something to say.</summary>
    public void AddTo(Dictionary<string, string> metadata)
    {
        MetadataNotes.AddTo(
            metadata,
            MetadataNotes.UnsupportedKey,
            [
                .. _tensors.Where(tensor => !tensor.IsTrainingState)
                    .Select(tensor => $"{tensor.Name}: {tensor.Reason}"),
                .. _remarks,
            ]);
        KeyValuePair<string, int>[] kinds =
            [.. _tensors.Where(tensor => tensor.IsTrainingState).CountBy(tensor => tensor.Reason), .. _counted];
        if (kinds.Length > 0)
        {
            string ignored = string.Join("; ", kinds.Select(kind => string.Create(
                CultureInfo.InvariantCulture, $"{kind.Key}: {kind.Value} {(kind.Value == 1 ? "tensor" : "tensors")}")));
            metadata["ignored"] =
                metadata.TryGetValue("ignored", out string? before) ? $"{before}; {ignored}" : ignored;
        }
    }
}
