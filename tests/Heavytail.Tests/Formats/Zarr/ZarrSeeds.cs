using System.Text;
using Heavytail.Tests.Formats.Flax;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.Zarr;

/// <summary>Metadata of Zarr and Orbax, with chunks beside it.</summary>
internal static class ZarrSeeds
{
    private const string Little = """{"name": "bytes", "configuration": {"endian": "little"}}""";
    private const string Big = """{"name": "bytes", "configuration": {"endian": "big"}}""";
    private const string Turned = """{"name": "transpose", "configuration": {"order": [1, 0]}}""";

    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Zarr(
            ".zarray",
            TinyZarr.V2("[3, 4]", "[2, 3]", ">f4", """{"id": "gzip", "level": 5}""", "\"NaN\"", "F"),
            ("0.0", TinyZarr.Gzip(TinyZarr.Floats(1, 2, 3, 4, 5, 6))),
            ("1.1", TinyZarr.Gzip(TinyZarr.Floats(1, 2, 3, 4, 5, 6)))),
        Zarr(
            ".zarray",
            TinyZarr.V2("[3, 2]", "[2, 2]", "<f4", """{"id": "blosc", "cname": "lz4"}""", separator: "/"),
            ("0/0", TinyZarr.Blosc(TinyZarr.Floats(1, 2, 3, 4), 4, 16, 1, isSplit: false)),
            ("1/0", TinyZarr.BloscCopy(TinyZarr.Floats(1, 2, 3, 4)))),
        Zarr(
            ".zarray",
            TinyZarr.V2("[4]", "[2]", "<f4", """{"id": "zstd"}"""),
            ("0", TinyZarr.Zstd(TinyZarr.Floats(1, 2))),
            ("1", TinyZarr.Zstd(TinyZarr.Floats(1, 2)))),
        Zarr(
            "zarr.json",
            TinyZarr.V3(
                "[2, 3]", "[2, 3]", codecs: $$"""{{Turned}}, {{Big}}, "crc32c", {"name": "zstd"}, {"name": "crc32c"}""", fill: "\"0x7fc00000\""),
            ("c/0/0", TinyZarr.Checked(TinyZarr.Zstd(TinyZarr.Checked(TinyZarr.Floats(1, 2, 3, 4, 5, 6)))))),
        Zarr(
            ".zmetadata",
            TinyZarr.Text("{\"metadata\": {\".zgroup\": {\"zarr_format\": 2}, \"a/.zarray\": " + Text(
                TinyZarr.V2("[2]", "[2]"))
                + ", \"b/c/.zarray\": "
                    + Text(TinyZarr.V2("[2]", "[1]", "<i8", fill: "3")) + "}, \"zarr_consolidated_format\": 1}"),
            ("a/0", TinyZarr.Floats(1, 2))),
        Zarr(
            "zarr.json",
            TinyZarr.Text("{\"zarr_format\": 3, \"node_type\": \"group\", \"consolidated_metadata\": {\"metadata\": {\"a\": "
                + Text(TinyZarr.V3("[2]", "[2]", codecs: Little)) + "}, \"kind\": \"inline\"}}"),
            ("a/c/0", TinyZarr.Floats(1, 2))),
        Zarr(
            ".zgroup",
            TinyZarr.Group,
            ("a/.zarray", TinyZarr.V2("[2]", "[2]", "<c8", fill: "[1, 2]")),
            ("b/zarr.json", TinyZarr.V3("[]", "[]", "bool", fill: "true"))),
        Seed(
            "Orbax",
            "_METADATA",
            TinyZarr.Text(
                """
                {"tree_metadata": {"('params', 'a.b', 'kernel')": {"key_metadata": [{"key": "params", "key_type": 2},
                {"key": "a.b", "key_type": 2}, {"key": "kernel", "key_type": 2}]}}, "use_zarr3": false}
                """),
            ("params.a.b.kernel/.zarray", TinyZarr.V2("[2, 2]", "[2, 2]")),
            ("params.a.b.kernel/0.0", TinyZarr.Floats(1, 2, 3, 4)),
            ("opt_state.0.mu/.zarray", TinyZarr.V2("[2, 2]", "[2, 2]"))),
        Seed(
            "Orbax",
            "checkpoint",
            TinyFlax.Map(("params", TinyFlax.Map(("w", [0xD9, 22, .. "PLACEHOLDER://params.w"u8])))),
            ("params.w/.zarray", TinyZarr.V2("[2, 2]", "[2, 2]")),
            ("params.w/0.0", TinyZarr.Floats(1, 2, 3, 4))),
    ];

    private static FuzzSeed Zarr(string fileName, byte[] bytes, params (string, byte[])[] beside) =>
        Seed("Zarr", fileName, bytes, beside);

    private static FuzzSeed Seed(string format, string fileName, byte[] bytes, params (string, byte[])[] beside) =>
        new(format, fileName, [bytes], parts => parts[0]) { Companions = beside };

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
