using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Initializers and constants, however their numbers are written.</summary>
public sealed class OnnxTensorTests
{
    public static TheoryData<int, ElementType, double[]> RawTypes => new()
    {
        { 2, ElementType.U8, [1, 255] },
        { 3, ElementType.I8, [1, -1] },
        { 4, ElementType.U16, [1, 65535] },
        { 5, ElementType.I16, [1, -1] },
        { 6, ElementType.I32, [1, -1] },
        { 7, ElementType.I64, [1, -1] },
        { 9, ElementType.Bool, [1, 0] },
        { 12, ElementType.U32, [1, uint.MaxValue] },
        { 13, ElementType.U64, [1, 3] },
        { 10, ElementType.F16, [1, -0.5] },
        { 16, ElementType.BF16, [1, -0.5] },
        { 1, ElementType.F32, [1, -0.5] },
        { 11, ElementType.F64, [1, -0.5] },
    };

    [Theory]
    [MemberData(nameof(RawTypes))]
    public void RawDataOfEveryType(int type, ElementType expected, double[] values)
    {
        byte[] raw = [.. values.SelectMany(value => ToBytes(expected, value))];
        using var file = new TinyFile("m.onnx", new TinyOnnx().Raw("w", type, [2], raw).ToArray());
        Assert.Equal("ONNX", file.Checkpoint.Format);
        Assert.Equal(expected, file["w"].Type);
        Assert.Equal(values, file.Numbers("w"));
        Assert.Equal(raw, file.Bytes("w"));
    }

    [Theory]
    [MemberData(nameof(RawTypes))]
    public void FieldsOfEveryType(int type, ElementType expected, double[] values)
    {
        var packed = TinyOnnx.Proto("packed", type, 2);
        var single = TinyOnnx.Proto("single", type, 2);
        var run = new TinyProto();
        foreach (double value in values)
        {
            byte[] bytes = ToBytes(expected, value);
            switch (expected)
            {
                case ElementType.F32:
                    run.Raw(bytes);
                    single.Single(4, (float)value);
                    break;
                case ElementType.F64:
                    run.Raw(bytes);
                    single.Double(10, value);
                    break;
                default:
                    long bits =
                        expected is ElementType.F16 or ElementType.BF16 ? BitConverter.ToUInt16(bytes) : (long)value;
                    run.Varint((ulong)bits);
                    single.Number(FieldOf(expected), bits);
                    break;
            }
        }

        packed.Message(FieldOf(expected), run);
        using var file = new TinyFile("m.onnx", new TinyOnnx().Tensor(packed).Tensor(single).ToArray());
        Assert.Equal(expected, file["packed"].Type);
        Assert.Equal(values, file.Numbers("packed"));
        Assert.Equal(values, file.Numbers("single"));
        Assert.Equal(file.Bytes("packed"), file.Bytes("single"));
    }

    [Theory]
    [InlineData(17, ElementType.F8E4M3, 1, new byte[] { 0x38 })]
    [InlineData(19, ElementType.F8E5M2, 1, new byte[] { 0x38 })]
    [InlineData(24, ElementType.F8E8M0, 1, new byte[] { 0x38 })]
    [InlineData(23, ElementType.F4, 3, new byte[] { 0x38, 0x01 })]
    [InlineData(14, ElementType.C64, 1, new byte[] { 0, 0, 128, 63, 0, 0, 128, 63 })]
    public void TypesWithoutDoublesKeepTheirBytes(int type, ElementType expected, long side, byte[] bytes)
    {
        using var file = new TinyFile("m.onnx", new TinyOnnx().Raw("w", type, [side], bytes).ToArray());
        Assert.Equal(expected, file["w"].Type);
        Assert.Equal(bytes, file.Bytes("w"));
    }

    [Fact]
    public void SmallFloatsInTheFieldOfIntegers()
    {
        var e4m3 = TinyOnnx.Proto("e4m3", 17, 2).Packed(5, 0x38, 0xB8);
        var f4 = TinyOnnx.Proto("f4", 23, 3).Packed(5, 0x21, 0x03);
        using var file = new TinyFile("m.onnx", new TinyOnnx().Tensor(e4m3).Tensor(f4).ToArray());
        Assert.Equal([0x38, 0xB8], file.Bytes("e4m3"));
        Assert.Equal([0x21, 0x03], file.Bytes("f4"));
    }

    [Fact]
    public void SeveralRunsAndSingleNumbersAreOneList()
    {
        var tensor = TinyOnnx.Proto("w", TinyOnnx.F32, 5)
            .Bytes(4, [0, 0, 128, 63, 0, 0, 0, 64]).Text(12, "a note").Single(4, 3).Bytes(4, []).Bytes(
                4, [0, 0, 128, 64, 0, 0, 160, 64]);
        using var file = new TinyFile("m.onnx", new TinyOnnx().Tensor(tensor).ToArray());
        Assert.Equal([1, 2, 3, 4, 5], file.Numbers("w"));
        Assert.Equal(20, file.Bytes("w").Length);
    }

    [Fact]
    public void ManyVarints()
    {
        long[] values = [.. Enumerable.Range(0, 20_000).Select(i => (long)i * i * (i % 2 == 0 ? 1 : -1))];
        using var file = new TinyFile(
            "m.onnx", new TinyOnnx().Tensor(TinyOnnx.Proto("w", TinyOnnx.I64, 100, 200).Packed(7, values)).ToArray());
        Assert.Equal(values.Select(value => (double)value), file.Numbers("w"));
    }

    [Fact]
    public void ExternalData()
    {
        var model = new TinyOnnx()
            .Tensor(External("a", 2, ("location", "./w.bin"), ("offset", "4"), ("length", "8")))
            .Tensor(External("b", 1, ("location", "w.bin")))
            .Tensor(External("tied", 2, ("location", "w.bin"), ("offset", "4"), ("checksum", "x")));
        using var file = new TinyFile("m.onnx", model.ToArray(), ("w.bin", TinyTorch.Counting(3)));
        Assert.Equal([1, 2], file.Numbers("a"));
        Assert.Equal([0], file.Numbers("b"));
        Assert.EndsWith("w.bin", file["a"].File, StringComparison.Ordinal);
        Assert.Equal(["m.onnx", "w.bin"], file.Checkpoint.Files.Select(part => Path.GetFileName(part.Path)));
        Assert.Equal(0, file["tied"].TiedTo);

        using var bytes = new DiskSource(file.Checkpoint.Path);
        Assert.Equal(["w.bin"], CheckpointFormats.Detect(bytes).FilesBeside(bytes));
    }

    /// <summary>A file that is missing costs the tensors in it, unless no other weight is there.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void MissingExternalDataCostTheirTensors(int missing)
    {
        var model = new TinyOnnx().Tensor(TinyOnnx.Proto("w", TinyOnnx.F32, 1, 2).Single(4, 1).Single(4, 2));
        for (int i = 0; i < missing; i++)
        {
            model.Tensor(External($"gone{i}", 2, ("location", $"gone{i}.bin")));
        }

        using var file = new TinyFile("m.onnx", model.Tensor(External("b", 1, ("location", "w.bin"))).ToArray(), (
            "w.bin", TinyTorch.Counting(1)));
        Assert.Equal(["w", "b"], file.Checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(missing, file.Checkpoint.Unread.Count);
        Assert.All(file.Checkpoint.Unread, tensor => Assert.Contains(
            $"its elements are in `{tensor.Name}.bin`, which is not beside the file; copy that file", tensor.Unread,
            StringComparison.Ordinal));
    }

    [Fact]
    public void ConstantsAreListedWhereTheyMayBeWeights()
    {
        var model = new TinyOnnx()
            .Node("Constant -> w", TinyOnnx.Value(TinyOnnx.Proto("inner name", TinyOnnx.F32, 1, 1).Single(4, 3)))
            .Node("Constant -> b", new TinyProto().Text(1, "value_floats").Single(7, 1).Single(7, 2))
            .Node("Constant -> epsilon", TinyOnnx.Value(TinyOnnx.Proto("", TinyOnnx.F32).Single(4, 3)))
            .Node("Constant -> axes", TinyOnnx.Value(TinyOnnx.Proto("", TinyOnnx.I64, 1).Packed(7, 1)))
            .Node("Constant -> sparse", new TinyProto().Text(1, "sparse_value").Message(22, new TinyProto()))
            .Node("Constant -> text", new TinyProto().Text(1, "value_string").Text(4, "a"));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(["w", "b"], file.Checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([3], file.Numbers("w"));
        Assert.Equal([1, 2], file.Numbers("b"));
        Assert.Equal("Constant nodes of integers or scalars: 2", file.Checkpoint.Metadata["ignored"]);
        Assert.Equal("sparse: sparse, without values or indices", file.Checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void WhatCannotBeReadIsSaid()
    {
        var model = new TinyOnnx()
            .Raw("fnuz", 18, [1], 0x38)
            .Raw("nibbles", TinyOnnx.U4, [2], 0x38)
            .Tensor(TinyOnnx.Proto("words", 8, 1).Text(6, "word"))
            .Tensor(TinyOnnx.Proto("new", 99, 1).Bytes(9, 1))
            .Counting("w", 2, 2);
        model.Graph.Message(15, new TinyProto());
        model.Graph.Message(
            15, new TinyProto().Message(1, TinyOnnx.Proto("thin", 1, 3)).Number(3, 20).Number(3, 10));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal("w", Assert.Single(file.Checkpoint.Tensors).Name);
        Assert.Equal(
            "sparse initializer 1: sparse, without values or indices; "
            + "thin: sparse, and cannot be read: shape [3] of F32 needs 12 bytes, the file holds 0; "
            + "fnuz: elements of F8_E4M3FNUZ; nibbles: elements of U4; "
            + "words: text; new: data type 99",
            file.Checkpoint.Metadata["unsupported"]);
        Assert.Equal("[20, 10]", file.Checkpoint.Unread[1].Shape.ToString());
    }

    [Fact]
    public void MetadataIsKept()
    {
        var model = new TinyOnnx().Counting("w", 1)
            .After(8, new TinyProto().Text(1, "com.microsoft").Number(2, 1))
            .After(14, new TinyProto().Text(1, "author").Text(2, "somebody"))
            .After(14, new TinyProto().Text(1, "long").Text(2, new string('x', 10_000)));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(
            [("author", "somebody"), ("ir_version", "8"), ("opset", "ai.onnx 17, com.microsoft 1"), ("producer", "test 1.0")],
            file.Checkpoint.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(
                entry => (entry.Key, entry.Value)));
    }

    private static TinyProto External(string name, long side, params (string Key, string Value)[] entries)
    {
        var tensor = TinyOnnx.Proto(name, TinyOnnx.F32, side).Number(14, 1);
        foreach (var (key, value) in entries)
        {
            tensor.Message(13, new TinyProto().Text(1, key).Text(2, value));
        }

        return tensor;
    }

    private static int FieldOf(ElementType type) => type switch
    {
        ElementType.F32 => 4,
        ElementType.F64 => 10,
        ElementType.I64 => 7,
        ElementType.U32 or ElementType.U64 => 11,
        _ => 5,
    };

    private static byte[] ToBytes(ElementType type, double value) => type switch
    {
        ElementType.U8 or ElementType.Bool => [(byte)value],
        ElementType.I8 => [(byte)(sbyte)value],
        ElementType.U16 => BitConverter.GetBytes((ushort)value),
        ElementType.I16 => BitConverter.GetBytes((short)value),
        ElementType.I32 => BitConverter.GetBytes((int)value),
        ElementType.U32 => BitConverter.GetBytes((uint)value),
        ElementType.I64 => BitConverter.GetBytes((long)value),
        ElementType.U64 => BitConverter.GetBytes((ulong)value),
        ElementType.F16 => BitConverter.GetBytes((Half)value),
        ElementType.BF16 => BitConverter.GetBytes((float)value)[2..],
        ElementType.F32 => BitConverter.GetBytes((float)value),
        _ => BitConverter.GetBytes(value),
    };
}
