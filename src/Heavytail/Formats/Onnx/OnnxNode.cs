using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.Onnx;

/// <summary>A NodeProto: an operator, the names it takes and the names it gives.</summary>
internal sealed record OnnxNode(
    string Operator,
    string Domain,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>Attributes that are looked through one by one; of more there is a dictionary.</summary>
    private const int FewAttributes = 16;

    private Dictionary<string, OnnxAttribute>? _attributesByName;

    /// <summary>The domain of the operators that the specification itself defines, in its two spellings.</summary>
    public bool IsStandard => Domain is "" or "ai.onnx";

    /// <summary>Graphs that its attributes hold: the branches of an If, the body of a Loop or Scan.</summary>
    public IEnumerable<(string Attribute, OnnxGraph Graph)> Graphs =>
        Attributes.SelectMany(attribute => attribute.Graphs.Select(graph => (attribute.Name, graph)));

    /// <summary>The name of an input; null where it is left out.</summary>
    public string? Input(int index) => index < Inputs.Count && Inputs[index].Length > 0 ? Inputs[index] : null;

    /// <summary>An attribute; null where the node has none of the name.</summary>
    public OnnxAttribute? Attribute(string name)
    {
        if (Attributes.Count <= FewAttributes)
        {
            foreach (var attribute in Attributes)
            {
                if (attribute.Name == name)
                {
                    return attribute;
                }
            }

            return null;
        }

        _attributesByName ??= Attributes.DistinctBy(attribute => attribute.Name)
            .ToDictionary(attribute => attribute.Name, StringComparer.Ordinal);
        return _attributesByName.GetValueOrDefault(name);
    }

    public long Int(string attribute, long otherwise) => Attribute(attribute)?.Int ?? otherwise;

    public string Text(string attribute) => Attribute(attribute)?.Text ?? "";

    public IReadOnlyList<long>? Ints(string attribute) => Attribute(attribute)?.Ints;
}

/// <summary>An AttributeProto, as far as the readers ask.</summary>
internal sealed record OnnxAttribute(string Name)
{
    /// <summary>The field of <c>floats</c>.</summary>
    public const int FloatsField = 7;

    /// <summary>The field of <c>ints</c>.</summary>
    public const int IntsField = 8;

    public long? Int { get; init; }

    /// <summary>Null if there is none, or it is long.</summary>
    public string? Text { get; init; }

    /// <summary>Null where there are none, or more than axes, dimensions and sizes need.</summary>
    public IReadOnlyList<long>? Ints { get; init; }

    /// <summary>Numbers of the field <c>floats</c>.</summary>
    public long FloatCount { get; init; }

    /// <summary>The TensorProto it holds.</summary>
    public ProtoMessage? Tensor { get; init; }

    /// <summary>The SparseTensorProto it holds.</summary>
    public ProtoMessage? Sparse { get; init; }

    public IReadOnlyList<OnnxGraph> Graphs { get; init; } = [];

    public required ProtoMessage Message { get; init; }
}
