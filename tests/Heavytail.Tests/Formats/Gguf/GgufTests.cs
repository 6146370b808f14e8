using Heavytail.Tensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>GGUF files of both versions and byte orders, in one file and in several.</summary>
public sealed class GgufTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Sides_are_outermost_first_and_numbers_in_their_order(uint version, bool bigEndian)
    {
        using var checkpoint = Open(new TinyGguf(bigEndian, version)
            .Text("general.architecture", "llama")
            .Floats("a.weight", [2, 3], 1, 2, 3, 4, 5, 6)
            .Floats("scalar", [], 7)
            .Floats("none", [0, 4]));

        Assert.Equal("GGUF", checkpoint.Format);
        Assert.Equal(["a.weight", "scalar", "none"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(new TensorShape(2, 3), checkpoint.Tensors[0].Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("a.weight"));
        Assert.Equal([7], checkpoint.Read("scalar"));
        Assert.Equal(new TensorShape(0, 4), checkpoint.Tensors[2].Shape);
        Assert.Empty(checkpoint.Read("none"));
        Assert.Equal("llama", checkpoint.Metadata["general.architecture"]);
    }

    [Fact]
    public void Magic_may_be_turned_round_too()
    {
        using var checkpoint = Open(new TinyGguf(bigEndian: true) { Magic = "FUGG" }.Floats("a", [2], 1, 2));
        Assert.Equal([1, 2], checkpoint.Read("a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_plain_type(bool bigEndian)
    {
        var file = new TinyGguf(bigEndian);
        using var checkpoint = Open(file
            .Tensor("f32", 0, [1], file.Bytes(BitConverter.SingleToUInt32Bits(-1.5f)))
            .Tensor("f16", 1, [1], file.Bytes(BitConverter.HalfToUInt16Bits((Half)0.25)))
            .Tensor("i8", 24, [2], [0x80, 0x7f])
            .Tensor("i16", 25, [1], file.Bytes((ushort)0x8001))
            .Tensor("i32", 26, [1], file.Bytes(0x8000_0001))
            .Tensor("i64", 27, [1], file.Bytes(0xffff_ffff_ffff_fff0))
            .Tensor("f64", 28, [1], file.Bytes(BitConverter.DoubleToUInt64Bits(Math.PI)))
            .Tensor("bf16", 30, [1], file.Bytes((ushort)0xbfc0)));

        Assert.Equal(
            ["F32", "F16", "I8", "I16", "I32", "I64", "F64", "BF16"],
            checkpoint.Tensors.Select(tensor => tensor.Encoding));
        Assert.Equal(
            [
                ElementType.F32, ElementType.F16, ElementType.I8, ElementType.I16, ElementType.I32, ElementType.I64,
                ElementType.F64, ElementType.BF16,
            ],
            checkpoint.Tensors.Select(tensor => tensor.Type));
        Assert.All(checkpoint.Tensors, tensor => Assert.False(tensor.IsQuantized));
        double[] numbers = [.. checkpoint.Tensors.SelectMany(checkpoint.Read)];
        Assert.Equal([-1.5, 0.25, -128, 127, -32767, -2147483647, -16, Math.PI, -1.5], numbers);
    }

    public static TheoryData<string> Formulas => [.. BlockFormulas.All.Select(formula => formula.Name)];

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Blocks_become_F32(string name)
    {
        var formula = BlockFormulas.Named(name);
        float[] values = [.. SplitMix.Normals(7, 3 * formula.Elements).Select(value => (float)value)];
        byte[] blocks = formula.Quantize(values);
        using var checkpoint = Open(new TinyGguf().Tensor("a.weight", formula.Number, [3, formula.Elements], blocks));

        var tensor = Assert.Single(checkpoint.Tensors);
        Assert.Equal(ElementType.F32, tensor.Type);
        Assert.Equal(name, tensor.Encoding);
        Assert.True(tensor.IsQuantized);
        Assert.Equal(3 * formula.Bytes, tensor.StoredByteCount);
        Assert.Equal(new TensorShape(3, formula.Elements), tensor.Shape);
        Assert.Equal(formula.Decode(blocks).Select(value => (double)value), checkpoint.Read("a.weight"));
        Assert.Equal(new TensorAccess(CanSeek: true, BufferedBytes: 0), checkpoint.AccessTo(tensor));
    }

    /// <summary>
    /// Big-endian files have the halves, floats and words of blocks the other way round, and nothing else.
    /// </summary>
    [Theory]
    [InlineData("Q4_0", 0)]
    [InlineData("Q4_1", 0, 2)]
    [InlineData("Q8_0", 0)]
    [InlineData("Q2_K", 80, 82)]
    [InlineData("Q3_K", 108)]
    [InlineData("Q4_K", 0, 2)]
    [InlineData("Q5_K", 0, 2)]
    [InlineData("Q6_K", 208)]
    [InlineData("IQ4_NL", 0)]
    [InlineData("IQ4_XS", 0, 2)]
    [InlineData("TQ1_0", 52)]
    [InlineData("TQ2_0", 64)]
    [InlineData("MXFP4")]
    public void Blocks_in_a_big_endian_file(string name, params int[] halves)
    {
        var formula = BlockFormulas.Named(name);
        byte[] blocks = formula.Quantize([.. SplitMix.Normals(8, 2 * formula.Elements).Select(value => (float)value)]);
        byte[] turned = [.. blocks];
        for (int start = 0; start < blocks.Length; start += formula.Bytes)
        {
            foreach (int half in halves)
            {
                turned.AsSpan(start + half, 2).Reverse();
            }
        }

        using var checkpoint = Open(
            new TinyGguf(bigEndian: true).Tensor("a", formula.Number, [2, formula.Elements], turned));
        Assert.Equal(formula.Decode(blocks).Select(value => (double)value), checkpoint.Read("a"));
    }

    [Fact]
    public void Scalars_and_short_texts_are_metadata_and_the_rest_is_skipped()
    {
        var file = new TinyGguf();
        byte[][] tokens = [.. Enumerable.Range(0, 30_000).Select(token => file.Text($"token {token}"))];
        using var checkpoint = Open(file
            .Pair("u8", 0, [200])
            .Pair("i8", 1, [200])
            .Pair("u16", 2, file.Bytes((ushort)60_000))
            .Pair("i16", 3, file.Bytes((ushort)60_000))
            .Pair("u32", 4, file.Bytes(4_000_000_000))
            .Pair("i32", 5, file.Bytes(4_000_000_000))
            .Pair("f32", 6, file.Bytes(BitConverter.SingleToUInt32Bits(0.1f)))
            .Pair("true", 7, [1])
            .Pair("false", 7, [0])
            .Text("text", "ein Wort")
            .Text("template", new string('x', 257))
            .Pair("tokens", 9, file.Array(8, tokens))
            .Pair("scores", 9, file.Array(6, [.. tokens.Select(_ => new byte[4])]))
            .Pair("nested", 9, file.Array(9, file.Array(8, tokens[0]), file.Array(2, new byte[2], new byte[2])))
            .Pair("layers", 9, file.Array(4, file.Bytes(1u), file.Bytes(2u)))
            .Pair("u64", 10, file.Bytes(ulong.MaxValue))
            .Pair("i64", 11, file.Bytes(ulong.MaxValue))
            .Pair("f64", 12, file.Bytes(BitConverter.DoubleToUInt64Bits(0.1)))
            .Floats("a", [1], 5));

        Assert.Equal([5], checkpoint.Read("a"));
        Assert.Equal(
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["u8"] = "200",
                ["i8"] = "-56",
                ["u16"] = "60000",
                ["i16"] = "-5536",
                ["u32"] = "4000000000",
                ["i32"] = "-294967296",
                ["f32"] = "0.1",
                ["true"] = "true",
                ["false"] = "false",
                ["text"] = "ein Wort",
                ["u64"] = "18446744073709551615",
                ["i64"] = "-1",
                ["f64"] = "0.1",
            },
            new SortedDictionary<string, string>(checkpoint.Metadata.ToDictionary(), StringComparer.Ordinal));
    }

    [Fact]
    public void Alignment_is_what_the_metadata_say()
    {
        using var checkpoint = Open(new TinyGguf { Alignment = 256 }
            .Number("general.alignment", 256).Floats("a", [1], 1).Floats("b", [1], 2));
        Assert.Equal([1], checkpoint.Read("a"));
        Assert.Equal([2], checkpoint.Read("b"));
    }

    [Fact]
    public void Unknown_types_are_said_and_the_rest_is_read()
    {
        using var checkpoint = Open(new TinyGguf()
            .Tensor("new", 137, [2, 2], new byte[64]).Tensor("old", 31, [32], new byte[32]).Floats("a", [1], 1));

        Assert.Equal("a", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal([1], checkpoint.Read("a"));
        Assert.Equal(
            "new: type 137, which ggml does not have; old: Q4_0_4_4, a type that ggml has withdrawn",
            checkpoint.Metadata["unsupported"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_file_of_a_model_opens_all_of_them(int opened)
    {
        using var folder = new TempFolder();
        string[] paths = WriteSplit(folder);
        using var checkpoint = Checkpoint.Open(paths[opened]);

        Assert.Equal(["a", "b", "c", "d"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1, 2, 3], checkpoint.Tensors.Select(tensor => tensor.Index));
        Assert.Equal([paths[0], paths[1], paths[1], paths[2]], checkpoint.Tensors.Select(tensor => tensor.File));
        Assert.Equal([1, 2, 3, 4], checkpoint.Tensors.SelectMany(checkpoint.Read));
        Assert.Equal("llama", checkpoint.Metadata["general.architecture"]);
        Assert.Equal(paths[opened], checkpoint.Files[0].Path);
        Assert.Equal(paths.Order(), checkpoint.Files.Select(file => file.Path).Order());
    }

    [Fact]
    public void A_folder_has_a_model_in_several_files_once()
    {
        using var folder = new TempFolder();
        string[] paths = WriteSplit(folder);
        Assert.Equal([paths[0]], CheckpointFinder.Find(folder.Path));
        using var checkpoint = Checkpoint.Open(folder.Path);
        Assert.Equal(4, checkpoint.Tensors.Count);
    }

    private static string[] WriteSplit(TempFolder folder) =>
    [
        folder.Write(
            "m-00001-of-00003.gguf", Part(0).Text("general.architecture", "llama").Floats("a", [1], 1).ToArray()),
        folder.Write("m-00002-of-00003.gguf", Part(1).Floats("b", [1], 2).Floats("c", [1], 3).ToArray()),
        folder.Write("m-00003-of-00003.gguf", Part(2).Floats("d", [1], 4).ToArray()),
    ];

    private static TinyGguf Part(ushort number) =>
        new TinyGguf().Number16("split.no", number).Number16("split.count", 3).Number("split.tensors.count", 4);

    private static Checkpoint Open(TinyGguf file)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("model.gguf", file.ToArray()));
    }
}
