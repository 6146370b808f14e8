using System.Collections.Frozen;
using Heavytail.Tensors;

namespace Heavytail.Layers.Rules;

/// <summary>What the file says of a tensor, before its name and shape are looked at.</summary>
internal static class StorageRules
{
    /// <summary>Operators whose constants choose, compare and shape: nothing of them is trained.</summary>
    private static readonly FrozenSet<string> s_selections = FrozenSet.ToFrozenSet(
        [
            "Where", "Select", "SelectV2", "SELECT", "SELECT_V2", "Equal", "EQUAL", "Greater", "GREATER", "Less",
            "LESS", "GreaterOrEqual", "LessOrEqual", "Reshape", "RESHAPE", "Range", "RANGE", "Pad", "PAD", "PADV2",
            "Slice", "SLICE", "Tile", "TILE", "Expand", "Resize", "Transpose", "TRANSPOSE",
        ],
        StringComparer.Ordinal);

    public static Verdict? Unread(TensorInfo tensor) =>
        tensor.Role is { Purpose: TensorPurpose.TrainingState } role
            ? Verdict.Skip(
                SkipReason.TrainingState, $"{role.Operator}: what a training run keeps, no part of the network")
            : tensor.Role is { Purpose: TensorPurpose.Piece } piece ? Verdict.Skip(SkipReason.Piece, piece.Operator)
            : tensor.Unread is { } reason ? Verdict.Skip(SkipReason.Unread, reason) : null;

    public static Verdict? OneDimensional(TensorInfo tensor) => tensor.Shape.Rank >= 2
        ? null
        : Verdict.Skip(
            SkipReason.NotAMatrix,
            tensor.Shape.Rank == 0 ? "a scalar"
                : tensor.Type.IsRealFloat() ? "one-dimensional (a bias or a norm)"
                : "one-dimensional (a constant)");

    public static Verdict? ElementTypes(TensorInfo tensor)
    {
        // What the file itself calls a companion of a weight says more than that it is an integer.
        if (tensor.Type.IsRealFloat() || tensor.Role?.Purpose == TensorPurpose.NotAWeight)
        {
            return null;
        }

        string why = ElementConversion.CanConvert(tensor.Type) || tensor.Type.IsComplex()
            ? "elements are not real floating-point weights"
            : "weights cannot be read yet";
        return Verdict.Skip(SkipReason.ElementType, $"{tensor.Type.Name()} {why}");
    }

    public static Verdict? Empty(TensorInfo tensor) => tensor.Shape.ElementCount > 0
        ? null
        : Verdict.Skip(SkipReason.Empty, $"shape {tensor.Shape} has no elements: a placeholder");

    public static Verdict? Tied(TensorInfo tensor, LayerContext context) => tensor.TiedTo is int first
        ? Verdict.Skip(SkipReason.Tied, $"tied to `{context.Tensors[first].Name}` (same storage)")
        : null;

    public static Verdict? Graph(TensorInfo tensor) => tensor.Role is { IsByName: false } ? Told(tensor) : null;

    public static Verdict? Names(TensorInfo tensor) => tensor.Role is { IsByName: true } ? Told(tensor) : null;

    private static Verdict? Told(TensorInfo tensor)
    {
        if (tensor.Role is not { } role || AttentionRules.IsFusedAndPacked(tensor))
        {
            return null;
        }

        return role.Purpose == TensorPurpose.NotAWeight
            ? Verdict.Skip(
                tensor.Type.IsRealFloat() && s_selections.Contains(role.Operator) ? SkipReason.Buffer
                    : SkipReason.NotAMatrix,
                $"{role.Operator}: not a weight matrix")
            : Verdict.From(tensor, role, $"{role.Operator}, axes {role.Axes}");
    }
}
