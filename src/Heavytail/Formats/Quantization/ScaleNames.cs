using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>What scales and zeros of a weight are called, whichever library wrote them.</summary>
internal static class ScaleNames
{
    private const string WeightSuffix = ".weight";

    /// <summary>Names of scales that multiply the codes; <c>{}</c> is the weight, or what is before it.</summary>
    private static readonly string[] s_scales =
    [
        "_scale_inv", "_scale", "_scales", "_weight_scale", "_weight_scale_inv", ".scale", ".scales", ".scale_inv",
        ".scale_weight", ".qscale_weight",
    ];

    /// <summary>Names of zeros, which are taken from the codes before they are multiplied.</summary>
    private static readonly string[] s_zeros = ["_zero_point", "_zero_points", ".zero_point", ".zero_points"];

    /// <summary>Further names that say of codes that something is done to them: which, nobody has published.</summary>
    private static readonly string[] s_others =
    [
        "._scale", ".weight.scale", ".w_scale", ".weight_descale", ".descale", ".dequant_scale", ".deq_scale",
        ".weight_scaling_factor", ".scaling_factor", "_weight_scales", "_descale", "_offset", ".offset", ".offsets",
        "_zp", ".zp", "_zeros", ".zeros", ".zero",
    ];

    /// <summary>Scales of scales, which are applied where their scheme is known.</summary>
    private static readonly string[] s_second = ["_scale_2", "_weight_scale_2"];

    /// <summary>How the names of all of them end.</summary>
    public static IEnumerable<string> Suffixes => [.. s_scales, .. s_zeros, .. s_others];

    /// <summary>The scales of a weight by their names, the most certain name first.</summary>
    public static IEnumerable<StoredTensor> ScalesOf(TensorTable tensors, string weight) =>
        Find(tensors, weight, s_scales);

    /// <summary>The zeros of a weight; null for none.</summary>
    public static StoredTensor? ZerosOf(TensorTable tensors, string weight) =>
        Find(tensors, weight, s_zeros).FirstOrDefault();

    /// <summary>All that is stored beside a weight to read it with.</summary>
    public static IEnumerable<StoredTensor> CompanionsOf(TensorTable tensors, string weight) =>
        Find(tensors, weight, [.. s_scales, .. s_zeros, .. s_others, .. s_second]);

    /// <summary>Tensors of other names that would change the codes, but for zeros that are all zero.</summary>
    public static IReadOnlyList<StoredTensor> UnknownOf(TensorTable tensors, string weight) =>
        [.. Find(tensors, weight, s_others).Where(tensor => !IsZero(tensor))];

    private static IEnumerable<StoredTensor> Find(TensorTable tensors, string weight, string[] suffixes)
    {
        string? owner = weight.EndsWith(WeightSuffix, StringComparison.Ordinal) ? weight[..^WeightSuffix.Length] : null;
        return suffixes
            .Select(suffix => suffix[0] == '_' ? weight + suffix : owner + suffix)
            .Where((_, k) => suffixes[k][0] == '_' || owner is not null)
            .Select(tensors.Find).OfType<StoredTensor>();
    }

    private static bool IsZero(StoredTensor tensor) =>
        Scalars.IsSmall(tensor) && Array.TrueForAll(Scalars.ReadAll(tensor), number => number == 0);
}
