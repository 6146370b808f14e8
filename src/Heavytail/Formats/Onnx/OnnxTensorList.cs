using System.Globalization;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Onnx;

/// <summary>Which tensors of the graphs are listed, under which names, and how they are read.</summary>
/// <param name="model">The model.</param>
/// <param name="data">The elements of its tensors.</param>
/// <param name="computed">Weights that the graph computes.</param>
internal sealed class OnnxTensorList(OnnxModel model, OnnxData data, OnnxComputed computed)
{
    private readonly List<StoredTensor> _tensors = [];
    private readonly List<OnnxTensor> _listed = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly UnreadTensors _unread = model.Unread;
    private OnnxTensor? _firstMissing;
    private int _leftOut;

    /// <param name="isCut">Whether not all calls of functions were followed.</param>
    public CheckpointContents Build(bool isCut)
    {
        Add(model.Graph);
        foreach (var body in model.Functions.Values)
        {
            Add(body);
        }

        foreach (var orphan in computed.Orphans)
        {
            Add(model.Graph, orphan);
        }

        if (_firstMissing is not null && !_tensors.Exists(tensor => tensor.Info.Shape.Rank >= 2))
        {
            // No weight is here: the error says which file is missing.
            data.FileOf(_firstMissing);
        }

        var metadata = new Dictionary<string, string>(model.Metadata, StringComparer.Ordinal);
        _unread.AddTo(metadata);

        if (_leftOut > 0)
        {
            metadata["ignored"] = string.Create(
                CultureInfo.InvariantCulture, $"Constant nodes of integers or scalars: {_leftOut}");
        }

        if (isCut)
        {
            metadata["roles"] = "the graph is too deep to follow: "
                + "some weights were classified by name and shape only";
        }

        var order = new OnnxOrder(model);
        var sorted = ExecutionOrder.Sort(_tensors, index => order.PlaceOf(_listed[index]));
        return new CheckpointContents(sorted, metadata, []) { Unread = _unread.All };
    }

    private void Add(OnnxGraph graph)
    {
        foreach (var tensor in graph.Tensors)
        {
            if (computed.Of(tensor) is { Count: > 0 } weights)
            {
                AddWeights(graph, tensor, weights);
            }
            else if (tensor.IsConstant && tensor.Sparse is null && !MayBeWeight(tensor))
            {
                _leftOut++;
            }
            else
            {
                Add(graph, tensor);
            }
        }

        foreach (var (_, inner) in graph.Nodes.SelectMany(node => node.Graphs))
        {
            Add(inner);
        }
    }

    /// <summary>A weight under the name of the tensor that it is computed from; beside it where that is a weight, too.
    /// </summary>
    private void AddWeights(OnnxGraph graph, OnnxTensor tensor, IReadOnlyList<OnnxTensor> weights)
    {
        bool stays = tensor.Uses.IsWeight || weights.Count > 1;
        if (stays)
        {
            Add(graph, tensor);
        }

        foreach (var weight in weights)
        {
            Add(graph, weight, stays ? $"{tensor.Name}/{weight.Name}" : tensor.Name);
        }
    }

    /// <summary>Graphs are full of Constants that say dimensions and axes.</summary>
    private static bool MayBeWeight(OnnxTensor tensor) =>
        tensor.Uses.Quantization is not null || (tensor.Shape.Rank > 0 && tensor.Type is { IsInteger: false });

    private void Add(OnnxGraph graph, OnnxTensor tensor, string? ownName = null)
    {
        if (tensor.Type is not { } type)
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"type {tensor.TypeNumber}");
            _unread.Add(tensor.TypeNumber == OnnxDataType.Text
                ? new UnreadTensor(tensor.Name, "text") { Shape = tensor.Shape, Encoding = "text" }
                : new UnreadTensor(tensor.Name, $"data {number}")
                {
                    Shape = tensor.Shape,
                    Encoding = number,
                    NextStep = "is not supported; save the tensor as F32, F16 or BF16",
                });
            return;
        }

        string name = Unique(graph, ownName ?? tensor.Name);
        if (data.Missing(tensor) is { } missing)
        {
            _firstMissing ??= tensor;
            _unread.Add(new UnreadTensor(name, missing)
            {
                Shape = tensor.Shape,
                Encoding = type.Name,
                IsElsewhere = true,
            });
            return;
        }

        if (Refusal(tensor) is { } refusal)
        {
            _unread.Add(name, refusal, tensor.Shape, $"{type.Name}, sparse");
            return;
        }

        string? part = computed.Part(tensor);
        if (part is null
            && tensor is { Uses: { Refusal: { } reason, IsWeight: false, IsFolded: false }, Shape.Rank: > 1 })
        {
            _unread.Add(name, reason, tensor.Shape, type.Name);
            return;
        }

        string path = data.FileOf(tensor).Path;
        int count = _tensors.Count;
        if (tensor.Uses.Quantization is { } quantization)
        {
            AddQuantized(tensor, type, quantization, name, path, part);
        }
        else if (type.Element is { } element)
        {
            var shape = tensor.Uses.Shape ?? tensor.Shape;
            _tensors.Add(new StoredTensor(
                new TensorInfo(_tensors.Count, name, element, shape, path)
                {
                    Role = Role(tensor, shape, part),
                    Encoding = tensor.Computed is not null ? $"{element.Name()}, computed by the graph"
                        : tensor.Sparse is null ? element.Name() : $"{element.Name()}, sparse",
                    IsQuantized = tensor.Computed?.Tensors().Any(leaf => leaf.Uses.Quantization is not null) ?? false,
                    IsCompanion = part is not null,
                    IsSettled = tensor.Computed is not null,
                    StoredByteCount = tensor.Sparse is { } stored
                        ? stored.Values.ByteCount + stored.Indices.ByteCount
                        : 0,
                },
                () => data.Open(tensor))
            {
                Place = tensor.External is { } external ? (external.Location, external.Offset) : null,
            });
        }
        else
        {
            _unread.AddType(name, type.Name, tensor.Shape);
        }

        if (_tensors.Count > count)
        {
            _listed.Add(tensor);
        }
    }

    private void AddQuantized(
        OnnxTensor tensor, OnnxDataType type, OnnxQuantization quantization, string name, string path, string? part)
    {
        var codeType = quantization.CodeType ?? type;
        var shape = quantization.Shape ?? tensor.Shape;
        if (!OnnxCodes.CanUnpack(codeType) || shape.ElementCount > long.MaxValue / sizeof(float)
            || !IsReadable(quantization.Scale) || !IsReadable(quantization.ZeroPoint))
        {
            string? missing = new[] { quantization.Scale, quantization.ZeroPoint }.OfType<OnnxTensor>()
                .Select(data.Missing).FirstOrDefault(reason => reason is not null);
            _unread.Add(
                name,
                missing is null
                    ? $"{quantization.Scheme}, whose scales or zero points are of a type that is not read"
                    : $"{quantization.Scheme}, whose scales or zero points are missing: {missing}",
                shape);
            return;
        }

        var seen = tensor.Uses.Shape ?? shape;
        _tensors.Add(new StoredTensor(
            new TensorInfo(_tensors.Count, name, ElementType.F32, seen, path)
            {
                Encoding = quantization.Scheme,
                IsQuantized = true,
                IsCompanion = part is not null,
                StoredByteCount = tensor.ByteCount,
                Role = Role(tensor, seen, part),
            },
            () => new OnnxDequantizer(data.Open(tensor), codeType, shape, quantization, data.ReadAll)));
    }

    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">The dimensions that it is listed with.</param>
    /// <param name="part">What it is to a weight that the graph computes, or null.</param>
    private static TensorRole? Role(OnnxTensor tensor, TensorShape shape, string? part) => part is null
        ? tensor.Uses.Role(shape.Rank) : new TensorRole(TensorPurpose.NotAWeight, part);

    private string? Refusal(OnnxTensor tensor) => tensor.Computed is { } value
        ? value.Tensors().Select(Refusal).FirstOrDefault(reason => reason is not null)
        : tensor.Sparse is null ? null : OnnxSparseReader.Refusal(tensor, data);

    private bool IsReadable(OnnxTensor? values)
    {
        if (values is null)
        {
            return true;
        }

        if ((data.Missing(values) ?? Refusal(values)) is not null)
        {
            return false;
        }

        // It is opened while the header is read, so that no thread opens files later.
        data.FileOf(values);
        return values.Type is { } type && OnnxCodes.CanUnpack(type);
    }

    /// <summary>Branches may use a name twice; then the graph that it is in comes before it.</summary>
    private string Unique(OnnxGraph graph, string name)
    {
        if (_names.TryAdd(name, 1))
        {
            return name;
        }

        string unique = graph.Path.Length > 0 ? $"{graph.Path}/{name}" : name;
        while (!_names.TryAdd(unique, 1))
        {
            // The number goes on where it stopped, so that very many tensors of a name take no longer than others.
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{++_names[name]}");
        }

        return unique;
    }
}
