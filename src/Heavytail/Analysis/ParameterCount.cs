namespace Heavytail.Analysis;

/// <summary>The number of elements that belong to a network, as far as its file says.</summary>
internal static class ParameterCount
{
    /// <summary>How names of types begin that no weight has: integers, booleans, complex numbers, text.</summary>
    private static readonly string[] s_otherTypes =
    [
        "i1", "i3", "i4", "i6", "i8", "u1", "u3", "u4", "u6", "u8", "int", "uint", "bool", "c64", "c128", "complex",
        "string", "text", "object", "dt_int", "dt_uint", "dt_string", "dt_resource", "dt_variant",
    ];

    /// <summary>Counts the elements of weights, biases and norms, each storage once.</summary>
    public static long Of(IEnumerable<LayerDecision> decisions) => decisions
        .Where(decision => decision.Tensor.TiedTo is null && (decision.Tensor.Type.IsRealFloat() || IsUnread(decision)))
        .Where(decision => decision.Skipped?.Reason is not (SkipReason.Buffer or SkipReason.Companion or SkipReason.Copy
            or SkipReason.TrainingState or SkipReason.Adapter))
        .Where(decision => !decision.IsNoParameter && !decision.Tensor.IsCompanion
            && !IsRunningStatistic(decision.Tensor.Name))
        .Sum(decision => decision.Tensor.Factors?.ElementCount ?? decision.Tensor.Shape.ElementCount);

    /// <summary>
    /// A weight that cannot be read is one of the network all the same. Packed codes are not counted: how many weights
    /// they stand for is known to those who read them.
    /// </summary>
    private static bool IsUnread(LayerDecision decision) =>
        decision.Tensor is { Type: ElementType.Unknown, Shape.Rank: > 0, IsElsewhere: false } tensor
        && decision.Skipped?.Reason is SkipReason.Unread or SkipReason.Piece
        && !Array.Exists(
            s_otherTypes, type => tensor.Encoding.StartsWith(type, StringComparison.OrdinalIgnoreCase));

    private static bool IsRunningStatistic(string name) =>
        name.EndsWith("running_mean", StringComparison.Ordinal)
        || name.EndsWith("running_var", StringComparison.Ordinal);
}
