using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Flax;

namespace Heavytail.Formats.Zarr;

/// <summary>Arrays of Zarr → tensors.</summary>
internal static class ZarrTensors
{
    private const string OptimizerKey = "opt_state";

    /// <param name="file">The root's metadata.</param>
    /// <param name="nodes">The arrays.</param>
    /// <param name="nameOf">Their names, by their paths.</param>
    /// <param name="isTraining">Whether the state of an optimizer may be among them, to be left out.</param>
    /// <exception cref="InvalidCheckpointException">Two have one name, or one claims what is not there.</exception>
    public static CheckpointContents List(
        ByteSource file, IReadOnlyList<ZarrNode> nodes, Func<string, string> nameOf, bool isTraining)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            string name = nameOf(node.Path);
            if (!names.Add(name))
            {
                throw file.InvalidTensor(name, "two arrays have this name");
            }
        }

        var shapes = new Dictionary<string, TensorShape>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            shapes.Add(nameOf(node.Path), node.Array?.Shape ?? new TensorShape());
        }

        var roles = FlaxRoles.Of(shapes);
        var fills = new ZarrFillBudget();
        var skipped = new UnreadTensors();
        var missing = new List<string>();
        var tensors = new List<StoredTensor>();
        string root = Path.GetDirectoryName(file.Path) ?? "";
        var chunksOf = new Dictionary<string, ZarrChunks>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            string name = nameOf(node.Path);
            if (!IsState(name) && node.Array is { } array)
            {
                chunksOf[name] = new ZarrChunks(file, node.Path, name, array);
                fills.AddStored(chunksOf[name].StoredBytes);
            }
        }

        foreach (var node in nodes)
        {
            string name = nameOf(node.Path);
            if (IsState(name))
            {
                skipped.AddTrainingState(
                    name, OptimizerKey, node.Array?.Shape, node.Array?.Type.Name(), node.Array?.ByteCount ?? 0);
            }
            else if (node.Array is not { } array)
            {
                skipped.Add(name, node.Refusal ?? "of an unknown kind");
            }
            else if (fills.Refusal(chunksOf[name]) is { } refusal)
            {
                skipped.Add(name, refusal, array.Shape);
            }
            else
            {
                var chunks = chunksOf[name];
                var info = new TensorInfo(tensors.Count, name, array.Type, array.Shape, Path.Combine(root, node.Path))
                {
                    Role = roles.Find(name, array.Shape),
                    StoredByteCount = chunks.StoredBytes,
                };
                if (chunks.Missing > 0)
                {
                    missing.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}: {chunks.Missing} of {array.Bands * array.ChunksPerBand}"));
                }

                tensors.Add(new StoredTensor(info, () => Open(chunks)));
            }
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        skipped.AddTo(metadata);
        MetadataNotes.AddTo(metadata, "missing chunks, read as fill values", missing);

        return new CheckpointContents(tensors, metadata, []) { Unread = skipped.All };

        bool IsState(string name) => isTraining && name.StartsWith(OptimizerKey + "/", StringComparison.Ordinal);
    }

    private static Stream Open(ZarrChunks chunks)
    {
        var array = chunks.Array;
        Stream elements = array.IsWholeRows || array.Shape.ElementCount == 0
            ? new ZarrRowStream(chunks)
            : new ZarrBandStream(chunks);
        return array.SwapWidth > 0 ? new ByteSwapStream(elements, array.ByteCount, array.SwapWidth) : elements;
    }
}
