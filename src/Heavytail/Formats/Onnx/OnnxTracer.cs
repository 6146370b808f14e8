using System.Collections.Immutable;

namespace Heavytail.Formats.Onnx;

/// <summary>Goes back from what a node takes to the stored tensor that it comes from.</summary>
/// <param name="readIntegers">Elements of a small constant of integers; null for any other tensor.</param>
internal sealed class OnnxTracer(Func<OnnxTensor, IReadOnlyList<long>?> readIntegers)
{
    /// <summary>Nodes between a weight and its user; exporters put in two or three.</summary>
    private const int MaxSteps = 16;

    /// <summary>Pieces of one tensor that are joined again: gates are 3 or 4, some split in two.</summary>
    private const int MaxPieces = 16;

    /// <summary>The stored tensor behind a name; null where it is computed.</summary>
    public OnnxView? Trace(OnnxScope scope, string? name, int steps = 0)
    {
        if (name is null || steps > MaxSteps || scope.Find(name) is not { } found)
        {
            return null;
        }

        if (found.Scope.Graph.TensorsByName.TryGetValue(found.Name, out var tensor))
        {
            return OnnxView.From(tensor);
        }

        var node = found.Scope.Graph.NodesByOutput[found.Name];
        if (!node.IsStandard && node.Domain != OnnxOperators.Microsoft)
        {
            return null;
        }

        if (node.Operator == "Concat")
        {
            return TracePieces(found.Scope, node, steps + 1);
        }

        if (!OnnxOperators.PassOn.Contains(node.Operator)
            || Trace(found.Scope, node.Input(0), steps + 1) is not { } view)
        {
            return null;
        }

        return node.Operator switch
        {
            "Transpose" => view.Transpose(node.Ints("perm")),
            "Unsqueeze" => view.Unsqueeze(Axes(found.Scope, node)),
            "Squeeze" => Axes(found.Scope, node) is { } axes ? view.Squeeze(axes)
                : node.Input(1) is null ? view.Squeeze(null) : null,
            "Reshape" => view.Reshape(Integers(found.Scope, node.Input(1)) ?? node.Ints("shape")),
            "Flatten" => null,
            _ => view,
        };
    }

    /// <summary>Numbers of a constant of integers, or of a Constant's attribute.</summary>
    public IReadOnlyList<long>? Integers(OnnxScope scope, string? name)
    {
        if (name is null || scope.Find(name) is not { } found)
        {
            return null;
        }

        if (found.Scope.Graph.TensorsByName.TryGetValue(found.Name, out var tensor))
        {
            return readIntegers(tensor);
        }

        var node = found.Scope.Graph.NodesByOutput[found.Name];
        return node is { IsStandard: true, Operator: "Constant" }
            ? node.Ints("value_ints") ?? (node.Attribute("value_int") is { Int: { } value } ? [value] : null)
            : null;
    }

    private IReadOnlyList<long>? Axes(OnnxScope scope, OnnxNode node) =>
        node.Ints("axes") ?? Integers(scope, node.Input(1));

    /// <summary>
    /// Pieces of one tensor, cut by Slice and joined in another order: the gates of an exported LSTM.
    /// </summary>
    private OnnxView? TracePieces(OnnxScope scope, OnnxNode concat, int steps)
    {
        if (concat.Inputs.Count is 0 or > MaxPieces)
        {
            return null;
        }

        OnnxView? whole = null;
        string? source = null;
        var pieces = ImmutableArray.CreateBuilder<(long Start, long Length)>();
        long axis = concat.Int("axis", 0);
        foreach (string input in concat.Inputs)
        {
            if (scope.Find(input) is not { } found
                || found.Scope.Graph.NodesByOutput.GetValueOrDefault(found.Name)
                    is not { IsStandard: true, Operator: "Slice" } slice
                || slice.Input(0) is not { } data || (source ??= data) != data
                || (whole ??= Trace(found.Scope, data, steps)) is not { Pieces: [] } view
                || Slice(found.Scope, slice, view, ref axis) is not { } piece)
            {
                return null;
            }

            pieces.Add(piece);
        }

        int side = whole!.Dims[(int)axis] is [var only] ? only : -1;
        long covered = 0;
        foreach (var (start, length) in pieces.OrderBy(piece => piece.Start))
        {
            if (start != covered)
            {
                return null;
            }

            covered += length;
        }

        return side >= 0 && covered == whole.Tensor.Shape[side]
            ? whole with { Pieces = pieces.ToImmutable(), PieceSide = side }
            : null;
    }

    private (long Start, long Length)? Slice(OnnxScope scope, OnnxNode slice, OnnxView view, ref long axis)
    {
        if ((slice.Ints("starts") ?? Integers(scope, slice.Input(1))) is not [var start]
            || (slice.Ints("ends") ?? Integers(scope, slice.Input(2))) is not [var end]
            || (slice.Ints("axes") ?? Integers(scope, slice.Input(3)) ?? [0]) is not [var along]
            || (Integers(scope, slice.Input(4)) ?? [1]) is not [1])
        {
            return null;
        }

        along += along < 0 ? view.Rank : 0;
        axis += axis < 0 ? view.Rank : 0;
        if (along != axis || axis < 0 || axis >= view.Rank)
        {
            return null;
        }

        long side = view.Side((int)axis);
        start = Math.Clamp(start < 0 ? start + side : start, 0, side);
        end = Math.Clamp(end < 0 ? end + side : end, 0, side);
        return start < end ? (start, end - start) : null;
    }
}
