using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Weights that a file stores as what they are computed from: in the place of the stored tensor comes the weight that
/// the network multiplies by.
/// </summary>
internal static class Reparametrizations
{
    /// <summary>What their names contain. Files without are passed on at once.</summary>
    private static readonly string[] s_marks =
    [
        WeightNorm.Suffix, WeightNorm.ParametrizedSuffix, SpectralNorm.ParametrizedSuffix,
        ParameterNames.Original,
    ];

    /// <summary>Computes what can be; a tensor whose companions do not fit is left as it is, with the reason.</summary>
    public static CheckpointContents Compute(CheckpointContents contents)
    {
        if (!contents.Tensors.Any(tensor => IsMarked(tensor.Info)))
        {
            return contents;
        }

        var tensors = new TensorTable(contents.Tensors);
        WeightNorm.Compute(tensors);
        SpectralNorm.Compute(tensors);
        PruningMask.Compute(tensors);
        KerasIntegers.Compute(tensors);
        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal);
        MetadataNotes.Append(metadata, "reparametrized", tensors.Summary);
        MetadataNotes.Append(metadata, MetadataNotes.UnsupportedKey, MetadataNotes.Join(tensors.Unsupported));

        return contents with { Tensors = tensors.Tensors, Metadata = metadata };
    }

    private static bool IsMarked(TensorInfo tensor) =>
        s_marks.Any(mark => tensor.Name.EndsWith(mark, StringComparison.Ordinal)) || KerasIntegers.IsCodes(tensor);
}
