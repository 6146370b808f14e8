using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>Honest GGUF files of every branch: value types, element types, byte orders, several files.</summary>
internal static class GgufSeeds
{
    private const string Format = "GGUF";

    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Seed(Metadata(new TinyGguf()).Floats("a.weight", [2, 3], 1, 2, 3, 4, 5, 6).Tensor("new", 99, [2], new byte[8])),
        Seed(Metadata(new TinyGguf(bigEndian: true)).Floats("a.weight", [2, 3], 1, 2, 3, 4, 5, 6)
            .Tensor("half", 1, [2, 2], new byte[8]).Tensor("blk.0.attn_qkv.weight", 8, [8, 32], new byte[8 * 34])),
        Seed(Blocks()),
        Seed(Grids()),
        Split(),
    ];

    private static FuzzSeed Seed(TinyGguf file) =>
        new(Format, "x.gguf", [file.Header(), file.Data()], parts => file.Join(parts[0], parts[1]));

    private static TinyGguf Metadata(TinyGguf file) => file
        .Text("general.architecture", "x")
        .Number("general.alignment", 32)
        .Number("x.embedding_length", 4)
        .Pair("x.attention.head_count", 9, file.Array(4, file.Bytes(2u), file.Bytes(2u)))
        .Pair("x.attention.head_count_kv", 5, file.Bytes(1u))
        .Pair("tokens", 9, file.Array(8, file.Text("a"), file.Text("bc"), file.Text("")))
        .Pair("nested", 9, file.Array(9, file.Array(6, new byte[4]), file.Array(8, file.Text("x"))))
        .Pair("scores", 9, file.Array(6, new byte[4], new byte[4]))
        .Pair("f", 6, new byte[4]).Pair("d", 12, new byte[8]).Pair("b", 7, [1])
        .Pair("i", 11, new byte[8]).Pair("u", 10, new byte[8]).Pair("s", 3, new byte[2]);

    private static TinyGguf Blocks()
    {
        var file = new TinyGguf();
        foreach (var formula in BlockFormulas.All)
        {
            file.Tensor(formula.Name, formula.Number, [formula.Elements], new byte[formula.Bytes]);
        }

        return file;
    }

    /// <summary>The types whose bits point into grids.</summary>
    private static TinyGguf Grids()
    {
        (uint Type, int Bytes)[] types = [(16, 66), (17, 74), (18, 98), (19, 50), (21, 110), (22, 82), (29, 56)];
        var file = new TinyGguf();
        foreach (var (type, bytes) in types)
        {
            byte[] data = [.. Enumerable.Range(0, bytes).Select(b => (byte)(b * 7))];
            file.Tensor($"blk.0.t{type}_exps.weight", type, [1, 1, 256], data);
        }

        return file;
    }

    private static FuzzSeed Split()
    {
        var first = new TinyGguf().Number16("split.no", 0).Number16("split.count", 2).Number("split.tensors.count", 2)
            .Floats("a", [1], 1);
        var second = new TinyGguf().Number16("split.no", 1).Number16("split.count", 2).Floats("b", [1], 2);
        return Seed(first) with
        {
            FileName = "x-00001-of-00002.gguf",
            Companions = [("x-00002-of-00002.gguf", second.ToArray())],
        };
    }
}
