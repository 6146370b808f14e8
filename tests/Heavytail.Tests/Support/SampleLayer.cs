using System.Globalization;
using Heavytail.Layers;
using Heavytail.Tensors;

namespace Heavytail.Tests.Support;

/// <summary>Layers without a file, by their shape: <c>256x128x3x3</c>.</summary>
internal static class SampleLayer
{
    public static Layer Of(string shape, ElementType type = ElementType.F32)
    {
        long[] sides = [.. shape.Split('x').Select(side => long.Parse(side, CultureInfo.InvariantCulture))];
        return LayerDetector.Detect(new TensorInfo(0, "a.weight", type, new TensorShape(sides), "memory")).Layer!;
    }
}
