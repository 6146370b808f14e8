using Heavytail.Files;
using Heavytail.Formats.Adapters;
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
        var (contents, format) = Read(file, opened, computesChanges: true);
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
    }

    /// <summary>Opens the model that an adapter and its base make.</summary>
    /// <param name="adapter">The file of the adapter; it belongs to the checkpoint, as the base does.</param>
    /// <param name="model">The file of the base.</param>
    /// <param name="paths">Records the paths that are opened on disk.</param>
    public static Checkpoint OpenMerged(ByteSource adapter, ByteSource model, OpenedPaths paths)
    {
        using var opened = new Opened<IDisposable>();
        opened.Add(adapter);
        opened.Add(model);
        var config = AdapterConfig.Beside(adapter) ?? throw adapter.Invalid(
            $"has no {AdapterConfig.FileName} of a LoRA adapter beside it",
            "give the folder that PEFT saved, or analyze the file without a base");
        var (changes, _) = Read(adapter, opened, computesChanges: false);
        var (contents, format) = Read(model, opened, computesChanges: true);
        var merged = new AdapterMerge(adapter, config, model).Merge(changes, contents);
        var configuration = ModelConfiguration.Beside(model, out string? problem);
        var checkpoint = new Checkpoint(
            adapter.Path, (contents.FormatName ?? format.Name) + " with a PEFT adapter",
            [adapter, model, .. merged.Shards], merged)
        {
            Configuration = configuration,
            OpenedPaths = paths.Take(),
            Metadata = Describe(merged.Metadata, problem),
            Base = model,
        };
        opened.Release();
        return checkpoint;
    }

    /// <summary>What a file and those beside it hold.</summary>
    /// <param name="file">The file.</param>
    /// <param name="opened">Receives what is opened.</param>
    /// <param name="computesChanges">Whether factors of an adapter become the changes that they make.</param>
    private static (CheckpointContents Contents, CheckpointFormat Format) Read(
        ByteSource file, Opened<IDisposable> opened, bool computesChanges)
    {
        var format = CheckpointFormats.Detect(file);
        var contents = opened.Add(format.ReadHeader(file));
        NameLimit.Check(file, contents);
        try
        {
            contents = UnindexedShards.Join(file, format.Name, contents, ReadOther);
            contents = PartitionedTensors.Mark(ParallelPieces.Join(file, contents, ReadOther));
            contents = Reparametrizations.Compute(PackedWeights.Unpack(file, contents));
            return computesChanges
                ? (LoraWeights.Compute(file, PeftAdapter.Describe(file, format, contents)), format)
                : (contents, format);
        }
        catch (Exception e) when (StreamDamage.Is(e))
        {
            // Reported by the stream of a small companion, which is read at once.
            throw file.Damaged("the description of its packed weights is damaged", inner: e);
        }

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
