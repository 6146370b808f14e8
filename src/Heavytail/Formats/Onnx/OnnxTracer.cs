using System.Collections.Immutable;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.Onnx;

/// <summary>Goes back from what a node takes to the stored tensor that it comes from.</summary>
/// <param name="readIntegers">Elements of a small constant of integers; null for any other tensor.</param>
/// <param name="expressions">What the graph computes from constants; null where nobody asks.</param>
internal sealed class OnnxTracer(
    Func<OnnxTensor, IReadOnlyList<long>?> readIntegers, OnnxExpressions? expressions = null)
{
    /// <summary>Nodes between a weight and its user; exporters put in two or three.</summary>
    private const int MaxSteps = 16;

    /// <summary>Pieces of one tensor that are joined again: gates are 3 or 4, some split in two.</summary>
    private const int MaxPieces = 16;

    /// <summary>The stored tensor behind a name; null where it is computed.</summary>
    /// <param name="scope">Where the name is used.</param>
    /// <param name="name">The name.</param>
    /// <param name="computes">Whether a tensor that is computed from constants counts as well.</param>
    /// <param name="steps">Nodes gone through.</param>
    public OnnxView? Trace(OnnxScope scope, string? name, bool computes = false, int steps = 0)
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

        var view = Trace(found.Scope, node, computes, steps + 1);
        return (view is null || (computes && ChangesValues(found.Scope, node, view))) && computes
            && expressions?.Find(found.Scope, found.Name) is { } computed
            ? OnnxView.From(computed)
            : view;
    }

    private OnnxView? Trace(OnnxScope scope, OnnxNode node, bool computes, int steps)
    {
        if (node.Operator == "Concat")
        {
            return TracePieces(scope, node, steps);
        }

        if (!OnnxOperators.PassOn.Contains(node.Operator)
            || Trace(scope, node.Input(0), computes, steps) is not { } view
            || view.Tensor.Computed?.Refusal is not null)
        {
            return null;
        }

        return node.Operator switch
        {
            "Transpose" => view.Transpose(node.Ints("perm")),
            "Unsqueeze" => view.Unsqueeze(Axes(scope, node)),
            "Squeeze" => Axes(scope, node) is { } axes ? view.Squeeze(axes)
                : node.Input(1) is null ? view.Squeeze(null) : null,
            "Reshape" => view.Reshape(Integers(scope, node.Input(1)) ?? node.Ints("shape")),
            "Flatten" => view.Flatten(node.Int("axis", 1)),
            _ => view,
        };
    }

    /// <summary>
    /// Whether what a node hands on has other values: what is rounded to codes or by a conversion, and codes whose
    /// scales are not known.
    /// </summary>
    private bool ChangesValues(OnnxScope scope, OnnxNode node, OnnxView view) =>
        node.Operator == "QuantizeLinear"
        || (node.Operator == "Cast"
            && ElementRounding.Rounds(view.Tensor.Type?.Element, OnnxDataType.Find(node.Int("to", 1))?.Element))
        || (node.Operator == "CastLike"
            && ElementRounding.Rounds(view.Tensor.Type?.Element, Trace(scope, node.Input(1))?.Tensor.Type?.Element))
        || (node.Operator == "DequantizeLinear"
            && view.Tensor is not { Type.IsCode: true, Computed: null, Uses.Quantization: not null });

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
        return node is not { IsStandard: true, Operator: "Constant" } ? expressions?.Integers(found.Scope, found.Name)
            : node is { IsStandard: true, Operator: "Constant" }
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
                || (whole ??= Trace(found.Scope, data, steps: steps)) is not { Pieces: [] } view
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

        return side >= 0 && covered == whole.Shape[side]
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
