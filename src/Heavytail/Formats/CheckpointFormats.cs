using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats;

/// <summary>The one ordered list of formats: the first whose bytes match opens the file.</summary>
internal static class CheckpointFormats
{
    private static readonly FormatList s_any = new(_ => true);

    /// <summary>What an archive may hold: no archive again, and no format that must list folders.</summary>
    private static readonly FormatList s_inArchives =
        new(format => format is not (Archives.ArchiveFormat or Archives.GzipArchiveFormat
            or Zarr.ZarrFormat or Zarr.OrbaxFormat));

    public static IReadOnlyList<CheckpointFormat> All { get; } =
    [
        new Keras.KerasArchiveFormat(),
        new NumPy.NpyFormat(),
        new NumPy.NpzFormat(),
        new SafeTensors.SafeTensorsFormat(),
        new Gguf.GgufFormat(),
        new HuggingFace.ShardIndexFormat(s_any),
        new TFLite.TFLiteFormat(),
        new PyTorch.PyTorchZipFormat(),
        new PyTorch.PyTorchLegacyFormat(),
        new Onnx.OnnxFormat(),
        new Caffe.CaffeFormat(),
        new Zarr.OrbaxFormat(),
        new Zarr.ZarrFormat(),
        new Flax.FlaxFormat(),
        new TensorFlow.GraphDefFormat(),
        new TensorFlow.SavedModelFormat(),
        new TensorFlow.CheckpointIndexFormat(),
        new TensorFlowJs.TfjsFormat(),
        new TensorFlowJs.ShardFormat(),
        new Hdf5.Hdf5Format(),
        new TorchSharp.TorchSharpFormat(),

        // Other formats are zips and tars too: an archive is what none of them is.
        new Archives.ZipArchiveFormat(s_inArchives),
        new Archives.TarArchiveFormat(s_inArchives),
        new Archives.GzipArchiveFormat(s_inArchives),
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
