using Heavytail.Files;
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
        ReparametrizedTensors.Original,
    ];

    /// <exception cref="InvalidCheckpointException">A tensor and what belongs to it do not fit.</exception>
    public static CheckpointContents Compute(ByteSource file, CheckpointContents contents)
    {
        if (!contents.Tensors.Any(tensor => IsMarked(tensor.Info)))
        {
            return contents;
        }

        var tensors = new ReparametrizedTensors(file, contents.Tensors);
        WeightNorm.Compute(tensors);
        SpectralNorm.Compute(tensors);
        PruningMask.Compute(tensors);
        KerasIntegers.Compute(tensors);
        if (tensors.Summary is not { } summary)
        {
            return contents;
        }

        var metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal)
        {
            ["reparametrized"] = summary,
        };
        return contents with { Tensors = tensors.Tensors, Metadata = metadata };
    }

    private static bool IsMarked(TensorInfo tensor) =>
        s_marks.Any(mark => tensor.Name.EndsWith(mark, StringComparison.Ordinal)) || KerasIntegers.IsCodes(tensor);
}
