namespace Heavytail.Figures;

/// <summary>The axis of figures that show layers by depth: a graph says when it takes each, a mere file does not.
/// </summary>
internal static class DepthAxis
{
    private const string Execution = "layer, in the order of execution";

    /// <summary>What the axis is called.</summary>
    /// <param name="layers">The layers, in their order.</param>
    public static string Title(IEnumerable<Layer> layers)
    {
        bool[] known = [.. layers.Select(layer => layer.Tensor.Step is not null)];
        return Array.TrueForAll(known, isKnown => isKnown) ? Execution
            : Array.Exists(known, isKnown => isKnown) ? $"{Execution} as far as the file has it"
            : "layer, in the order of the file";
    }
}
