using System.IO.Compression;
using System.Text;
using Heavytail.Tests.Hostile.Seeds;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Hostile;

/// <summary>
/// An honest file to be damaged. Its parts can be damaged one by one and joined again with true lengths and sizes, so
/// that damage gets past the container.
/// </summary>
/// <param name="Format">The name of its format.</param>
/// <param name="FileName">What the damaged files are called.</param>
/// <param name="Parts">Headers, pickles, data.</param>
/// <param name="Join">Parts → the file.</param>
internal sealed record FuzzSeed(string Format, string FileName, byte[][] Parts, Func<byte[][], byte[]> Join)
{
    /// <summary>Files beside it, which are left whole.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Companions { get; init; } = [];

    public byte[] Bytes => Join(Parts);

    /// <summary>At least one for every format that Heavytail reads.</summary>
    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Plain("NumPy array", "x.npy", TinyNumPy.Array("<f4", "(3, 4)", TinyTorch.Counting(12))),
        Plain("NumPy array", "x.npy", TinyNumPy.Array(">f8", "(2, 3)", new byte[48], fortran: true, version: 3)),
        NumPyArchive(CompressionLevel.NoCompression),
        NumPyArchive(CompressionLevel.Optimal),
        SafeTensors(),
        ShardIndex(),
        TorchZip(deflate: false),
        TorchZip(deflate: true),
        Plain("PyTorch (legacy)", "x.pt", TinyTorch.Legacy(
            StateDict(), ("0", 6, TinyTorch.Counting(6)), ("1", 4, [0, 0x3c, 0, 0x40, 0, 0x44, 0, 0x48]))),
        .. OnnxSeeds.All,
        .. CaffeSeeds.All,
        .. GgufSeeds.All,
        .. PackedSeeds.All,
        .. FlaxSeeds.All,
        .. TensorFlowSeeds.All,
        .. Seeds.Hdf5Seeds.All,
        .. Seeds.TFLiteSeeds.All,
        .. Seeds.ArchiveSeeds.All,
        .. ZarrSeeds.All,
    ];

    private static FuzzSeed Plain(string format, string fileName, byte[] bytes) =>
        new(format, fileName, [bytes], parts => parts[0]);

    private static FuzzSeed NumPyArchive(CompressionLevel compression) => new(
        "NumPy archive",
        "x.npz",
        [
            TinyNumPy.Array("<f4", "(2, 3)", TinyTorch.Counting(6)),
            TinyNumPy.Array(">i2", "(2, 2)", new byte[8], fortran: true),
            TinyNumPy.Array("<U2", "()", new byte[8]),
        ],
        parts => TinyNumPy.Archive(compression, ("a.npy", parts[0]), ("b.npy", parts[1]), ("c.npy", parts[2])));

    private static FuzzSeed SafeTensors()
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

    private static FuzzSeed ShardIndex()
    {
        const string Index = """
            {"metadata": {"total_size": 8}, "weight_map": {
            "a": "1.safetensors", "b": "2.safetensors"}}
            """;
        return Plain("shard index", "x.safetensors.index.json", Encoding.UTF8.GetBytes(Index)) with
        {
            Companions =
            [
                ("1.safetensors", TinySafeTensors.Floats(("a", [1], [1]))),
                ("2.safetensors", TinySafeTensors.Floats(("b", [1], [2]))),
            ],
        };
    }

    private static FuzzSeed TorchZip(bool deflate) => new(
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
