using System.Collections.Concurrent;
using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;
using Heavytail.Tensors;

namespace Heavytail;

/// <summary>
/// An open model: the list of its tensors, and their elements on demand. It comes from a weight file (with its shards),
/// from a stream, or from tensors in memory. Opening reads headers only. Reading is thread-safe.
/// </summary>
/// <example>
/// <code>
/// using var checkpoint = Checkpoint.Open("model.safetensors");
/// foreach (var tensor in checkpoint.Tensors)
/// {
///     Console.WriteLine($"{tensor.Name} {tensor.Type} {tensor.Shape}");
/// }
/// </code>
/// </example>
public sealed class Checkpoint : IDisposable
{
    /// <summary>The format's name of a model that no file describes.</summary>
    private const string InMemory = "tensors in memory";

    private readonly IReadOnlyList<ByteSource> _files;
    private readonly CheckpointContents _contents;
    private readonly ConcurrentDictionary<int, TensorAccess> _access = new();

    internal Checkpoint(string path, string format, IReadOnlyList<ByteSource> files, CheckpointContents contents)
    {
        _files = files;
        _contents = contents with { Tensors = TiedTensors.Mark(contents.Tensors) };
        Path = path;
        Format = format;
        Files = [.. files.Select(file => new CheckpointFile(file.Path, file.Length))];
        Tensors = [.. _contents.Tensors.Select(tensor => tensor.Info)];
        Unread = [.. contents.Unread.Select((tensor, index) => tensor.ToInfo(Tensors.Count + index, path))];
        Damage = contents.Damage;
        Metadata = contents.Metadata;
        Joined = contents.Joined;
    }

    /// <summary>The file that was opened (of a folder, the one weight file or index in it), or the name that was given
    /// to a stream or to tensors in memory.</summary>
    public string Path { get; }

    /// <summary>The name of its format: <c>safetensors</c>, <c>PyTorch (zip)</c> …</summary>
    public string Format { get; }

    /// <summary>The file itself, and its shards in the order of the index; empty for tensors in memory.</summary>
    public IReadOnlyList<CheckpointFile> Files { get; }

    /// <summary>
    /// Says that the model is joined from several files, each with a part of it: <c>joined from 2 files</c>; null where
    /// one file has it all.
    /// </summary>
    public string? Joined { get; }

    /// <summary>
    /// Every path on disk that opening it read: <see cref="Files"/>, indices, manifests, a <c>config.json</c>.
    /// </summary>
    public IReadOnlyList<string> OpenedPaths { get; internal init; } = [];

    /// <summary>Every tensor that can be read, in the file's own order.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>
    /// The other tensors of the file, each with the reason in <see cref="TensorInfo.Unread"/>: of a type or a layout
    /// that is not supported, or the state of an optimizer. Their indexes follow those of <see cref="Tensors"/>.
    /// </summary>
    public IReadOnlyList<TensorInfo> Unread { get; }

    /// <summary>
    /// What is wrong with single tensors, where the file is damaged and the others can be read: a tensor that an index
    /// names and no shard has, a factor of an adapter without the other. An analysis has them among its errors.
    /// </summary>
    public IReadOnlyList<InvalidCheckpointException> Damage { get; }

    /// <summary>What the format records about the model as a whole; empty for most.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; internal init; }

    /// <summary>
    /// Whether the tensors are changes ΔW of a LoRA adapter and no weights: <see cref="OpenAdapter"/> gives those.
    /// </summary>
    public bool IsAdapter => Tensors.Any(tensor => tensor.Factors is not null);

    /// <summary>The base of an adapter, which the checkpoint closes; null elsewhere.</summary>
    internal ByteSource? Base { get; init; }

    /// <summary>What the <c>config.json</c> beside the file says; null if there is no such file.</summary>
    internal ModelConfiguration? Configuration { get; init; }

    /// <summary>Opens a weight file, a shard index, or a folder that contains one model. The format is recognized by
    /// content.</summary>
    /// <param name="path">Path of the file or folder.</param>
    /// <exception cref="UnknownFormatException">The format is not one that Heavytail reads.</exception>
    /// <exception cref="InvalidCheckpointException">The file cannot be read, or breaks the rules of its
    /// format.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var opened = new OpenedPaths();
        string file = RegularFile.IsFolder(path) ? CheckpointFinder.FindOnly(path) : path;
        return CheckpointOpening.Open(new DiskSource(file, opened), opened);
    }

    /// <summary>
    /// Opens a LoRA adapter of PEFT together with its base: the tensors of the base, those that the adapter changes
    /// merged with the change.
    /// </summary>
    /// <param name="path">Path of the adapter: its folder, or the weight file in it.</param>
    /// <param name="baseModel">Path of the base: a weight file, a shard index, or a folder that contains one
    /// model.</param>
    /// <exception cref="UnknownFormatException">A format is not one that Heavytail reads.</exception>
    /// <exception cref="InvalidCheckpointException">A file cannot be read, the first is not a LoRA adapter, or
    /// it belongs to another base.</exception>
    public static Checkpoint OpenAdapter(string path, string baseModel)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(baseModel);
        var opened = new OpenedPaths();
        string file = RegularFile.IsFolder(path) ? CheckpointFinder.FindOnly(path) : path;
        string model = RegularFile.IsFolder(baseModel) ? CheckpointFinder.FindOnly(baseModel) : baseModel;
        return CheckpointOpening.OpenMerged(new DiskSource(file, opened), new DiskSource(model, opened), opened);
    }

    /// <summary>Opens a weight file from a stream. The format is recognized by content.</summary>
    /// <param name="stream">
    /// A seekable stream. It is read from its first byte, whatever its position, and belongs to the checkpoint until
    /// that is disposed: nobody else may read it or move its position, and its content must not change.
    /// </param>
    /// <param name="name">The name of the file in errors and reports. Some formats look at its extension.</param>
    /// <param name="leaveOpen">
    /// Whether the stream stays open. By default it is disposed with the checkpoint, or at once if opening fails.
    /// </param>
    /// <remarks>
    /// There is no folder around a stream: shards, external data and a <c>config.json</c> beside the file are not
    /// found. A stream has one position, so threads that read from it wait for each other; bytes in memory
    /// (<see cref="Open(ReadOnlyMemory{byte}, string)"/>) and files on disk are read concurrently.
    /// </remarks>
    /// <example>
    /// <code>
    /// using var checkpoint = Checkpoint.Open(blob.OpenRead(), "model.safetensors");
    /// var model = Analyzer.Analyze(checkpoint);
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">The stream cannot be read, or cannot seek.</exception>
    /// <exception cref="UnknownFormatException">The format is not one that Heavytail reads.</exception>
    /// <exception cref="InvalidCheckpointException">The file cannot be read, or breaks the rules of its
    /// format.</exception>
    public static Checkpoint Open(Stream stream, string name, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return stream.CanRead && stream.CanSeek
            ? CheckpointOpening.Open(new StreamSource(stream, name, leaveOpen))
            : throw new ArgumentException(
                "the stream must be readable and seekable; copy it into a MemoryStream or a file first", nameof(
                    stream));
    }

    /// <summary>Opens a weight file whose bytes are in memory; they are not copied. The format is recognized by
    /// content.</summary>
    /// <param name="bytes">Content of the file; it must not change while the checkpoint is open.</param>
    /// <param name="name">The name of the file in errors and reports. Some formats look at its extension.</param>
    /// <exception cref="UnknownFormatException">The format is not one that Heavytail reads.</exception>
    /// <exception cref="InvalidCheckpointException">The file breaks the rules of its format.</exception>
    public static Checkpoint Open(ReadOnlyMemory<byte> bytes, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CheckpointOpening.Open(new MemorySource(name, bytes));
    }

    /// <summary>Makes a checkpoint of tensors in memory, such as the parameters of a network in training. Their values
    /// are not copied; they must not change while the checkpoint is in use.</summary>
    /// <param name="name">The name of the model in errors and reports.</param>
    /// <param name="tensors">The tensors, in the order of reports.</param>
    /// <example>
    /// With TorchSharp, after an epoch:
    /// <code>
    /// using var checkpoint = Checkpoint.FromTensors(
    ///     $"epoch {epoch}",
    ///     network.named_parameters().Select(entry => new NamedTensor(
    ///         entry.name,
    ///         new TensorShape(entry.parameter.shape),
    ///         entry.parameter.cpu().data&lt;float&gt;().ToArray())));
    /// double? alpha = Analyzer.Analyze(checkpoint).Summary["alpha"];
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public static Checkpoint FromTensors(string name, IEnumerable<NamedTensor> tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(tensors);
        var stored = tensors.Select((tensor, index) => tensor.ToStored(index, name)).ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        return stored.Find(tensor => !names.Add(tensor.Info.Name)) is { } twice
            ? throw new ArgumentException($"two tensors are named `{twice.Info.Name}`", nameof(tensors))
            : new Checkpoint(name, InMemory, [], new CheckpointContents(stored));
    }

    /// <summary>Opens a stream of a tensor's elements: row-major, tightly packed, little-endian, as stored.</summary>
    /// <exception cref="InvalidCheckpointException">The elements cannot be read.</exception>
    public Stream OpenRead(TensorInfo tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var stored = tensor.Index < _contents.Tensors.Count ? _contents.Tensors[tensor.Index] : null;
        return stored?.Info == tensor
            ? stored.OpenRead()
            : throw new ArgumentException($"`{tensor.Name}` is not a tensor of `{Path}`", nameof(tensor));
    }

    /// <summary>Reads a tensor's elements, row-major.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="destination">Receives all its elements; its length must be their count.</param>
    /// <exception cref="InvalidCheckpointException">The elements cannot be read.</exception>
    /// <exception cref="NotSupportedException">The elements are not real numbers (complex, packed).</exception>
    public void Read(TensorInfo tensor, Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.Shape.ElementCount != destination.Length)
        {
            throw new ArgumentException(
                $"the destination has {destination.Length} elements, `{tensor.Name}` has {tensor.Shape.ElementCount}",
                nameof(destination));
        }

        try
        {
            using var stream = OpenRead(tensor);
            ElementConversion.Read(stream, tensor.Type, destination);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Damaged(tensor, e);
        }
    }

    /// <summary>The bytes of one of <see cref="Files"/>, which stay the checkpoint's to close.</summary>
    /// <param name="index">Index into <see cref="Files"/>.</param>
    internal ByteSource FileAt(int index) => _files[index];

    /// <summary>Whether an exception of a stream of <see cref="OpenRead(TensorInfo)"/> reports damaged bytes.</summary>
    internal static bool IsDamage(Exception e) => StreamDamage.Is(e);

    /// <summary>The error of a tensor whose stream failed with <see cref="IsDamage"/>.</summary>
    internal static InvalidCheckpointException Damaged(TensorInfo tensor, Exception reason) => new(
        tensor.File, tensor.Name, "its data is damaged or ends early", "compare the file with its source", reason);

    /// <summary>Opens a stream of some of a tensor's elements, in the order of a view.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="view">Selected elements; null for all, as they are stored.</param>
    /// <exception cref="InvalidCheckpointException">The elements cannot be read.</exception>
    internal Stream OpenRead(TensorInfo tensor, StridedLayout? view) => InView(OpenRead(tensor), tensor, view);

    private static Stream InView(Stream stream, TensorInfo tensor, StridedLayout? view)
    {
        if (view is null)
        {
            return stream;
        }

        int bytes = tensor.Type.Bits() / 8;
        return !view.IsContiguous ? new StridedStream(stream, view, bytes)
            : stream.CanSeek ? new SeekableSlice(stream, view.Offset * bytes, view.Shape.ElementCount * bytes)
            : new ForwardSlice(stream, view.Offset * bytes, view.Shape.ElementCount * bytes);
    }

    /// <summary>Reads the factors of one of the matrices of a tensor that is a product of them.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>, with <see cref="TensorInfo.Factors"/>.</param>
    /// <param name="matrix">The matrix, from 0.</param>
    /// <exception cref="InvalidCheckpointException">The factors cannot be read.</exception>
    internal Factors ReadFactors(TensorInfo tensor, int matrix) => _contents.Tensors[tensor.Index].ReadFactors!(matrix);

    /// <summary>
    /// The weight of the base that an adapter changed, and how its elements are opened; null for none.
    /// </summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    internal (TensorInfo Tensor, Func<StridedLayout?, Stream> Open)? UnchangedOf(TensorInfo tensor) =>
        _contents.Tensors[tensor.Index].Unchanged is { } stored
            ? (stored.Info, view => InView(stored.OpenRead(), stored.Info, view))
            : null;

    /// <summary>How a tensor's elements can be read. The first call opens the tensor, without reading it.</summary>
    internal TensorAccess AccessTo(TensorInfo tensor, StridedLayout? view = null)
    {
        var whole = _access.GetOrAdd(tensor.Index, _ =>
        {
            using var stream = OpenRead(tensor);
            return new TensorAccess(stream.CanSeek, stream is ForwardStream forward ? forward.BufferedBytes : 0);
        });
        return view is null || view.IsContiguous
            ? whole
            : new TensorAccess(false, whole.BufferedBytes + StridedStream.SpanBytes(view, tensor.Type.Bits() / 8));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _contents.Dispose();
        if (_files is [var file, ..])
        {
            file.Dispose();
        }

        Base?.Dispose();
    }
}
