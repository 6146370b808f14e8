using System.Text;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.Archives;

/// <summary>Archives to be damaged, and models in them.</summary>
internal static class ArchiveSeeds
{
    private static readonly byte[] s_index =
        """{"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}"""u8.ToArray();

    private static readonly byte[] s_model = TinySafeTensors.Floats(("w", [2, 2], [1, 2, 3, 4]));

    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Zip(deflate: false),
        Zip(deflate: true),
        new("tar archive", "x.tar", [s_model, "m/x.safetensors"u8.ToArray()], Tar),
        Shards("tar archive", "x.tar", parts => ShardTar(parts)),
        new("gzip", "x.gz", [s_model], parts => TinyTar.Gzip(parts[0])),
        new("gzip", "x.tar.gz", [Tar([s_model, "x.safetensors"u8.ToArray()])], parts => TinyTar.Gzip(parts[0])),
    ];

    private static FuzzSeed Zip(bool deflate) => Shards("zip archive", "x.zip", parts => new TinyZip()
        .Add("m/x.safetensors.index.json", parts[0], deflate)
        .Add("m/1.safetensors", parts[1], deflate)
        .Add("m/2.safetensors", parts[2], deflate)
        .Add("readme.md", [1, 2, 3], deflate)
        .ToArray());

    private static FuzzSeed Shards(string format, string fileName, Func<byte[][], byte[]> join) => new(
        format,
        fileName,
        [s_index, TinySafeTensors.Floats(("a", [1], [1])), TinySafeTensors.Floats(("b", [1], [2]))],
        join);

    private static byte[] ShardTar(byte[][] parts) => new TinyTar()
        .Add("x.safetensors.index.json", parts[0])
        .Add("1.safetensors", parts[1], magic: "ustar ")
        .Add("pax", "21 path=2.safetensors\n"u8.ToArray(), 'x')
        .Add("2", parts[2])
        .Add("link", [], '2')
        .ToArray();

    private static byte[] Tar(byte[][] parts) => new TinyTar()
        .Add("././@LongLink", parts[1], 'L')
        .Add(Encoding.ASCII.GetString(parts[1].AsSpan(0, Math.Min(parts[1].Length, 100))), parts[0])
        .ToArray();
}
