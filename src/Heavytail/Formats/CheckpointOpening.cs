using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;
using Heavytail.Formats.Pieces;
using Heavytail.Formats.Quantization;
using Heavytail.Formats.Reparametrization;

namespace Heavytail.Formats;

/// <summary>
/// From the bytes of a file to the tensors of its network: its format, the files beside it, and the weights that are
/// computed from what is stored.
/// </summary>
internal static class CheckpointOpening
{
    /// <summary>Opens the model of a file.</summary>
    /// <param name="file">The file; it belongs to the checkpoint, and is closed if opening fails.</param>
    /// <param name="paths">Records the paths that are opened on disk; null for none.</param>
    public static Checkpoint Open(ByteSource file, OpenedPaths? paths = null)
    {
        using var opened = new Opened<IDisposable>();
        opened.Add(file);
        var format = CheckpointFormats.Detect(file);
        var contents = opened.Add(format.ReadHeader(file));
        NameLimit.Check(file, contents);
        try
        {
            contents = UnindexedShards.Join(file, format.Name, contents, ReadOther);
            contents = PartitionedTensors.Mark(ParallelPieces.Join(file, contents, ReadOther));
            contents = Reparametrizations.Compute(PackedWeights.Unpack(file, contents));
            contents = PeftAdapter.Describe(file, format, contents);
        }
        catch (Exception e) when (StreamDamage.Is(e))
        {
            // Reported by the stream of a small companion, which is read at once.
            throw file.Damaged("the description of its packed weights is damaged", inner: e);
        }

        var configuration = ModelConfiguration.Beside(file, out string? problem);
        var checkpoint = new Checkpoint(
            file.Path, contents.FormatName ?? format.Name, [file, .. contents.Shards], contents)
        {
            Configuration = configuration,
            OpenedPaths = paths?.Take() ?? [],
            Metadata = Describe(contents.Metadata, problem),
        };
        opened.Release();
        return checkpoint;

        CheckpointContents ReadOther(ByteSource other)
        {
            var read = opened.Add(CheckpointFormats.Detect(other).ReadHeader(other));
            NameLimit.Check(other, read);
            return read;
        }
    }

    private static IReadOnlyDictionary<string, string> Describe(
        IReadOnlyDictionary<string, string> metadata, string? configurationProblem) =>
        configurationProblem is null ? metadata : new Dictionary<string, string>(metadata, StringComparer.Ordinal)
        {
            [ModelConfiguration.FileName] = configurationProblem,
        };
}
