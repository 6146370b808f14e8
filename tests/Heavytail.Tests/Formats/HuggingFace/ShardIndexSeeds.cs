using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.HuggingFace;

/// <summary>An honest index of two shards to be damaged.</summary>
internal static class ShardIndexSeeds
{
    public static IReadOnlyList<FuzzSeed> All { get; } = [Index()];

    private static FuzzSeed Index()
    {
        const string Json = """
            {"metadata": {"total_size": 8}, "weight_map": {
            "a": "1.safetensors", "b": "2.safetensors"}}
            """;
        return FuzzSeed.Plain("shard index", "x.safetensors.index.json", Encoding.UTF8.GetBytes(Json)) with
        {
            Companions =
            [
                ("1.safetensors", TinySafeTensors.Floats(("a", [1], [1]))),
                ("2.safetensors", TinySafeTensors.Floats(("b", [1], [2]))),
            ],
        };
    }
}
