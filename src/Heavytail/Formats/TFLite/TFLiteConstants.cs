using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Expressions;

namespace Heavytail.Formats.TFLite;

/// <summary>The tensors of a model that have elements in the file.</summary>
internal sealed class TFLiteConstants(ByteSource file, TFLiteModel model)
{
    private readonly TFLiteRoles _roles = new(model);
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<StoredTensor> _tensors = [];
    private readonly TFLiteOrder _order = new(model);
    private readonly Dictionary<string, int?> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string>[] _listed = [.. model.Graphs.Select(_ => new Dictionary<int, string>())];

    /// <summary>Tensors that are left out, and why.</summary>
    public UnreadTensors Unread { get; } = new();

    /// <summary>All of them, in the order in which operators take them.</summary>
    /// <exception cref="InvalidCheckpointException">A tensor's description contradicts itself.</exception>
    public IReadOnlyList<StoredTensor> List()
    {
        foreach (var (number, graph) in model.Graphs.Index())
        {
            foreach (var (index, tensor) in graph.Tensors.Index())
            {
                Add(number, index, tensor);
            }
        }

        IReadOnlyList<StoredTensor> tensors = _tensors;
        foreach (var weights in _roles.Weights.GroupBy(weight => weight.Graph))
        {
            tensors = Compute(weights.Key, weights.Select(weight => (weight.Tensor, weight.Role)), tensors);
        }

        return ExecutionOrder.Sort(tensors, index => _places[tensors[index].Info.Name]);
    }

    /// <summary>What the operators of a graph make of constants alone takes the places of these.</summary>
    private IReadOnlyList<StoredTensor> Compute(
        int graph, IEnumerable<(int Tensor, TensorRole Role)> weights, IReadOnlyList<StoredTensor> tensors)
    {
        var expressions = new TFLiteExpressions(model, graph, _listed[graph]);
        var computed = new List<ComputedWeight>();
        var refusals = new List<(NamedLeaf Leaf, string Reason)>();
        foreach (var (tensor, role) in weights.DistinctBy(weight => weight.Tensor))
        {
            if (_listed[graph].ContainsKey(tensor) || expressions.Find(tensor) is not { } found)
            {
                continue;
            }

            string operation = expressions.OperatorOf(tensor);
            if (found.Refusal is { } why)
            {
                refusals.AddRange(found.Leaves.OfType<NamedLeaf>()
                    .Select(leaf => (leaf, $"it reaches {role.Operator} through {why}")));
            }
            else
            {
                computed.Add(new ComputedWeight(
                    UniqueName(graph, tensor, model.Graphs[graph].Tensors[tensor]), operation, found, role));
            }
        }

        return ComputedWeights.Apply(tensors, computed, refusals, leaf => _roles.IsWeight(graph, leaf.Value));
    }

    private void Add(int graph, int index, TFLiteTensor tensor)
    {
        if (tensor.Buffer >= model.Buffers.Count)
        {
            throw file.InvalidTensor(
                tensor.Name,
                $"its elements are in buffer {tensor.Buffer}, the model has {model.Buffers.Count} buffers");
        }

        var place = model.Buffers[(int)tensor.Buffer];
        if (place.Length == 0 && !tensor.IsExternal)
        {
            return;
        }

        string name = UniqueName(graph, index, tensor);
        _listed[graph].Add(index, name);
        var type = TFLiteType.Find(tensor.Type);
        if (type is null)
        {
            Unread.AddType(name, string.Create(CultureInfo.InvariantCulture, $"type {tensor.Type}"));
            return;
        }

        if (WhyUnsupported(graph, index, tensor, type) is { } reason)
        {
            Unread.Add(name, reason, encoding: type.Name);
            return;
        }

        try
        {
            _tensors.Add(Build(graph, index, tensor, name, type, place));
        }
        catch (TFLiteUnsupportedException e)
        {
            Unread.Add(name, e.Message, encoding: type.Name);
        }
        catch (ArgumentException e)
        {
            throw file.InvalidTensor(name, e.Message);
        }
    }

    private StoredTensor Build(
        int graph, int index, TFLiteTensor tensor, string name, TFLiteType type, TFLiteBuffer place)
    {
        var shape = new TensorShape([.. tensor.Shape.Select(side => (long)side)]);
        Int128 bytes = (((Int128)shape.ElementCount * type.Bits) + 7) / 8;
        if (bytes != place.Length)
        {
            throw file.InvalidTensor(
                name, $"shape {shape} of {type.Name} needs {bytes:N0} bytes, its buffer holds {place.Length:N0}");
        }

        var scales = type.IsInteger ? TFLiteScales.Find(tensor, shape, FindScales(graph)) : null;
        var stored = (scales, type.Element) switch
        {
            ({ }, _) => Quantized(name, type, shape, place, scales),
            (_, { } element) => new StoredTensor(
                new(_tensors.Count, name, element, shape, file.Path), () =>
                    file.OpenRegion(place.Offset, place.Length)),
            _ => throw new TFLiteUnsupportedException($"packed elements of {type.Name} without a scale"),
        };
        return stored with
        {
            Info = stored.Info with
            {
                Role = Role(graph, index, shape),
                Shape = _roles.Shape(graph, index, shape) ?? shape,
            },
            Place = (place, scales),
        };
    }

    /// <summary>
    /// What is whole but not read; said before the shape is looked at, which may mean something else there.
    /// </summary>
    private string? WhyUnsupported(int graph, int index, TFLiteTensor tensor, TFLiteType type) => (tensor, type) switch
    {
        ({ IsExternal: true }, _) => "its elements are in a buffer outside the file",
        ({ IsSparse: true }, _) => "sparse",
        (_, { Bits: 0 }) => $"holds {type.Name}",
        _ when _roles.IsShuffled(graph, index) => "its matrix is shuffled for one kind of processor",
        _ => null,
    };

    private StoredTensor Quantized(
        string name, TFLiteType type, TensorShape shape, TFLiteBuffer place, TFLiteScales scales)
    {
        var info = new TensorInfo(_tensors.Count, name, ElementType.F32, shape, file.Path)
        {
            Encoding = $"{type.Name} {scales.Word}",
            IsQuantized = true,
            StoredByteCount = (Int128)place.Length + scales.StoredBytes,
        };
        return new StoredTensor(info, () => new DequantizeStream(
            file.OpenRegion(place.Offset, place.Length), type, shape.ElementCount, scales, file));
    }

    private TensorRole? Role(int graph, int index, TensorShape shape)
    {
        var role = _roles.Find(graph, index);
        return role is { Purpose: TensorPurpose.NotAWeight } && shape.Rank < 2 ? null : role;
    }

    /// <summary>The scales of a tensor in blocks are those of another one of its graph.</summary>
    private Func<int, (ElementType Type, long Offset, long Count)> FindScales(int graph) => index =>
    {
        var tensors = model.Graphs[graph].Tensors;
        if (index < 0 || index >= tensors.Count || tensors[index].Buffer >= model.Buffers.Count)
        {
            throw new ArgumentException($"its scales are in tensor {index} of {tensors.Count}");
        }

        var place = model.Buffers[(int)tensors[index].Buffer];
        return TFLiteType.Find(tensors[index].Type)?.Element is { } type
            && type is ElementType.F16 or ElementType.BF16 or ElementType.F32
            ? (type, place.Offset, place.Length / (type.Bits() / 8))
            : throw new ArgumentException($"its scales, tensor `{tensors[index].Name}`, are not floating-point");
    };

    /// <summary>Names are there for people, and may be missing or come twice; ours tell tensors apart.</summary>
    private string UniqueName(int graph, int index, TFLiteTensor tensor)
    {
        string name = tensor.Name.Length > 0
            ? tensor.Name
            : string.Create(CultureInfo.InvariantCulture, $"tensor {graph}.{index}");
        string unique = name;
        while (!_names.TryAdd(unique, 1))
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name} ({++_names[name]})");
        }

        _places.Add(unique, _order.PlaceOf(graph, index));
        return unique;
    }
}
