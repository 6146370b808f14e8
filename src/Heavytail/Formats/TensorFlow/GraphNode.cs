namespace Heavytail.Formats.TensorFlow;

/// <summary>One operation of a graph, and of its attributes those that say what becomes of weights.</summary>
/// <param name="Name">Its name, unique in its body.</param>
/// <param name="Op">The kind of operation: <c>MatMul</c>, <c>Const</c>, or the name of a function.</param>
/// <param name="Inputs">Names of nodes or arguments, some with <c>:0</c> or <c>:output:0</c>; <c>^</c> begins one that
/// passes no value.</param>
internal sealed record GraphNode(string Name, string Op, IReadOnlyList<string> Inputs)
{
    public bool TransposeA { get; init; }

    public bool TransposeB { get; init; }

    /// <summary>Of <c>Einsum</c>: <c>abc,cde->abde</c>.</summary>
    public string? Equation { get; init; }

    /// <summary>The functions that it calls, with its inputs as their arguments.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>Of a variable, the name that it is stored under.</summary>
    public string? SharedName { get; init; }

    /// <summary>Of a constant or a variable; null if the file does not say.</summary>
    public TensorShape? Shape { get; init; }

    /// <summary>Of a constant.</summary>
    public GraphTensor? Value { get; init; }

    /// <summary>Of a constant, a few integers that steer the graph; null where it holds others.</summary>
    public Func<IReadOnlyList<int>?> Parameters { get; init; } = () => null;

    /// <summary>Attributes that are numbers, flags or types, of the few operations that are computed.</summary>
    public IReadOnlyDictionary<string, double>? Numbers { get; init; }

    /// <summary>Of <c>Squeeze</c>: the dimensions taken out; all of length 1 where there are none.</summary>
    public IReadOnlyList<long>? SqueezedDims { get; init; }

    public double? Number(string key) => Numbers?.TryGetValue(key, out double number) == true ? number : null;

    public bool IsConstant => Op == "Const";

    public bool IsVariable => Op is "VarHandleOp" or "VariableV2" or "Variable" or "AutoReloadVariable";
}

/// <summary>The main graph, or the body of a function.</summary>
/// <param name="Name">Name of the function; empty for the main graph.</param>
/// <param name="Arguments">Arguments of the function.</param>
/// <param name="Nodes">Nodes, in the order of the file.</param>
internal sealed record GraphBody(string Name, IReadOnlyList<string> Arguments, IReadOnlyList<GraphNode> Nodes)
{
    /// <summary>What a function returns, as inputs of nodes are written; none of the main graph.</summary>
    public IReadOnlyList<string> Returns { get; init; } = [];
}
