using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.SafeTensors;

/// <summary>safetensors files: every dtype, odd but legal headers, and real models.</summary>
public sealed class SafeTensorsTests
{
    [Theory]
    [InlineData("BOOL", ElementType.Bool, "0001", new[] { 0.0, 1 })]
    [InlineData("U8", ElementType.U8, "03ff", new[] { 3.0, 255 })]
    [InlineData("I8", ElementType.I8, "03ff", new[] { 3.0, -1 })]
    [InlineData("I16", ElementType.I16, "0300ffff", new[] { 3.0, -1 })]
    [InlineData("U16", ElementType.U16, "0300ffff", new[] { 3.0, 65535 })]
    [InlineData("I32", ElementType.I32, "03000000ffffffff", new[] { 3.0, -1 })]
    [InlineData("U32", ElementType.U32, "03000000ffffffff", new[] { 3.0, 4294967295 })]
    [InlineData("I64", ElementType.I64, "0300000000000000ffffffffffffffff", new[] { 3.0, -1 })]
    [InlineData("U64", ElementType.U64, "03000000000000000000000000000080", new[] { 3.0, 9223372036854775808 })]
    [InlineData("F16", ElementType.F16, "003c00c0", new[] { 1.0, -2 })]
    [InlineData("BF16", ElementType.BF16, "803f00c0", new[] { 1.0, -2 })]
    [InlineData("F32", ElementType.F32, "0000803f000000c0", new[] { 1.0, -2 })]
    [InlineData("F64", ElementType.F64, "000000000000f03f00000000000000c0", new[] { 1.0, -2 })]
    [InlineData("F8_E4M3", ElementType.F8E4M3, "38c0", new[] { 1.0, -2 })]
    [InlineData("F8_E5M2", ElementType.F8E5M2, "3cc0", new[] { 1.0, -2 })]
    [InlineData("F8_E8M0", ElementType.F8E8M0, "7f80", new[] { 1.0, 2 })]
    public void NumbersOfEveryType(string dtype, ElementType type, string hex, double[] expected)
    {
        using var checkpoint = Open(TinySafeTensors.File(("a", dtype, [2], Convert.FromHexString(hex))));

        Assert.Equal("safetensors", checkpoint.Format);
        Assert.Equal(type, checkpoint.Tensors[0].Type);
        Assert.Equal(expected, checkpoint.Read(checkpoint.Tensors[0]));
    }

    /// <summary>What <c>save_model</c> of safetensors writes of a tensor with two names.</summary>
    [Fact]
    public void SecondNamesInTheMetadataAreTied()
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["head.weight"] = "embed.weight",
            ["a.weight"] = "embed.weight",
        };
        using var checkpoint = Open(TinySafeTensors.File(
            metadata,
            ("embed.weight", "F32", [2, 1], TinySafeTensors.Bytes(1, 2)),
            ("bias", "F32", [1], TinySafeTensors.Bytes(3))));

        Assert.Equal(
            ["0 embed.weight ", "1 bias ", "2 a.weight 0", "3 head.weight 0"],
            checkpoint.Tensors.Select(tensor => $"{tensor.Index} {tensor.Name} {tensor.TiedTo}"));
        Assert.Equal([1.0, 2], checkpoint.Read(checkpoint.Tensors[3]));
        Assert.Equal(["format"], checkpoint.Metadata.Keys);
    }

    [Theory]
    [InlineData("bias", "weight")] // both are stored
    [InlineData("head", "gone")] // no tensor has that name
    [InlineData("head", "head")]
    [InlineData("head", "novel")] // a type that is not read
    public void OtherMetadataIsNoSecondName(string key, string value)
    {
        using var checkpoint = Open(TinySafeTensors.File(
            new Dictionary<string, string> { [key] = value },
            ("weight", "F32", [1], TinySafeTensors.Bytes(1)),
            ("bias", "F32", [1], TinySafeTensors.Bytes(1)),
            ("novel", "F3", [1], [0])));

        Assert.DoesNotContain(checkpoint.Tensors, tensor => tensor.TiedTo is not null);
        Assert.Equal(value, checkpoint.Metadata[key]);
    }

    [Theory]
    [InlineData("C64", ElementType.C64, 64)]
    public void TypesWithoutDoublesAreDescribed(string dtype, ElementType type, int bytes)
    {
        using var checkpoint = Open(TinySafeTensors.File(("a", dtype, [8], new byte[bytes])));

        var tensor = Assert.Single(checkpoint.Tensors);
        Assert.Equal(type, tensor.Type);
        Assert.Equal(bytes, (long)tensor.ByteCount);
        using var stream = checkpoint.OpenRead(tensor);
        Assert.Equal(bytes, stream.Length);
        Assert.Throws<NotSupportedException>(() => checkpoint.Read(tensor));
    }

    /// <summary>Two F4 a byte and four F6 in three bytes, from the lowest bits up, in F32.</summary>
    [Theory]
    [InlineData("F4", "2ae1", new[] { -1, 1, 0.5, -4 })]
    [InlineData("F6_E2M3", "48ca91", new[] { 1.0, -1.125, 6, -0.5 })]
    [InlineData("F6_E3M2", "cc1f10", new[] { 1.0, -28, 0.0625, 0.25 })]
    public void TypesBelowAByteBecomeF32(string dtype, string hex, double[] expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        using var checkpoint = Open(TinySafeTensors.File(("a", dtype, [4], bytes)));

        var tensor = Assert.Single(checkpoint.Tensors);
        Assert.Equal((ElementType.F32, dtype, true), (tensor.Type, tensor.Encoding, tensor.IsQuantized));
        Assert.Equal(bytes.Length, (long)tensor.StoredByteCount);
        Assert.Equal(expected, checkpoint.Read(tensor));
    }

    [Fact]
    public void TensorsComeInTheOrderOfTheirData()
    {
        string header = "{" + TinySafeTensors.Entry("b", "F32", "[1]", "[4,8]") + ","
            + TinySafeTensors.Entry("a", "F32", "[1]", "[0,4]") + "}  ";
        using var checkpoint = Open(TinySafeTensors.File(header, TinySafeTensors.Bytes(1, 2)));

        Assert.Equal(["a", "b"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1], checkpoint.Tensors.Select(tensor => tensor.Index));
        Assert.Equal([2], checkpoint.Read("b"));
    }

    [Fact]
    public void ScalarsAndEmptyTensors()
    {
        using var checkpoint = Open(TinySafeTensors.Floats(
            ("scalar", [], [5]), ("empty", [3, 0], []), ("none", [0, long.MaxValue, long.MaxValue], [])));

        Assert.Equal([5], checkpoint.Read("scalar"));
        Assert.Empty(checkpoint.Read("empty"));
        Assert.Empty(checkpoint.Read("none"));
    }

    [Fact]
    public void AFileWithoutTensors()
    {
        using var checkpoint = Open(TinySafeTensors.File("{\"__metadata__\":{\"format\":\"pt\",\"naïve\":\"ключ\"}}"));

        Assert.Empty(checkpoint.Tensors);
        Assert.Equal("pt", checkpoint.Metadata["format"]);
        Assert.Equal("ключ", checkpoint.Metadata["naïve"]);
    }

    /// <summary>Lengths of the header that begin like another format, or like text.</summary>
    [Theory]
    [InlineData(0x7b)] // {
    [InlineData(0x4b50)] // PK
    [InlineData(0x0a7b)]
    [InlineData(0x0280)] // a pickle of protocol 2
    public void AnyLengthOfTheHeader(int length)
    {
        string header = "{" + TinySafeTensors.Entry("a", "F32", "[1]", "[0,4]") + "}";
        using var checkpoint = Open(TinySafeTensors.File(header.PadRight(length), TinySafeTensors.Bytes(3)));

        Assert.Equal([3], checkpoint.Read("a"));
    }

    [Fact]
    public void BurnMultiLayer()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path(
            "models/burn-reader-fixtures/safetensors-tests__tests__multi_layer__multi_layer.safetensors"));

        Assert.Equal(
            [
                "norm1.num_batches_tracked", "conv1.bias", "conv1.weight", "fc1.bias", "fc1.weight", "norm1.bias",
                "norm1.running_mean", "norm1.running_var", "norm1.weight",
            ],
            checkpoint.Tensors.Select(tensor => tensor.Name));
        Check(checkpoint, "norm1.num_batches_tracked", ElementType.I64, [], 1, 1);
        Check(checkpoint, "conv1.weight", ElementType.F32, [4, 3, 3, 3], 0.09916245192289352, 0.010049121454358101);
        Check(checkpoint, "fc1.weight", ElementType.F32, [16, 256], 0.05926341563463211, -0.03956901282072067);
    }

    [Fact]
    public void BurnMnist()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/burn-mnist/mnist.safetensors"));

        Assert.Equal(20, checkpoint.Tensors.Count);
        Check(checkpoint, "norm1.num_batches_tracked", ElementType.I64, [], 7504, 7504);
        Check(checkpoint, "conv3.weight", ElementType.F32, [24, 16, 3, 3], -0.10103265196084976, -0.08386800438165665);
        Check(checkpoint, "fc1.weight", ElementType.F32, [32, 11616], -0.0002291733107995242, -0.0007706402102485299);
    }

    [Fact]
    public void SileroVad()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/silero-vad/silero_vad_16k.safetensors"));

        Assert.Equal(15, checkpoint.Tensors.Count);
        Check(checkpoint, "conv1.weight", ElementType.F32, [128, 129, 3], 0.055235814303159714, 0.013691346161067486);
        Check(
            checkpoint, "lstm_cell.weight_hh", ElementType.F32, [512, 128], 0.06137589365243912, -0.24815016984939575);
        Check(checkpoint, "final_conv.bias", ElementType.F32, [1], -0.5740388631820679, -0.5740388631820679);
    }

    private static void Check(
        Checkpoint checkpoint, string name, ElementType type, long[] sides, double first, double last)
    {
        var tensor = checkpoint.Tensor(name);
        Assert.Equal(type, tensor.Type);
        Assert.Equal(new TensorShape(sides), tensor.Shape);
        double[] numbers = checkpoint.Read(tensor);
        Assert.Equal(first, numbers[0]);
        Assert.Equal(last, numbers[^1]);
    }

    private static Checkpoint Open(byte[] bytes)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("model.safetensors", bytes));
    }
}
