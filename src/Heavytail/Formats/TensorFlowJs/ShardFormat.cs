// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto
using System.Text.RegularExpressions;
using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.TensorFlow;

namespace Heavytail.Formats.TensorFlowJs;

/// <summary>
/// A file of plain weights, of a checkpoint of TensorFlow or a model of TensorFlow.js. Nothing in it says what it is:
/// it is known by what describes it, which lies beside it and is opened in its place.
/// </summary>
internal sealed partial class ShardFormat : CheckpointFormat
{
    public override string Name => "TensorFlow shard";

    /// <summary>None: the file that describes it stands for it.</summary>
    public override IReadOnlyList<string> Extensions => [];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file)
    {
        string name = Path.GetFileName(file.Path);
        if (BundleShard().IsMatch(name) || NumberedShard().IsMatch(name))
        {
            return true;
        }

        using var manifest = FindManifest(file, name);
        return manifest is not null;
    }

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        string name = Path.GetFileName(file.Path);
        var bundle = BundleShard().Match(name);
        CheckpointFormat format = bundle.Success ? new CheckpointIndexFormat() : new TfjsFormat();
        using var opened = new Opened<ByteSource>();
        var described = opened.Add(bundle.Success
            ? FindIndex(file, bundle.Groups[1].Value + Bundle.IndexExtension)
            : FindManifest(file, name) ?? throw file.Invalid(
                "is a shard of a TensorFlow.js model, and no manifest beside it names it",
                "open the `model.json` or `weights_manifest.json` that came with it, in the same folder"));
        if (!format.Matches(described.Head(HeadLength), described))
        {
            throw described.Invalid($"does not describe `{name}`: it is not a {format.Name}");
        }

        var contents = format.ReadHeader(described);
        return contents with { Shards = [.. opened.Release(), .. contents.Shards], FormatName = format.Name };
    }

    private static ByteSource FindIndex(ByteSource file, string name) => file.OpenBeside(name) ?? throw file.Invalid(
        $"contains the data of a TensorFlow checkpoint; its tensors are named in `{name}`, which is not beside it",
        $"put `{name}` into the same folder, and open it");

    /// <summary>The manifest beside it that names it.</summary>
    private static ByteSource? FindManifest(ByteSource file, string name)
    {
        var tail = ManifestTail().Match(name);
        if (!tail.Success)
        {
            return null;
        }

        string start = tail.Groups[1].Value;
        foreach (string candidate in new[] { $"{start}-weights_manifest.json", $"{start}.json", "weights_manifest.json",
            "model.json" })
        {
            var manifest = ByteSource.IsPlainName(candidate) ? file.OpenBeside(candidate) : null;
            if (manifest is not null && Names(manifest, name))
            {
                return manifest;
            }

            manifest?.Dispose();
        }

        return null;
    }

    private static bool Names(ByteSource manifest, string name)
    {
        try
        {
            var format = new TfjsFormat();
            return format.Matches(manifest.Head(HeadLength), manifest)
                && format.FilesBeside(manifest).Contains(name, StringComparer.Ordinal);
        }
        catch (InvalidCheckpointException)
        {
            // A damaged file beside this one is not this one's to report.
            return false;
        }
    }

    [GeneratedRegex(@"^(.+)\.data-\d{5}-of-\d{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex BundleShard();

    [GeneratedRegex(@"-shard\d+(?:of\d+)?(?:\.bin)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedShard();

    [GeneratedRegex(@"^(.+?)(?:-shard\d+(?:of\d+)?(?:\.bin)?|\.bin|\.weights\.bin)$", RegexOptions.CultureInvariant)]
    private static partial Regex ManifestTail();
}
