using Heavytail.Files;

namespace Heavytail.Formats.Contract;

/// <summary>One file format: how to know it by its bytes, and how to list its tensors.</summary>
internal abstract class CheckpointFormat
{
    /// <summary>
    /// Bytes from the start of a file that <see cref="Matches"/> is given (fewer when the file is shorter).
    /// </summary>
    public const int HeadLength = 64;

    /// <summary>The name a user reads: <c>safetensors</c>, <c>PyTorch (zip)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Usual file extensions, with their dots; they order folders' contents, they decide nothing.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether the content is of this format.</summary>
    /// <param name="head">The first <see cref="HeadLength"/> bytes.</param>
    /// <param name="file">The whole file, where the head does not decide.</param>
    public abstract bool Matches(ReadOnlySpan<byte> head, ByteSource file);

    /// <summary>Reads headers only. Ownership of <paramref name="file"/> stays with the caller.</summary>
    /// <exception cref="InvalidCheckpointException">The file breaks the format's rules.</exception>
    public abstract CheckpointContents ReadHeader(ByteSource file);

    /// <summary>
    /// Other files of the model that this one stands for, relative to its folder, with <c>/</c>: shards, external data.
    /// A listing of a folder leaves them out.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">The file breaks the format's rules.</exception>
    public virtual IEnumerable<string> FilesBeside(ByteSource file) => [];

    /// <summary>
    /// All other files of the model that opening this one reads: a shard that is not the first has them, too.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">The file breaks the format's rules.</exception>
    public virtual IEnumerable<string> FilesOfModel(ByteSource file) => FilesBeside(file);

    /// <summary>Whether a file whose bytes match holds a model: most do, an archive may hold anything.</summary>
    public virtual bool HoldsModel(ByteSource file) => true;
}

/// <summary>What a format found in a file.</summary>
/// <param name="Tensors">Tensors in the file's own order; <c>Info.Index</c> counts from 0.</param>
/// <param name="Metadata">Key–value pairs that the format carries about the whole model.</param>
/// <param name="Shards">Further files that were opened; the checkpoint closes them.</param>
internal sealed record CheckpointContents(
    IReadOnlyList<StoredTensor> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<ByteSource> Shards) : IDisposable
{
    public CheckpointContents(IReadOnlyList<StoredTensor> tensors)
        : this(tensors, new Dictionary<string, string>(), [])
    {
    }

    /// <summary>A name that says more than the format's own; null where that says it all.</summary>
    public string? FormatName { get; init; }

    /// <summary>That it is joined from several files, and how many, for people; null where it is one.</summary>
    public string? Joined { get; init; }

    /// <summary>Tensors that are in the file and not among <see cref="Tensors"/>, because they are not read.</summary>
    public IReadOnlyList<UnreadTensor> Unread { get; init; } = [];

    /// <summary>What is wrong with single tensors, where the others can be read.</summary>
    public IReadOnlyList<InvalidCheckpointException> Damage { get; init; } = [];

    /// <summary>
    /// What else the checkpoint must close, besides files of the model: unpacked entries of an archive.
    /// </summary>
    public IReadOnlyList<IDisposable> Unpacked { get; init; } = [];

    public void Dispose()
    {
        foreach (var opened in Shards.Concat(Unpacked))
        {
            opened.Dispose();
        }
    }
}
