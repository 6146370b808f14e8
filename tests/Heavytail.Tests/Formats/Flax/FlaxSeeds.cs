using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.Flax;

/// <summary>Flax files: nested maps, lists, all kinds of arrays.</summary>
internal static class FlaxSeeds
{
    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        new(
            "Flax (msgpack)",
            "x.msgpack",
            [
                TinyFlax.Floats([2, 3], 1, 2, 3, 4, 5, 6),
                TinyFlax.Array([2, 2], "bfloat16", new byte[8]),
                TinyFlax.Chunked([2, 2], TinyFlax.Floats([3], 1, 2, 3), TinyFlax.Floats([1], 4)),
                TinyFlax.Extension(3, TinyFlax.Content([], "float64", new byte[8])),
            ],
            parts => TinyFlax.Map(
                ("step", TinyFlax.Number(1000)),
                ("params", TinyFlax.Map(
                    ("Dense_0", TinyFlax.Map(("kernel", parts[0]), ("bias", [0xC0]))),
                    ("list", TinyFlax.List(parts[1], [0xCB, .. new byte[8]])),
                    ("big", parts[2]))),
                ("opt_state", TinyFlax.Map(("mu", parts[3]))))),
    ];
}
