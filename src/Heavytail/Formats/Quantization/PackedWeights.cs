using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// Quantized weights that a container stores as several tensors, whatever the container: in the place of the codes
/// comes the weight that they, their scales and zeros stand for.
/// </summary>
internal static class PackedWeights
{
    /// <summary>What every packed weight has beside it. Files without are passed on at once.</summary>
    private static readonly string[] s_marks =
    [
        GptqWeights.Suffix, CompressedWeights.Suffix, BitsAndBytesWeights.Int8Suffix, .. MicroscaledWeights.Suffixes,
        .. ScaledWeights.ScaleSuffixes, MlxWeights.Suffix, .. NamedSchemes.Suffixes,
    ];

    /// <exception cref="InvalidCheckpointException">A weight and its companions do not fit.</exception>
    public static CheckpointContents Unpack(ByteSource file, CheckpointContents contents)
    {
        if (!contents.Tensors.Any(tensor => IsMark(tensor.Info.Name)))
        {
            return contents;
        }

        var tensors = new PackedTensors(file, contents.Tensors);
        NamedSchemes.Mark(tensors);
        GptqWeights.Unpack(tensors);
        AwqWeights.Unpack(tensors);
        BitsAndBytesWeights.Unpack(tensors);
        CompressedWeights.Unpack(tensors);
        MicroscaledWeights.Unpack(tensors);
        ScaledWeights.Unpack(tensors);
        MlxWeights.Unpack(tensors);

        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal);
        Add(metadata, "quantization", tensors.Summary);
        Add(metadata, MetadataNotes.UnsupportedKey, MetadataNotes.Join(tensors.Unsupported));
        return contents with { Tensors = tensors.Tensors, Metadata = metadata };
    }

    private static bool IsMark(string name) =>
        s_marks.Any(mark => name.EndsWith(mark, StringComparison.Ordinal))
        || name.Contains(BitsAndBytesWeights.StateMark, StringComparison.Ordinal);

    private static void Add(Dictionary<string, string> metadata, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            metadata[key] = metadata.TryGetValue(key, out string? before) ? $"{before}; {value}" : value;
        }
    }
}
