using System.Collections.Concurrent;
using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;
using Heavytail.Formats.Quantization;
using Heavytail.Tensors;

namespace Heavytail.Formats;

/// <summary>
/// An open weight file (with its shards): the list of its tensors, and their numbers on demand.
/// Opening reads headers only. Reading is thread-safe.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly ByteSource _file;
    private readonly CheckpointContents _contents;
    private readonly ConcurrentDictionary<int, TensorAccess> _access = new();

    private Checkpoint(ByteSource file, CheckpointFormat format, CheckpointContents contents)
    {
        _file = file;
        Configuration = ModelConfiguration.Beside(file, out string? problem);
        Metadata = problem is null
            ? contents.Metadata
            : new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal) { [ModelConfiguration.FileName] = problem };
        _contents = contents = contents with { Tensors = TiedTensors.Mark(contents.Tensors) };
        Format = contents.FormatName ?? format.Name;
        Tensors = [.. contents.Tensors.Select(tensor => tensor.Info)];
        Files = [new CheckpointFile(file.Path, file.Length), .. contents.Shards.Select(shard =>
            new CheckpointFile(shard.Path, shard.Length))];
    }

    /// <summary>The file it was opened from; for a folder, the one weight file or index in it.</summary>
    public string Path => _file.Path;

    /// <summary>The name of its format: <c>safetensors</c>, <c>PyTorch (zip)</c> …</summary>
    public string Format { get; }

    /// <summary>The file itself, and its shards in the order of the index.</summary>
    public IReadOnlyList<CheckpointFile> Files { get; }

    /// <summary>Every tensor, in the file's own order.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>What the format carries about the whole model; empty for most.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What the <c>config.json</c> beside the file says; null where there is none.</summary>
    public ModelConfiguration? Configuration { get; }

    /// <summary>Opens a weight file, a shard index, or a folder that holds one model; the content decides its format.</summary>
    /// <exception cref="UnknownFormatException">It is no format that Heavytail reads.</exception>
    /// <exception cref="InvalidCheckpointException">It cannot be read, or breaks its format's rules.</exception>
    public static Checkpoint Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new ByteSource(Directory.Exists(path) ? CheckpointFinder.FindOnly(path) : path);
        try
        {
            var format = CheckpointFormats.Detect(file);
            return new Checkpoint(file, format, ReadContents(file, format));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What the format found, packed weights unpacked.</summary>
    private static CheckpointContents ReadContents(ByteSource file, CheckpointFormat format)
    {
        var contents = format.ReadHeader(file);
        try
        {
            return PeftAdapter.Describe(file, format, PackedWeights.Unpack(file, contents));
        }
        catch (Exception e)
        {
            foreach (var shard in contents.Shards)
            {
                shard.Dispose();
            }

            if (IsDamage(e))
            {
                // The stream of a small companion, which is read at once, says so.
                throw new InvalidCheckpointException(
                    file.Path, null, "what describes its packed weights is damaged", "compare the file with its source", e);
            }

            throw;
        }
    }

    /// <summary>Opens a stream of a tensor's elements: row-major, tightly packed, little-endian, as stored.</summary>
    /// <exception cref="InvalidCheckpointException">The numbers cannot be read.</exception>
    public Stream OpenRead(TensorInfo tensor)
    {
        var stored = tensor.Index < _contents.Tensors.Count ? _contents.Tensors[tensor.Index] : null;
        return stored?.Info == tensor
            ? stored.OpenRead()
            : throw new ArgumentException($"`{tensor.Name}` is not a tensor of `{Path}`", nameof(tensor));
    }

    /// <summary>Reads a tensor's numbers, row-major.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="destination">Room for all its elements.</param>
    /// <exception cref="InvalidCheckpointException">The numbers cannot be read.</exception>
    /// <exception cref="NotSupportedException">Its type has no real numbers (complex, packed).</exception>
    public void Read(TensorInfo tensor, Span<double> destination)
    {
        if (tensor.Shape.ElementCount != destination.Length)
        {
            throw new ArgumentException(
                $"room for {destination.Length} numbers, `{tensor.Name}` has {tensor.Shape.ElementCount}",
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

    /// <summary>Whether a stream of <see cref="OpenRead(TensorInfo)"/> says by this that its bytes are not what they should be.</summary>
    internal static bool IsDamage(Exception e) => e is EndOfStreamException or InvalidDataException;

    /// <summary>The error of a tensor whose stream failed with <see cref="IsDamage"/>.</summary>
    internal static InvalidCheckpointException Damaged(TensorInfo tensor, Exception reason) => new(
        tensor.File, tensor.Name, "its data is damaged or ends early", "compare the file with its source", reason);

    /// <summary>Opens a stream of some of a tensor's elements, in the order of a view.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <param name="view">Which elements; null for all, as they are stored.</param>
    /// <exception cref="InvalidCheckpointException">The numbers cannot be read.</exception>
    internal Stream OpenRead(TensorInfo tensor, StridedLayout? view)
    {
        var stream = OpenRead(tensor);
        if (view is null)
        {
            return stream;
        }

        int bytes = tensor.Type.Bits() / 8;
        return !view.IsContiguous ? new StridedStream(stream, view, bytes)
            : stream.CanSeek ? new SeekableSlice(stream, view.Offset * bytes, view.Shape.ElementCount * bytes)
            : new ForwardSlice(stream, view.Offset * bytes, view.Shape.ElementCount * bytes);
    }

    /// <summary>How a tensor's numbers can be read; opens it, the first time that it is asked, and reads nothing.</summary>
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

    public void Dispose()
    {
        foreach (var held in _contents.Shards.Concat(_contents.Held))
        {
            held.Dispose();
        }

        _file.Dispose();
    }
}

/// <summary>One file of a checkpoint.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Size">Its bytes when it was opened.</param>
public sealed record CheckpointFile(string Path, long Size);
