
using Heavytail.Files;
using Heavytail.Formats.Archives;
using Heavytail.Formats.Caffe;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Flax;
using Heavytail.Formats.Gguf;
using Heavytail.Formats.Hdf5;
using Heavytail.Formats.HuggingFace;
using Heavytail.Formats.Keras;
using Heavytail.Formats.NumPy;
using Heavytail.Formats.Onnx;
using Heavytail.Formats.PyTorch;
using Heavytail.Formats.SafeTensors;
using Heavytail.Formats.TensorFlow;
using Heavytail.Formats.TensorFlowJs;
using Heavytail.Formats.TFLite;
using Heavytail.Formats.Unrecognized;
using Heavytail.Formats.Zarr;

namespace Heavytail.Formats;

/// <summary>The one ordered list of formats: the first whose bytes match opens the file.</summary>
internal static class CheckpointFormats
{
    public static IReadOnlyList<CheckpointFormat> All { get; } =
    [
        new KerasArchiveFormat(),
        new NpyFormat(),
        new NpzFormat(),
        new SafeTensorsFormat(),
        new GgufFormat(),
        new ShardIndexFormat(),
        new TFLiteFormat(),
        new PyTorchZipFormat(),
        new PyTorchLegacyFormat(),
        new OnnxFormat(),
        new CaffeFormat(),
        new OrbaxFormat(),
        new ZarrFormat(),
        new FlaxFormat(),
        new GraphDefFormat(),
        new SavedModelFormat(),
        new CheckpointIndexFormat(),
        new TfjsFormat(),
        new ShardFormat(),
        new Hdf5Format(),

        // Other formats are zips and tars too: an archive is what none of them is.
        new ZipArchiveFormat(),
        new TarArchiveFormat(),
        new GzipArchiveFormat(),
    ];

    /// <summary>What an archive may hold: no archive again, and none of the formats that must list folders.</summary>
    private static readonly CheckpointFormat[] s_models =
        [.. All.Where(format => format is not (ArchiveFormat or GzipArchiveFormat or ZarrFormat or OrbaxFormat))];

    /// <summary>The format of an open file.</summary>
    /// <exception cref="UnknownFormatException">No format matches.</exception>
    public static CheckpointFormat Detect(ByteSource file) => TryDetect(file)
        ?? throw UnknownFile.Describe(file, All.Select(format => format.Name));

    /// <summary>The first format that matches; null where none does.</summary>
    public static CheckpointFormat? TryDetect(ByteSource file) => Match(All, file);

    /// <summary>The format of a file that an archive holds, which is no archive again.</summary>
    /// <exception cref="UnknownFormatException">No format matches.</exception>
    public static CheckpointFormat DetectInArchive(ByteSource file) => TryDetectInArchive(file)
        ?? throw UnknownFile.Describe(file, s_models.Select(format => format.Name));

    /// <summary>The first format that matches and is no archive; null where none does.</summary>
    public static CheckpointFormat? TryDetectInArchive(ByteSource file) => Match(s_models, file);

    private static CheckpointFormat? Match(IEnumerable<CheckpointFormat> formats, ByteSource file)
    {
        byte[] head = file.Head(CheckpointFormat.HeadLength);
        return formats.FirstOrDefault(format => format.Matches(head, file));
    }
}
