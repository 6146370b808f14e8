using System.Buffers;
using Heavytail.Formats.SafeTensors;
using Heavytail.Surgery;

namespace Heavytail;

/// <summary>
/// The safetensors files that a model becomes, with the same names, types, shapes and metadata. A safetensors model is
/// copied byte for byte, shards and index too, before tensors are replaced; of any other format one file is made.
/// </summary>
public sealed class ModelCopy
{
    private const int BufferBytes = 1 << 20;

    private readonly Checkpoint _checkpoint;
    private readonly IReadOnlyList<CopiedFile> _files;
    private readonly Dictionary<int, (int File, long Offset)> _places;

    private ModelCopy(
        Checkpoint checkpoint, IReadOnlyList<CopiedFile> files, Dictionary<int, (int File, long Offset)> places)
    {
        (_checkpoint, _files, _places) = (checkpoint, files, places);
        Files = [.. files.Select(file => new CopyFile(file.Name, file.Length))];
    }

    /// <summary>The files, in the order in which they are written.</summary>
    public IReadOnlyList<CopyFile> Files { get; }

    /// <summary>What is not in the copy, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Plans the copy of an open model.</summary>
    /// <exception cref="InvalidCheckpointException">A tensor of another format has no form in safetensors.</exception>
    public static ModelCopy Of(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return SafeTensorsImage.Of(checkpoint) is { } image
            ? new ModelCopy(checkpoint, image.Files, image.Places)
            : OfOther(checkpoint);
    }

    /// <summary>Writes a file, before tensors are replaced in it.</summary>
    internal void Write(int file, Stream destination, CancellationToken cancellation)
    {
        foreach (var open in _files[file].Parts)
        {
            using var source = open();
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                for (int read = source.Read(buffer); read > 0; read = source.Read(buffer))
                {
                    cancellation.ThrowIfCancellationRequested();
                    destination.Write(buffer, 0, read);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Where a tensor lies in the copy; null where it is computed from what is stored.</summary>
    internal (int File, long Offset)? PlaceOf(TensorInfo tensor) =>
        _places.TryGetValue(tensor.Index, out var place) ? place : null;

    /// <summary>The file that was written to since it was opened; null for none.</summary>
    internal InvalidCheckpointException? Changed() => Enumerable.Range(0, _checkpoint.Files.Count)
        .Select(_checkpoint.FileAt).FirstOrDefault(file => file.IsWritten)?.Invalid(
            "was written to while it was read: the copy would be of two versions",
            "run it again when nothing writes to the file");

    private static ModelCopy OfOther(Checkpoint checkpoint)
    {
        var layout = SafeTensorsLayout.Of(checkpoint);
        string name = Path.GetFileNameWithoutExtension(checkpoint.Path) + ".safetensors";
        var file = new CopiedFile(
            name,
            layout.Length,
            [
                () => new MemoryStream(layout.Header),
                .. layout.Tensors.Select<TensorInfo, Func<Stream>>(tensor => () => checkpoint.OpenRead(tensor)),
            ]);
        var unread = checkpoint.Unread.Where(tensor => tensor.Role?.Purpose != TensorPurpose.TrainingState).ToArray();
        int training = checkpoint.Unread.Count - unread.Length;
        return new ModelCopy(
            checkpoint, [file], layout.Offsets.ToDictionary(pair => pair.Key, pair => (0, pair.Value)))
        {
            Notes =
            [
                .. unread.Length > 0 ? [FormattableString.Invariant(
                    $"{unread.Length} of the tensors cannot be read and are not in the copy: `{unread[0].Name}`, ")
                    + unread[0].Unread]
                : Array.Empty<string>(),
                .. training > 0 ? [FormattableString.Invariant(
                    $"the state of the training run, {training} of the tensors, is not in the copy")]
                : Array.Empty<string>(),
            ],
        };
    }
}
