using Heavytail.Tests.Hostile;
using Table = Heavytail.Tests.Files.FlatBuffers.TinyFlatBuffer.Table;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>TFLite models to be damaged.</summary>
internal static class TFLiteSeeds
{
    public static IReadOnlyList<FuzzSeed> All { get; } = [Seed(Plain()), Seed(Quantized()), Seed(Graphs())];

    private static FuzzSeed Seed(TinyTFLite model)
    {
        byte[] bytes = model.ToArray();
        return new FuzzSeed("TFLite", "x.tflite", [bytes], parts => parts[0]);
    }

    private static TinyTFLite Plain() => new TinyTFLite { Description = "seed" }
        .Tensor("x", [1, 4, 4, 2])
        .Tensor("conv", [4, 1, 1, 2], 0, new byte[32])
        .Tensor("dw", [1, 2, 2, 2], 0, new byte[32])
        .Tensor("fc", [2, 3], 1, new byte[12])
        .Tensor("wide", [2, 3])
        .Tensor("lstm", [8, 2], 0, new byte[64])
        .Tensor("mul", [2, 2, 2], 0, new byte[32])
        .Operator(3, [0, 1, -1], [0])
        .Operator(4, [0, 2, -1], [0])
        .Operator(6, [3], [4])
        .Operator(9, [0, 4, -1], [0], new Table((1, (byte)0)))
        .Operator(16, [0, -1, 5], [0], new Table((3, (byte)1)))
        .Operator(126, [0, 6], [0], new Table((1, true)));

    private static TinyTFLite Quantized()
    {
        var model = new TinyTFLite { Signatures = [new Table((2, "serving"))] };
        uint shared = model.Buffer(new Table((0, new byte[6])));
        return model
            .Tensor("a", [2, 3], 9, null, TinyTFLite.Scales([1, 2], [0, 1]), shared)
            .Tensor("b", [2, 3], 9, null, TinyTFLite.Scales([1, 2, 3], null, 1), shared)
            .Tensor("c", [2, 4], 17, new byte[4], TinyTFLite.Blocks(3, 2))
            .Tensor("scales", [4], 1, new byte[8])
            .Tensor("d", [3], 7, new byte[6], TinyTFLite.Scales([1], [5]))
            .Tensor("holes", [9], 9, new byte[3], more: (6, new Table()))
            .Operator(36, [0, -1], [], new Table((0, 0)))
            .Operator(9, [-1, 1, -1], [-1]);
    }

    private static TinyTFLite Graphs()
    {
        var model = new TinyTFLite { Metadata = [new Table((0, "min_runtime_version"), (1, 1))] };
        model.Buffer(new Table((0, "1.5.0"u8.ToArray())));
        return model
            .Tensor("w", [2, 2], 0, new byte[16]).Tensor("v", [2, 2], 0, new byte[16]).Tensor("handle", [])
            .Operator(119, [0, 1], [], new Table((0, 1), (1, 1)))
            .Operator(142, [], [2], new Table((1, "var"))).Operator(144, [2, 1], [])
            .NextGraph(0, 1)
            .Tensor("w", [2, 2]).Tensor("v", [2, 2]).Tensor("handle", []).Tensor("read", [2, 2])
            .Operator(9, [-1, 0], []).Operator(142, [], [2], new Table((1, "var"))).Operator(143, [2], [3])
            .Operator(39, [1, -1], [3]).Operator(32, [3], [], custom: "Own").Operator(44, [0, 1, 1, 3], [3]);
    }
}
