using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;

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
        .. ScaleNames.Suffixes, MlxWeights.Suffix, HqqWeights.Suffix, .. TorchAoWeights.Suffixes,
        .. NamedSchemes.Suffixes,
    ];

    /// <summary>Unpacks what can be; codes whose companions do not fit are left as they are, with the reason.</summary>
    public static CheckpointContents Unpack(ByteSource file, CheckpointContents contents)
    {
        if (!contents.Tensors.Any(tensor => IsMark(tensor.Info.Name)))
        {
            return contents;
        }

        // What config.json says is read when a packed weight asks for it.
        var config = new Lazy<QuantizationConfig>(() => QuantizationConfig.Read(file));
        var tensors = new TensorTable(contents.Tensors);
        TorchAoWeights.Unpack(tensors, contents.Metadata);
        NamedSchemes.Mark(tensors);
        HqqWeights.Unpack(tensors);
        GptqWeights.Unpack(tensors, config);
        AwqWeights.Unpack(tensors, config);
        BitsAndBytesWeights.Unpack(tensors);
        CompressedWeights.Unpack(tensors, config);
        MicroscaledWeights.Unpack(tensors);
        ScaledWeights.Unpack(tensors, config);
        MlxWeights.Unpack(tensors, config);
        ScaledWeights.LeaveOthers(tensors);

        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal);
        MetadataNotes.Append(metadata, "quantization", Summary(tensors, config));
        MetadataNotes.Append(metadata, MetadataNotes.UnsupportedKey, MetadataNotes.Join(tensors.Unsupported));
        return contents with { Tensors = tensors.Tensors, Metadata = metadata };
    }

    /// <summary>Weights by scheme, and whether the configuration was there to say so.</summary>
    private static string? Summary(TensorTable tensors, Lazy<QuantizationConfig> config) =>
        tensors.Summary is not { } summary || config.Value.IsThere
            ? tensors.Summary
            : summary + "; no quantization_config beside it, layouts are derived from the shapes";

    private static bool IsMark(string name) =>
        s_marks.Any(mark => name.EndsWith(mark, StringComparison.Ordinal))
        || name.Contains(BitsAndBytesWeights.StateMark, StringComparison.Ordinal);
}
