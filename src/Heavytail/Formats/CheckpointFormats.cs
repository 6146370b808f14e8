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
using Heavytail.Formats.TorchSharp;
using Heavytail.Formats.Zarr;

namespace Heavytail.Formats;

/// <summary>The one ordered list of formats: the first whose bytes match opens the file.</summary>
internal static class CheckpointFormats
{
    private static readonly FormatList s_any = new(_ => true);

    /// <summary>What an archive may hold: no archive again, and no format that must list folders.</summary>
    private static readonly FormatList s_inArchives =
        new(format => format is not (ArchiveFormat or GzipArchiveFormat or ZarrFormat or OrbaxFormat));

    public static IReadOnlyList<CheckpointFormat> All { get; } =
    [
        new KerasArchiveFormat(),
        new NpyFormat(),
        new NpzFormat(),
        new SafeTensorsFormat(),
        new GgufFormat(),
        new ShardIndexFormat(s_any),
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
        new TorchSharpFormat(),

        // Other formats are zips and tars too: an archive is what none of them is.
        new ZipArchiveFormat(s_inArchives),
        new TarArchiveFormat(s_inArchives),
        new GzipArchiveFormat(s_inArchives),
    ];

    /// <summary>The format of an open file.</summary>
    /// <exception cref="UnknownFormatException">No format matches.</exception>
    public static CheckpointFormat Detect(ByteSource file) => s_any.Detect(file);

    /// <summary>The first format that matches; null if none does.</summary>
    public static CheckpointFormat? TryDetect(ByteSource file) => s_any.TryDetect(file);

    /// <summary>Whether a file's extension is one that weight files usually have.</summary>
    public static bool HasKnownExtension(string path) => All
        .SelectMany(format => format.Extensions)
        .Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
