using System.Text;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.SafeTensors;

/// <summary>An honest safetensors file to be damaged.</summary>
internal static class SafeTensorsSeeds
{
    public static IReadOnlyList<FuzzSeed> All { get; } = [File()];

    private static FuzzSeed File()
    {
        string header = "{\"__metadata__\":{\"format\":\"pt\"}," + string.Join(
            ',',
            TinySafeTensors.Entry("a.weight", "F32", "[2,3]", "[0,24]"),
            TinySafeTensors.Entry("a.bias", "BF16", "[2]", "[24,28]"),
            TinySafeTensors.Entry("scale", "F8_E4M3", "[4]", "[28,32]"),
            TinySafeTensors.Entry("steps", "I64", "[]", "[32,40]")) + "}  ";
        return new FuzzSeed(
            "safetensors",
            "x.safetensors",
            [Encoding.UTF8.GetBytes(header), new byte[40]],
            parts => TinySafeTensors.File(parts[0], parts[1]));
    }
}
