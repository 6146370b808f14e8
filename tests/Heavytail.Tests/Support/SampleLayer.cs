using System.Globalization;
using Heavytail.Layers;
using Heavytail.Layers.Rules;

namespace Heavytail.Tests.Support;

/// <summary>Layers without a file, by their shape: <c>256x128x3x3</c>.</summary>
internal static class SampleLayer
{
    public static Layer Of(string shape, ElementType type = ElementType.F32)
    {
        long[] sides = [.. shape.Split('x').Select(side => long.Parse(side, CultureInfo.InvariantCulture))];
        string name = sides.Length > 2 ? "conv.weight" : "a.weight";
        return Of(new TensorInfo(0, name, type, new TensorShape(sides), "memory"))!;
    }

    /// <summary>The one layer that a tensor is by its name and shape; null where it is none.</summary>
    public static Layer? Of(TensorInfo tensor) =>
        LayerDetector.Decide([tensor with { Index = 0 }], new LayerOptions())
            .Single().Layers.SingleOrDefault() is { } layer
            ? layer with { Tensor = tensor }
            : null;
}
