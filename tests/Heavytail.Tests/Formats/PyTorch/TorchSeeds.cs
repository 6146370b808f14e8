using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Honest PyTorch checkpoints to be damaged.</summary>
internal static class TorchSeeds
{
    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Zip(deflate: false),
        Zip(deflate: true),
        FuzzSeed.Plain("PyTorch (legacy)", "x.pt", TinyTorch.Legacy(
            StateDict(), ("0", 6, TinyTorch.Counting(6)), ("1", 4, [0, 0x3c, 0, 0x40, 0, 0x44, 0, 0x48]))),
    ];

    private static FuzzSeed Zip(bool deflate) => new(
        "PyTorch (zip)",
        "x.pt",
        [StateDict(), TinyTorch.Counting(6), new byte[8], "little"u8.ToArray()],
        parts => new TinyZip()
            .Add("x/data.pkl", parts[0], deflate)
            .Add("x/byteorder", parts[3])
            .Add("x/data/0", parts[1], deflate)
            .Add("x/data/1", parts[2])
            .Add("x/version", "3\n"u8.ToArray())
            .ToArray());

    /// <summary>An OrderedDict of a matrix, its transposed view as a parameter, and a half-precision vector.</summary>
    private static byte[] StateDict() => new TinyPickle()
        .Global("collections", "OrderedDict").Op(")R(")
        .Text("a.weight").Tensor("FloatStorage", "0", 2, 3)
        .Text("a.view").Global("torch._utils", "_rebuild_parameter").Op("(")
        .Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]).Raw(0x89)
        .Global("collections", "OrderedDict").Op(")RtR")
        .Text("a.bias").Tensor("HalfStorage", "1", 4)
        .Text("epoch").Number(7)
        .Op("u").Stop();
}
