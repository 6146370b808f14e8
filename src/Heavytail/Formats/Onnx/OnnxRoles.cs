using System.Collections.Immutable;

namespace Heavytail.Formats.Onnx;

/// <summary>Goes through all nodes, and records what they do with each stored tensor.</summary>
internal sealed class OnnxRoles(OnnxModel model, OnnxTracer tracer)
{
    /// <summary>Functions that call functions; exporters nest modules of a network.</summary>
    private const int MaxCalls = 16;

    /// <summary>
    /// Nodes of functions that are visited, once for each call; what goes on beyond that says nothing of weights.
    /// </summary>
    private const int MaxVisits = 50_000;

    /// <summary>Inputs of those nodes: one node may have a file full of them, where exporters give it ten.</summary>
    public const int MaxInputs = 1 << 19;

    private readonly OnnxScales _scales = new(tracer);
    private (OnnxScope Scope, OnnxNode Node, bool IsConstant)? _judged;

    private readonly List<OnnxTensor> _computed = [];
    private readonly HashSet<OnnxTensor> _computedSeen = new(ReferenceEqualityComparer.Instance);
    private (OnnxScope Scope, OnnxNode Node, bool IsFolded)? _folded;

    /// <summary>Weights that the graph computes from stored tensors.</summary>
    public IReadOnlyList<OnnxTensor> Computed => _computed;

    /// <summary>Nodes of functions that were visited.</summary>
    public int Visits { get; private set; }

    /// <summary>Inputs of those nodes.</summary>
    public long Inputs { get; private set; }

    /// <summary>Whether calls were left out because there are too many of them, or too deep.</summary>
    public bool IsCut { get; private set; }

    public void Assign() => Visit(new OnnxScope(model.Graph), 0);

    private void Visit(OnnxScope scope, int calls)
    {
        foreach (var node in scope.Graph.Nodes)
        {
            if (calls > 0)
            {
                if (Visits >= MaxVisits || Inputs + node.Inputs.Count > MaxInputs)
                {
                    IsCut = true;
                    return;
                }

                Visits++;
                Inputs += node.Inputs.Count;
            }

            foreach (var (_, graph) in node.Graphs)
            {
                Visit(new OnnxScope(graph, scope), calls);
            }

            if (model.Functions.TryGetValue((node.Domain, node.Operator), out var body))
            {
                IsCut |= calls == MaxCalls;
                if (calls < MaxCalls)
                {
                    Visit(new OnnxScope(body, scope, node), calls + 1);
                    continue;
                }
            }

            Visit(scope, node);
        }
    }

    private void Visit(OnnxScope scope, OnnxNode node)
    {
        if (node.IsStandard ? OnnxOperators.PassOn.Contains(node.Operator)
            : node.Domain == OnnxOperators.Microsoft && node.Operator is "DequantizeLinear" or "QuantizeLinear")
        {
            // What it hands on is judged where it is used.
            _scales.AddDequantizeLinear(scope, node);
            MarkOthers(scope, node, from: 1);
            return;
        }

        if (node.Domain == OnnxOperators.Microsoft && OnnxBlocks.Add(scope, node))
        {
            MarkOthers(scope, node, from: 1);
            return;
        }

        var slots = OnnxOperators.Slots(node);
        for (int input = 0; input < node.Inputs.Count; input++)
        {
            var slot = slots.FirstOrDefault(slot => slot.Input == input);
            if (slot is null || !TryWeight(scope, node, slot))
            {
                MarkOther(scope, node, input, isSlot: slot is not null);
            }
        }
    }

    /// <summary>Whether a weight goes into the slot.</summary>
    private bool TryWeight(OnnxScope scope, OnnxNode node, OnnxSlot slot)
    {
        if (tracer.Trace(scope, node.Input(slot.Input), computes: true) is not { } view)
        {
            return false;
        }

        bool isFolded = IsFolded(scope, node);
        if (view.Tensor.Computed is { } computed && (isFolded || computed.Refusal is not null))
        {
            // What is made of it is judged where it is used.
            foreach (var leaf in isFolded ? [] : computed.Tensors())
            {
                leaf.Uses.AddRefusal($"it reaches {node.Operator} through {computed.Refusal}");
            }

            return isFolded || computed.Refusal is not null;
        }

        OnnxScales.AddSlot(scope, node, slot, view);
        var seen = slot.Letters(node, view);
        view = seen is null ? view : view.WithKernel(seen);
        if (seen is not { } letters || view.Axes(
                string.Concat(letters.Select((letter, dim) => letter == 's' && view.Side(dim) == 1 ? '1' : letter)))
                is not { } axes)
        {
            return false;
        }

        var role = new TensorRole(Purpose(slot, axes), node.Operator)
        {
            Axes = axes,
            Groups = Groups(node, slot, view, axes),
            Parts = Parts(node, slot, view, axes),
            StackWord = axes.Contains('s', StringComparison.Ordinal) ? slot.StackWord : null,
        };
        view.Tensor.Uses.AddWeight(role, view.Shape.Equals(view.Tensor.Shape) ? null : view.Shape, isFolded);
        if (!isFolded && view.Tensor.Computed is not null && _computedSeen.Add(view.Tensor))
        {
            _computed.Add(view.Tensor);
        }

        return true;
    }

    private static TensorPurpose Purpose(OnnxSlot slot, string axes) =>
        axes.Contains('c', StringComparison.Ordinal) ? TensorPurpose.DepthwiseConvolution
        : slot.Purpose is TensorPurpose.Convolution or TensorPurpose.TransposedConvolution
            && !axes.Contains('k', StringComparison.Ordinal) ? TensorPurpose.Dense
        : slot.Purpose;

    /// <summary>Groups that the grouped dimension can fall into; others are not groups.</summary>
    private static int Groups(OnnxNode node, OnnxSlot slot, OnnxView view, string axes)
    {
        char letter = slot.Purpose switch
        {
            TensorPurpose.Convolution => 'o',
            TensorPurpose.TransposedConvolution => 'i',
            _ => ' ',
        };
        int side = axes.IndexOf(letter, StringComparison.Ordinal);
        long groups = node.Int("group", 1);
        return side >= 0 && axes.LastIndexOf(letter) == side
            && groups is > 1 and <= int.MaxValue && view.Shape[side] % groups == 0
            ? (int)groups : 1;
    }

    private static ImmutableArray<TensorPart> Parts(OnnxNode node, OnnxSlot slot, OnnxView view, string axes)
    {
        int side = axes.IndexOf('o', StringComparison.Ordinal);
        if (slot.Parts.Length == 0 || side < 0 || axes.LastIndexOf('o') != side)
        {
            return [];
        }

        long outputs = view.Shape[side];
        if (node.Ints("qkv_hidden_sizes") is { Count: 3 } sizes)
        {
            return sizes.All(size => size > 0 && size <= outputs) && sizes.Sum() == outputs
                ? [.. slot.Parts.Zip(sizes, (name, size) => new TensorPart(name, size))]
                : [];
        }

        if (outputs == 0 || outputs % slot.Parts.Length != 0)
        {
            return [];
        }

        return view.Pieces.IsEmpty ? TensorPart.Equal(outputs, slot.Parts)
            : view.PieceSide == side ? Stored(view.Pieces, slot.Parts, outputs / slot.Parts.Length)
            : [];
    }

    /// <summary>The gates in the order in which they are stored, where the graph puts them into ONNX's.</summary>
    private static ImmutableArray<TensorPart> Stored(
        ImmutableArray<(long Start, long Length)> pieces, string[] names, long size)
    {
        var parts = ImmutableArray.CreateBuilder<TensorPart>();
        for (long start = 0; start < names.Length * size; start += size)
        {
            long seen = 0;
            string? name = null;
            foreach (var piece in pieces)
            {
                long at = seen + start - piece.Start;
                if (start >= piece.Start && start + size <= piece.Start + piece.Length && at % size == 0)
                {
                    name = names[at / size];
                }

                seen += piece.Length;
            }

            if (name is null)
            {
                return [];
            }

            parts.Add(new TensorPart(name, size));
        }

        return parts.ToImmutable();
    }

    private void MarkOthers(OnnxScope scope, OnnxNode node, int from)
    {
        for (int input = from; input < node.Inputs.Count; input++)
        {
            MarkOther(scope, node, input, isSlot: false);
        }
    }

    /// <summary>
    /// An input that takes no weight; or nothing is known of the operator, or of what comes out of constants.
    /// </summary>
    private void MarkOther(OnnxScope scope, OnnxNode node, int input, bool isSlot)
    {
        if (tracer.Trace(scope, node.Input(input)) is not { } view)
        {
            return;
        }

        bool isInteger = view.Tensor is { Uses.Quantization: null } tensor && tensor.Type is not { IsInteger: false };
        bool isKnown = node.IsStandard
            ? isInteger || IsFill(scope, node, input) || !(isSlot || OnnxOperators.Unclear.Contains(node.Operator))
            : node.Domain == OnnxOperators.Microsoft && !isSlot
                && (OnnxOperators.Weightless.Contains(node.Operator) || OnnxOperators.Slots(node).Count > 0);
        if (isKnown && !IsConstant(scope, node))
        {
            view.Tensor.Uses.AddOther(node.Operator);
        }
        else
        {
            view.Tensor.Uses.AddUnclear();
        }
    }

    /// <summary>Whether an input is what Where puts in place of what the network computes, as masks do.</summary>
    private bool IsFill(OnnxScope scope, OnnxNode node, int input) =>
        node.Operator == "Where" && input is 1 or 2 && tracer.Trace(scope, node.Input(3 - input)) is null;

    /// <summary>Whether all that a node takes is stored: then its result may be a weight that is computed.</summary>
    private bool IsConstant(OnnxScope scope, OnnxNode node)
    {
        if (_judged is not { } judged || !ReferenceEquals(judged.Scope, scope) || !ReferenceEquals(judged.Node, node))
        {
            judged = (
                scope,
                node,
                node.Inputs.Take(4).All(name => name.Length == 0 || tracer.Trace(scope, name) is not null));
            _judged = judged;
        }

        return judged.IsConstant;
    }

    /// <summary>Whether all that a node takes is computed from constants: it comes before any input.</summary>
    private bool IsFolded(OnnxScope scope, OnnxNode node)
    {
        if (_folded is not { } folded || !ReferenceEquals(folded.Scope, scope) || !ReferenceEquals(folded.Node, node))
        {
            folded = (
                scope,
                node,
                node.Inputs.Take(4).All(
                    name => name.Length == 0 || tracer.Trace(scope, name, computes: true) is not null));
            _folded = folded;
        }

        return folded.IsFolded;
    }
}
