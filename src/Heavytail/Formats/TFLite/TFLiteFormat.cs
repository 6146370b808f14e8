// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
using System.Globalization;
using System.Text;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.TFLite;

/// <summary>A TensorFlow Lite model: the constants of its graphs, and what the operators do with them.</summary>
internal sealed class TFLiteFormat : CheckpointFormat
{
    private const int IdentifierOffset = 4;
    private const int MaxMetadata = 1000;
    private const int MaxMetadataValueBytes = 64;

    /// <summary>The one piece of metadata that is text whatever the model.</summary>
    private const string RuntimeVersion = "min_runtime_version";

    public override string Name => "TFLite";

    public override IReadOnlyList<string> Extensions => [".tflite", ".lite"];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.Length >= IdentifierOffset + 4 && head[IdentifierOffset..].StartsWith("TFL3"u8);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var model = TFLiteModel.Read(file);
        var metadata = Metadata(model, file);
        var constants = new TFLiteConstants(file, model);
        var tensors = constants.List();
        constants.Unread.AddTo(metadata);
        return new CheckpointContents(tensors, metadata, []) { Unread = constants.Unread.All };
    }

    private static Dictionary<string, string> Metadata(TFLiteModel model, ByteSource file)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["version"] = model.Version.ToString(CultureInfo.InvariantCulture),
        };
        if (model.Root.Text(3) is { Length: > 0 } description)
        {
            metadata["description"] = description;
        }

        string[] signatures =
        [
            .. model.Root.Vector(7, sizeof(uint)).Tables().Take(MaxMetadata)
                .Select(signature => signature.Text(2)).OfType<string>(),
        ];
        if (signatures.Length > 0)
        {
            metadata["signatures"] = string.Join(", ", signatures);
        }

        foreach (var entry in model.Root.Vector(6, sizeof(uint)).Tables().Take(MaxMetadata))
        {
            uint buffer = entry.UInt32(1);
            if (entry.Text(0) == RuntimeVersion && buffer < model.Buffers.Count
                && model.Buffers[(int)buffer] is { Length: > 0 and <= MaxMetadataValueBytes } place)
            {
                byte[] text = new byte[place.Length];
                file.ReadExactly(place.Offset, text);
                metadata[RuntimeVersion] = Encoding.UTF8.GetString(text).TrimEnd('\0');
            }
        }

        return metadata;
    }
}
