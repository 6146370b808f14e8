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
        Kinds(),
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

    /// <summary>A sparse tensor, a quantized one, a NumPy array, and an enum.</summary>
    private static FuzzSeed Kinds() => new(
        "PyTorch (zip)",
        "x.pt",
        [KindsPickle(), [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], TinyTorch.Counting(6), new byte[32]],
        parts => new TinyZip().Add("x/data.pkl", parts[0]).Add("x/data/i", parts[1]).Add("x/data/v", parts[2])
            .Add("x/data/s", parts[3]).Add("x/version", "3\n"u8.ToArray()).ToArray());

    private static byte[] KindsPickle()
    {
        var pickle = new TinyPickle().Op("}(").Text("sparse").Global("torch._utils", "_rebuild_sparse_tensor").Op("(")
            .Global("torch", "sparse_coo").Op("(").Tensor("LongStorage", "i", 2, 1).Tensor("FloatStorage", "v", 1)
            .Numbers(2, 3).Op("ttR");
        pickle.Text("hybrid").Global("torch._utils", "_rebuild_sparse_tensor").Op("(")
            .Global("torch", "sparse_coo").Op("(").Tensor("LongStorage", "i", 1, 2).Tensor("FloatStorage", "v", 2, 3)
            .Numbers(2, 3).Op("ttR");
        pickle.Text("blocks").Global("torch._utils", "_rebuild_sparse_tensor").Op("(")
            .Global("torch", "sparse_bsr").Op("(").Tensor("LongStorage", "i", 2).Tensor("LongStorage", "i", 1)
            .Tensor("FloatStorage", "v", 1, 1, 3).Numbers(1, 3).Op("ttR");
        pickle.Text("quantized").Global("torch._utils", "_rebuild_qtensor").Op("(").Storage("QInt8Storage", "v", 24)
            .Number(0).Numbers(2, 3).Numbers(3, 1).Op("(").Global("torch", "per_channel_affine")
            .Tensor("DoubleStorage", "s", 2).Tensor("LongStorage", "s", 2).Number(0).Op("ttR");
        pickle.Text("pairs").Global("torch._utils", "_rebuild_qtensor").Op("(").Storage("QUInt4x2Storage", "v", 24)
            .Number(0).Numbers(2, 4).Numbers(4, 1).Op("(").Global("torch", "per_channel_affine_float_qparams")
            .Tensor("FloatStorage", "s", 2).Tensor("FloatStorage", "s", 2).Number(0).Op("ttR");
        pickle.Text("array").Global("numpy.core.multiarray", "_reconstruct").Op("(").Global("numpy", "ndarray")
            .Numbers(0).Op("C").Raw(1, (byte)'b').Op("tR(").Number(1).Numbers(2, 3)
            .Global("numpy", "dtype").Op("(").Text("i1").Op("tR(").Number(3).Text("|").Op("tb").Raw(0x88)
            .Op("C").Raw(6, 1, 2, 3, 4, 5, 6).Op("tb");
        return pickle.Text("enum").Global("builtins", "getattr").Op("(").Global("my", "Color").Text("RED").Op("tRu")
            .Stop();
    }

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
