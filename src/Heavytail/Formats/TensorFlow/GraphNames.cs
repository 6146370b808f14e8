namespace Heavytail.Formats.TensorFlow;

/// <summary>What graph and name say together.</summary>
internal static class GraphNames
{
    /// <summary>
    /// The graph decides. It shows the kernel of a recurrent cell as a product like any other, so there the name says
    /// which gates lie in it.
    /// </summary>
    public static TensorRole? Join(TensorRole? graph, TensorRole? name) => (graph, name) switch
    {
        (null, _) => name is null ? null : name with { IsByName = true },
        (_, null) => graph,
        ({ Purpose: TensorPurpose.Dense }, { Purpose: TensorPurpose.Lstm or TensorPurpose.Gru or TensorPurpose.Rnn })
            when graph.Axes == name.Axes => name,
        ({ Purpose: TensorPurpose.Convolution }, { Purpose: TensorPurpose.Convolution, Parts.Length: > 0 })
            when graph.Axes == name.Axes => name,
        _ => graph,
    };
}
