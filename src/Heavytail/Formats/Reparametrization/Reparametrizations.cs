using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Reparametrization;

/// <summary>
/// Weights that a file stores as what they are computed from: in the place of the stored tensor comes the weight that
/// the network multiplies by.
/// </summary>
internal static class Reparametrizations
{
    /// <summary>
    /// A weight may be computed in steps, each from what the one before gave: a mask on the direction of weight norm.
    /// </summary>
    private const int MaxSteps = 8;

    /// <summary>What their names end with. Files without are passed on at once.</summary>
    private static readonly string[] s_marks =
    [
        WeightNorm.Suffix, ParameterNames.Original, SpectralNorm.BarSuffix, SpectralNorm.BigGanSuffix,
        .. WeightNorm.KerasSuffixes, .. MaskedWeights.Marks,
    ];

    /// <summary>Computes what can be; a tensor whose companions do not fit is left as it is, with the reason.</summary>
    public static CheckpointContents Compute(CheckpointContents contents)
    {
        if (!contents.Tensors.Any(tensor => IsMarked(tensor.Info)))
        {
            return contents;
        }

        var tensors = new TensorTable(contents.Tensors);
        for (int before = -1, step = 0; step < MaxSteps && before < tensors.Replaced; step++)
        {
            before = tensors.Replaced;
            PruningMask.Compute(tensors);
            SpectralNorm.Compute(tensors);
            WeightNorm.Compute(tensors);
            ParametrizationLists.Compute(tensors);
        }

        SpectralNorm.ComputeBigGan(tensors);
        WeightNorm.ComputeKeras(tensors);
        FlaxNorms.Compute(tensors);
        MaskedWeights.Compute(tensors);
        ParametrizationLists.LeaveOthers(tensors);
        LoneParts.Leave(tensors);
        KerasIntegers.Compute(tensors);
        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal);
        MetadataNotes.Append(metadata, "reparametrized", tensors.Summary);
        MetadataNotes.Append(metadata, MetadataNotes.UnsupportedKey, MetadataNotes.Join(tensors.Unsupported));

        return contents with { Tensors = tensors.Tensors, Metadata = metadata };
    }

    private static bool IsMarked(TensorInfo tensor) =>
        s_marks.Any(mark => tensor.Name.EndsWith(mark, StringComparison.Ordinal))
        || tensor.Name.Contains(ParameterNames.Parametrizations, StringComparison.Ordinal)
        || MaskedWeights.IsTogether(tensor.Name) || FlaxNorms.IsPart(tensor.Name) || KerasIntegers.IsCodes(tensor);
}
