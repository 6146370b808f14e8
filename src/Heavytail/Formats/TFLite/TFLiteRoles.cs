namespace Heavytail.Formats.TFLite;

/// <summary>
/// What the operators do with each tensor. A tensor that is only converted (fp16 weights that a DEQUANTIZE widens),
/// that is handed to the body of a loop, or kept in a variable, has the role of what it becomes.
/// </summary>
internal sealed class TFLiteRoles
{
    /// <summary>Tensors that become tensors that become …: longer chains than this are not followed.</summary>
    private const int MaxChain = 8;

    /// <summary>Operators that converters add under a name of their own, and whose weights are known.</summary>
    private const string TransposedConvolutionWithBias = "Convolution2DTransposeBias";

    private readonly TFLiteGraph[] _graphs;
    private readonly Usage[][] _verdicts;
    private readonly List<Flow> _flows = [];
    private readonly List<(int Graph, int Tensor, TensorRole Role)> _weights = [];
    private readonly TFLiteModel _model;

    public TFLiteRoles(TFLiteModel model)
    {
        (_model, _graphs) = (model, [.. model.Graphs]);
        _verdicts = [.. _graphs.Select(graph => new Usage[graph.Tensors.Count])];
        var variables = new TFLiteVariables();
        foreach (var (number, graph) in _graphs.Index())
        {
            foreach (var step in graph.Operators)
            {
                Judge(number, step);
                AddFlows(number, step);
                variables.Add(number, step);
            }
        }

        _flows.AddRange(variables.Flows());
        Spread();
    }

    /// <summary>All inputs of operators that are weights, stored or computed.</summary>
    public IReadOnlyList<(int Graph, int Tensor, TensorRole Role)> Weights => _weights;

    /// <summary>Whether a tensor is a weight just as it is stored, or turned or reshaped.</summary>
    public bool IsWeight(int graph, int tensor) => _verdicts[graph][tensor].Weight is not null;

    /// <summary>What is known of a tensor; null where no operator says.</summary>
    public TensorRole? Find(int graph, int tensor)
    {
        var verdict = _verdicts[graph][tensor];
        return verdict.Weight ?? (verdict.IsUnknown ? null : verdict.Other);
    }

    /// <summary>
    /// The dimensions that a tensor's role is of, where the graph reshapes it on its way; null where they are its own.
    /// </summary>
    public TensorShape? Shape(int graph, int tensor, TensorShape stored) =>
        _verdicts[graph][tensor].Shape is { } sides && sides.All(side => side > 0)
        && sides.Aggregate((Int128)1, (product, side) => product * side) == stored.ElementCount
            ? new TensorShape([.. sides.Select(side => (long)side)])
            : null;

    /// <summary>Whether a tensor is the matrix of an operator that shuffles it for one kind of processor.</summary>
    public bool IsShuffled(int graph, int tensor) => _verdicts[graph][tensor].IsShuffled;

    private void Judge(int graph, TFLiteOperator step)
    {
        foreach (var (input, tensor) in step.Inputs.Index())
        {
            if (!IsTensor(graph, tensor))
            {
                continue;
            }

            ref var verdict = ref _verdicts[graph][tensor];
            if (_graphs[graph].KeepsNumbers(step) || HandsOver(step))
            {
                continue;
            }

            if (FindWeight(graph, step, input, _graphs[graph].Tensors[tensor]) is { } role)
            {
                verdict.Weight ??= role;
                _weights.Add((graph, tensor, role));
                verdict.IsShuffled |= step.Code == TFLiteOperators.FullyConnected && step.Options?.Byte(1) > 0;
            }
            else if (TFLiteOperators.IsUnknown(step.Code) || IsMatrixInput(step, input))
            {
                verdict.IsUnknown = true;
            }
            else
            {
                verdict.Other ??= new TensorRole(TensorPurpose.NotAWeight, step.Name);
            }
        }
    }

    /// <summary>
    /// A constant that is multiplied by a matrix, or as one whose shape is none that the operator takes.
    /// </summary>
    private static bool IsMatrixInput(TFLiteOperator step, int input) =>
        (step.Code == TFLiteOperators.FullyConnected && input == 0)
        || TFLiteWeightInputs.Find(step.Code, input) is not null;

    private TensorRole? FindWeight(int graph, TFLiteOperator step, int input, TFLiteTensor tensor)
    {
        if (step.Code == TFLiteOperators.Custom && step.Name == TransposedConvolutionWithBias && input == 1)
        {
            return Role(new(1, TensorPurpose.TransposedConvolution, "okki"), step, tensor);
        }

        return step.Code switch
        {
            TFLiteOperators.BatchMatMul => TFLiteMatrices.OfProduct(step, input, tensor),
            TFLiteOperators.Gather => TFLiteMatrices.OfGather(step, input, tensor),
            TFLiteOperators.Lstm when TFLiteMatrices.IsBasicLstm(step) =>
                TFLiteMatrices.OfBasicLstm(step, input, tensor),
            _ when TFLiteWeightInputs.Find(step.Code, input) is { } weight => Role(weight, step, tensor) is { } role
                ? role with { Groups = Groups(graph, step, tensor) }
                : null,
            _ => null,
        };
    }

    private static TensorRole? Role(TFLiteWeightInput weight, TFLiteOperator step, TFLiteTensor tensor) =>
        tensor.Shape.Length == weight.Axes.Length
            ? new TensorRole(weight.Purpose, step.Name) { Axes = weight.Axes }
            : null;

    /// <summary>
    /// A convolution has as many groups as its kernels' inputs go into the channels that it is given.
    /// </summary>
    private int Groups(int graph, TFLiteOperator step, TFLiteTensor kernels)
    {
        if (step.Code != TFLiteOperators.Conv2D || !IsTensor(graph, step.Inputs[0])
            || _graphs[graph].Tensors[step.Inputs[0]].Shape is not [_, _, _, var channels]
            || kernels.Shape is not [var outputs, _, _, > 0 and var inputs] || channels <= 0 || channels % inputs != 0)
        {
            return 1;
        }

        return outputs % (channels / inputs) == 0 ? channels / inputs : 1;
    }

    private void AddFlows(int graph, TFLiteOperator step)
    {
        bool inPlace = _graphs[graph].KeepsNumbers(step);
        if (inPlace || TFLiteOperators.Rearranges(step.Code))
        {
            foreach (int input in step.Inputs.Take(inPlace ? 1 : step.Inputs.Length))
            {
                bool reshapes = TFLiteOperators.Reshapes(step.Code) && input == step.Inputs[0];
                var order = input == step.Inputs[0] ? _model.Order(graph, step) : null;
                _flows.AddRange(step.Outputs.Take(1).Select(
                    output => new Flow(graph, input, graph, output, inPlace || reshapes || order is not null)
                    {
                        Reshapes = reshapes,
                        Order = order,
                    }));
            }
        }

        switch (step.Code)
        {
            case TFLiteOperators.While:
                HandOver(graph, step.Inputs, step.Options?.Int32(1));
                break;
            case TFLiteOperators.If:
                HandOver(graph, step.Inputs.Skip(1), step.Options?.Int32(0));
                HandOver(graph, step.Inputs.Skip(1), step.Options?.Int32(1));
                break;
            case TFLiteOperators.Call:
                HandOver(graph, step.Inputs, step.Options?.Int32(0));
                break;
            case TFLiteOperators.StableHloComposite:
                HandOver(graph, step.Inputs, step.Options2?.Int32(1));
                break;
        }
    }

    private static bool HandsOver(TFLiteOperator step) => step.Code
        is TFLiteOperators.While or TFLiteOperators.If or TFLiteOperators.Call or TFLiteOperators.StableHloComposite
        or TFLiteOperators.AssignVariable;

    private void HandOver(int graph, IEnumerable<int> inputs, int? body)
    {
        if (body is not { } target || target < 0 || target >= _graphs.Length)
        {
            return;
        }

        _flows.AddRange(inputs.Zip(_graphs[target].Inputs).Select(
            pair => new Flow(graph, pair.First, target, pair.Second, InPlace: true)));
    }

    /// <summary>From what a tensor becomes back to the tensor; most chains are done in one pass from the end.</summary>
    private void Spread()
    {
        bool changed = true;
        for (int pass = 0; changed && pass < MaxChain; pass++)
        {
            changed = false;
            foreach (var flow in Enumerable.Reverse(_flows))
            {
                if (IsTensor(flow.FromGraph, flow.From) && IsTensor(flow.ToGraph, flow.To))
                {
                    changed |= _verdicts[flow.FromGraph][flow.From].Take(
                        _verdicts[flow.ToGraph][flow.To], flow, Shape(flow));
                }
            }
        }
    }

    /// <summary>A constant's dimensions after a Reshape; null where they are those it is stored in.</summary>
    private int[]? Shape(Flow flow)
    {
        var target = _graphs[flow.ToGraph].Tensors[flow.To];
        return _verdicts[flow.ToGraph][flow.To].Shape ?? (flow.Reshapes ? target.Shape : null);
    }

    private bool IsTensor(int graph, int tensor) => tensor >= 0 && tensor < _verdicts[graph].Length;

    /// <summary>The elements of one tensor are those of another, in the same order or not.</summary>
    internal readonly record struct Flow(int FromGraph, int From, int ToGraph, int To, bool InPlace)
    {
        /// <summary>Whether the dimensions are others.</summary>
        public bool Reshapes { get; init; }

        /// <summary>Of a Transpose: the dimension that each of the result's comes from.</summary>
        public IReadOnlyList<long>? Order { get; init; }
    }

    /// <summary>What all operators together say of a tensor.</summary>
    private struct Usage
    {
        public TensorRole? Weight;
        public TensorRole? Other;
        public bool IsUnknown;
        public bool IsShuffled;

        /// <summary>The dimensions of <see cref="Weight"/>; null where they are those that are stored.</summary>
        public int[]? Shape;

        /// <summary>Learns from what the tensor becomes; whether that was news.</summary>
        public bool Take(in Usage target, in Flow flow, int[]? shape)
        {
            var before = this;
            bool inPlace = flow.InPlace && (flow.Order is null || shape is null);
            if (inPlace && Weight is null && target.Weight is { } weight)
            {
                (Weight, Shape) = (flow.Order is { } order ? Turn(weight, order) : weight, shape);
            }

            Other ??= target.Other;
            IsUnknown |= target.IsUnknown || (!inPlace && target.Weight is not null);
            IsShuffled |= target.IsShuffled;
            return Weight != before.Weight || Other != before.Other || IsUnknown != before.IsUnknown;
        }

        /// <summary>The role of what a Transpose turns.</summary>
        private static TensorRole? Turn(TensorRole role, IReadOnlyList<long> order)
        {
            if (role.Axes.Length != order.Count)
            {
                return null;
            }

            char[] axes = role.Axes.ToCharArray();
            foreach (var (dim, from) in order.Index())
            {
                axes[from] = role.Axes[dim];
            }

            return role with { Axes = new string(axes) };
        }
    }
}
