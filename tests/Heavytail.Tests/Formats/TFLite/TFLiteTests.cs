using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;
using Table = Heavytail.Tests.Files.FlatBuffers.TinyFlatBuffer.Table;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>TFLite models of the tests' own writer: element types, scales, places, names, metadata.</summary>
public sealed class TFLiteTests
{
    private const int F32 = 0;
    private const int F16 = 1;
    private const int I32 = 2;
    private const int U8 = 3;
    private const int Text = 5;
    private const int I16 = 7;
    private const int I8 = 9;
    private const int I4 = 17;
    private const int I2 = 19;

    [Fact]
    public void ConstantsAreListedAndActivationsAreNot()
    {
        using var checkpoint = Open(new TinyTFLite { Description = "tiny" }
            .Tensor("input", [1, 2])
            .Tensor("w", [3, 2], F32, TinySafeTensors.Bytes(1, 2, 3, 4, 5, 6))
            .Tensor("scalar", null, F32, TinySafeTensors.Bytes(7)));

        Assert.Equal("TFLite", checkpoint.Format);
        Assert.Equal(["w", "scalar"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("w"));
        Assert.Equal([7], checkpoint.Read("scalar"));
        Assert.Equal("tiny", checkpoint.Metadata["description"]);
        Assert.Equal("3", checkpoint.Metadata["version"]);
    }

    [Theory]
    [InlineData(I8, new byte[] { 0, 1, 127, 0x80, 0xff, 2 }, new double[] { -1, -0.5, 62.5, -65, -1.5, 0 }, "I8")]
    [InlineData(U8, new byte[] { 0, 1, 127, 0x80, 0xff, 2 }, new double[] { -1, -0.5, 62.5, 63, 126.5, 0 }, "U8")]
    [InlineData(
        I16, new byte[] { 0, 0, 1, 0, 2, 0, 0xff, 0xff, 0, 1, 0, 0x80 },
        new double[] { -1, -0.5, 0, -1.5, 127, -16385 }, "I16")]
    [InlineData(
        I32,
        new byte[] { 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 255, 255, 255, 255, 0, 1, 0, 0, 4, 0, 0, 0 },
        new double[] { -1, -0.5, 0, -1.5, 127, 1 },
        "I32")]
    [InlineData(I4, new byte[] { 0x10, 0x87, 0x2f }, new double[] { -1, -0.5, 2.5, -5, -1.5, 0 }, "I4")]
    [InlineData(I2, new byte[] { 0b11_10_01_00, 0b01_00 }, new double[] { -1, -0.5, -2, -1.5, -1, -0.5 }, "I2")]
    [InlineData(20, new byte[] { 0x10, 0x87, 0x2f }, new double[] { -1, -0.5, 2.5, 3, 6.5, 0 }, "U4")]
    public void OneScaleForAll(int type, byte[] data, double[] expected, string name)
    {
        using var checkpoint = Open(new TinyTFLite().Tensor("w", [2, 3], type, data, TinyTFLite.Scales([0.5f], [2])));

        var tensor = checkpoint.Tensor("w");
        Assert.Equal(ElementType.F32, tensor.Type);
        Assert.Equal($"{name} per tensor", tensor.Encoding);
        Assert.True(tensor.IsQuantized);
        Assert.Equal(data.Length + 4 + 8, tensor.StoredByteCount);
        Assert.Equal(expected, checkpoint.Read(tensor));
    }

    [Theory]
    [InlineData(0, new float[] { 1, 10 }, new double[] { 1, 2, 3, 4, 5, 6, 70, 80, 90, 100, 110, 120 })]
    [InlineData(1, new float[] { 1, 10, 100 }, new double[] { 1, 2, 30, 40, 500, 600, 7, 8, 90, 100, 1100, 1200 })]
    [InlineData(2, new float[] { 1, 10 }, new double[] { 1, 20, 3, 40, 5, 60, 7, 80, 9, 100, 11, 120 })]
    public void ScalesOfChannels(int dimension, float[] scales, double[] expected)
    {
        using var checkpoint = Open(new TinyTFLite().Tensor(
            "w", [2, 3, 2], I8, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], TinyTFLite.Scales(scales, null, dimension)));

        Assert.Equal("I8 per channel", checkpoint.Tensor("w").Encoding);
        Assert.Equal(expected, checkpoint.Read("w"));
    }

    [Fact]
    public void ZeroPointsOfChannels()
    {
        using var checkpoint = Open(new TinyTFLite().Tensor(
            "w", [2, 2], U8, [1, 2, 3, 4], TinyTFLite.Scales([1, 10], [1, 3])));

        Assert.Equal([0, 1, 0, 10], checkpoint.Read("w"));
    }

    [Theory]
    [InlineData(F32)]
    [InlineData(F16)]
    public void ScalesOfBlocksAreAnotherTensor(int type)
    {
        byte[] scales = type == F32 ? TinySafeTensors.Bytes(1, 10, 0.5f, 100) : [0, 0x3c, 0, 0x49, 0, 0x38, 0x40, 0x56];
        using var checkpoint = Open(new TinyTFLite()
            .Tensor("scales", [2, 2], type, scales)
            .Tensor("w", [2, 4], I4, [0x21, 0x43, 0x65, 0xf7], TinyTFLite.Blocks(0, 2)));

        Assert.Equal("I4 in blocks of 2", checkpoint.Tensor("w").Encoding);
        Assert.Equal([1, 2, 30, 40, 2.5, 3, 700, -100], checkpoint.Read("w"));
    }

    /// <summary>More elements than one chunk of the decoder, in a run of scales that does not divide it.</summary>
    [Fact]
    public void LongTensors()
    {
        byte[] data = [.. Enumerable.Range(0, 7 * 4099).Select(k => (byte)(k % 100))];
        float[] scales = [1, 2, 3, 4, 5, 6, 7];
        using var checkpoint = Open(new TinyTFLite().Tensor("w", [7, 4099], I8, data, TinyTFLite.Scales(scales)));

        Assert.Equal(data.Select((q, k) => (double)q * scales[k / 4099]), checkpoint.Read("w"));
    }

    /// <summary>0.1f × 3 is another number in double precision.</summary>
    [Fact]
    public void ProductsAreRoundedToSinglePrecision()
    {
        using var checkpoint = Open(new TinyTFLite().Tensor("w", [1], I8, [3], TinyTFLite.Scales([0.1f])));

        Assert.Equal((double)(0.1f * 3f), checkpoint.Read("w")[0]);
    }

    [Fact]
    public void IntegersWithoutScalesStayWhatTheyAre()
    {
        using var checkpoint = Open(new TinyTFLite()
            .Tensor("a", [2], I32, [1, 0, 0, 0, 2, 0, 0, 0], new Table())
            .Tensor("b", [2], I8, [3, 4]));

        Assert.Equal([ElementType.I32, ElementType.I8], checkpoint.Tensors.Select(tensor => tensor.Type));
        Assert.Equal([3, 4], checkpoint.Read("b"));
    }

    [Fact]
    public void TensorsOfOneBufferAreTied()
    {
        var model = new TinyTFLite();
        uint buffer = model.Buffer(new Table((0, TinySafeTensors.Bytes(1, 2))));
        using var checkpoint = Open(model
            .Tensor("a", [2, 1], buffer: buffer).Tensor("b", [2, 1], buffer: buffer).Tensor(
                "c", [1, 2], buffer: buffer));

        Assert.Equal([null, 0, null], checkpoint.Tensors.Select(tensor => tensor.TiedTo));
    }

    [Fact]
    public void DataMayLieBehindTheFlatBuffer()
    {
        byte[] Write(ulong offset)
        {
            var model = new TinyTFLite();
            return model.Tensor("w", [2], buffer: model.Buffer(new Table((1, offset), (2, 8UL)))).ToArray();
        }

        int length = Write(1000).Length;
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("x.tflite", [.. Write((ulong)length + 3), 9, 9, 9, .. TinySafeTensors.Bytes(5, 6)]));

        Assert.Equal([5, 6], checkpoint.Read("w"));
    }

    [Fact]
    public void NamesThatAreMissingOrRepeatedAreMadeUnique()
    {
        byte[] one = TinySafeTensors.Bytes(1);
        using var checkpoint = Open(new TinyTFLite()
            .Tensor("w", [1], F32, one).Tensor("w", [1], F32, one).Tensor(null, [1], F32, one)
            .NextGraph().Tensor("w", [1], F32, one));

        Assert.Equal(["w", "w (2)", "tensor 0.2", "w (3)"], checkpoint.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void WhatIsNotReadIsListedWithTheReason()
    {
        using var checkpoint = Open(new TinyTFLite()
            .Tensor("w", [1], F32, TinySafeTensors.Bytes(1))
            .Tensor("labels", [1], Text, [1, 2, 3])
            .Tensor("elsewhere", [4, 4], F32, more: (10, 7u))
            .Tensor("holes", [4, 4], F32, TinySafeTensors.Bytes(1), more: (6, new Table()))
            .Tensor("strange", [1], 99, [1])
            .Tensor("packed", [2], I4, [1])
            .Tensor("own scheme", [1], I8, [1], new Table((4, (byte)1), (5, new Table())))
            .Tensor("block zeros", [1, 2], I8, [1, 2], TinyTFLite.Blocks(0, 2, zeros: 1)));

        Assert.Equal(["w"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(
            "labels: holds strings; elsewhere: its elements are in a buffer outside the file; holes: sparse; "
            + "strange: elements of type 99; packed: packed elements of I4 without a scale; "
            + "own scheme: quantized by a custom scheme; block zeros: blocks with zero points",
            checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void SignaturesAndRuntimeVersion()
    {
        var model = new TinyTFLite
        {
            Signatures = [new Table((2, "serving_default")), new Table((2, "train"))],
            Metadata = [new Table((0, "min_runtime_version"), (1, 1))],
        };
        model.Buffer(new Table((0, "2.3.0\0\0\0"u8.ToArray())));
        using var checkpoint = Open(model.Tensor("w", [1], F32, TinySafeTensors.Bytes(1)));

        Assert.Equal("serving_default, train", checkpoint.Metadata["signatures"]);
        Assert.Equal("2.3.0", checkpoint.Metadata["min_runtime_version"]);
    }

    internal static Checkpoint Open(TinyTFLite model)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("x.tflite", model.ToArray()));
    }
}
