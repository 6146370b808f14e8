using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>PyTorch's quantized tensors are read as (code − zero point) × scale.</summary>
public sealed class TorchQuantizedTests
{
    private static readonly byte[] s_half = [0x3f, 0xe0, 0, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData("QInt8Storage", "qint8", new byte[] { 1, 2, 3, 4, 5, 255 }, new double[] { 0, 0.5, 1, 1.5, 2, -1 })]
    [InlineData("QUInt8Storage", "quint8", new byte[] { 1, 2, 3, 4, 5, 255 }, new double[] { 0, 0.5, 1, 1.5, 2, 127 })]
    public void One_scale(string storage, string type, byte[] codes, double[] expected)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, PerTensor(storage), ("0", codes));

        var tensor = checkpoint.Tensor("q");
        Assert.Equal(expected, checkpoint.Read("q"));
        Assert.Equal(
            (ElementType.F32, $"{type} per tensor", true, 6),
            (tensor.Type, tensor.Encoding, tensor.IsQuantized, (int)tensor.StoredByteCount));
    }

    [Fact]
    public void Codes_of_four_bytes()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, PerTensor("QInt32Storage"), ("0", [.. Enumerable.Range(-1, 6).SelectMany(BitConverter.GetBytes)]));

        Assert.Equal([-1, -0.5, 0, 0.5, 1, 1.5], checkpoint.Read("q"));
    }

    [Theory]
    [InlineData(0, new double[] { 1, 2, 3, 40, 50, 60 })]
    [InlineData(1, new double[] { 1, 20, 300, 4, 50, 600 })]
    public void A_scale_for_each_channel(int axis, double[] expected)
    {
        long count = axis == 0 ? 2 : 3;
        double[] scales = [1, 10, 100];
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, PerChannel(axis, count), ("0", [1, 2, 3, 4, 5, 6]),
            ("s", [.. scales.Take((int)count).SelectMany(BitConverter.GetBytes)]), ("z", new byte[8 * count]));

        Assert.Equal(expected, checkpoint.Read("q"));
        Assert.Equal("qint8 per channel", checkpoint.Tensor("q").Encoding);
    }

    /// <summary>Two codes a byte, the first in the lower half; PyTorch has them with floating-point zeros.</summary>
    [Theory]
    [InlineData(0, new double[] { 0.5, 1, 1.5, 2, 45, 50, 55, 60 })]
    [InlineData(1, new double[] { 0.5, 10, 150, 2000, 4.5, 50, 550, 6000 })]
    public void Two_codes_a_byte(int axis, double[] expected)
    {
        int count = axis == 0 ? 2 : 4;
        float[] scales = [0.5f, 5, 50, 500];
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, Pairs("QUInt4x2Storage", axis, count, [2, 4], 4), ("0", [0x32, 0x54, 0xba, 0xdc]),
            ("s", [.. scales.Take(count).SelectMany(BitConverter.GetBytes)]),
            ("z", [.. Enumerable.Repeat(1f, count).SelectMany(BitConverter.GetBytes)]));

        Assert.Equal(expected, checkpoint.Read("q"));
        Assert.Equal(
            ("quint4x2 per channel", true, 4UL, 8L),
            (checkpoint.Tensor("q").Encoding, checkpoint.Tensor("q").IsQuantized,
                (ulong)checkpoint.Tensor("q").StoredByteCount, checkpoint.Tensor("q").Shape.ElementCount));
    }

    [Fact]
    public void Two_codes_a_byte_and_one_scale()
    {
        var pickle = Sized("QUInt4x2Storage", [3, 2], 3).Op("(").Global("torch", "per_tensor_affine").Op("G")
            .Raw(s_half).Number(8).Op("t").Raw(0x89).Op("}tRs");
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle, ("0", [0x10, 0x98, 0xf7]));
        Assert.Equal([-4, -3.5, 0, 0.5, -0.5, 3.5], checkpoint.Read("q"));
    }

    [Fact]
    public void A_byte_is_missing() => Refused.Bytes(
        "m.pt", TinyTorch.Zip(
            Pairs("QUInt4x2Storage", 0, 2, [2, 4], 3).Stop(),
            ("0", new byte[3]), ("s", new byte[8]), ("z", new byte[8])),
        "reaches byte 4 of storage `0`, which has 3");

    /// <summary>Rows of an odd number, and of four codes a byte.</summary>
    [Theory]
    [InlineData("QUInt4x2Storage", "quint4x2", 3)]
    [InlineData("QUInt2x4Storage", "quint2x4", 4)]
    public void Other_rows_are_listed(string storage, string type, int columns)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, Pairs(storage, 0, 2, [2, columns], 4), ("0", new byte[4]), ("s", new byte[8]), ("z", new byte[8]));
        Assert.Contains($"quantized ({type})", Assert.Single(checkpoint.Unread).Unread, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("QUInt4x2Storage", "quint4x2")]
    [InlineData("QInt8Storage", "qint8")]
    public void Other_schemes_are_listed(string storage, string type)
    {
        var pickle = new TinyPickle().Op("}").Text("q").Global("torch._utils", "_rebuild_qtensor").Op("(")
            .Storage(storage, "0", 6).Number(0).Numbers(2, 3).Numbers(3, 1).Op("(").Global("torch", "mystery")
            .Op("ttRs");
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle, ("0", new byte[6]));

        var unread = Assert.Single(checkpoint.Unread);
        Assert.Equal(("q", type, new TensorShape(2, 3)), (unread.Name, unread.Encoding, unread.Shape));
        Assert.Contains($"quantized ({type})", unread.Unread, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 3, "expected [2]")]
    [InlineData(1, 2, "expected [3]")]
    [InlineData(2, 2, "are of dimension 2")]
    [InlineData(-1, 2, "are of dimension -1")]
    public void Scales_are_of_another_number(int axis, long count, string fact) => Refused.Bytes(
        "m.pt",
        TinyTorch.Zip(
            PerChannel(axis, count).Stop(), ("0", new byte[6]), ("s", new byte[8 * count]), ("z", new byte[8 * count])),
        "`q`", fact);

    [Fact]
    public void Scales_are_missing() => Refused.Bytes(
        "m.pt", TinyTorch.Zip(PerChannel(0, 2).Stop(), ("0", new byte[6]), ("z", new byte[16])),
        "`s` is not in the file");

    private static TinyPickle PerTensor(string storage) => Codes(storage)
        .Op("(").Global("torch", "per_tensor_affine").Op("G").Raw(s_half).Number(1).Op("t").Raw(0x89)
        .Global("collections", "OrderedDict").Op(")RtRs");

    private static TinyPickle PerChannel(int axis, long count) => Codes("QInt8Storage")
        .Op("(").Global("torch", "per_channel_affine").Tensor("DoubleStorage", "s", count)
        .Tensor("LongStorage", "z", count).Number(axis).Op("t").Raw(0x89).Op("}tRs");

    private static TinyPickle Pairs(string storage, int axis, long count, int[] shape, int bytes) =>
        Sized(storage, shape, bytes).Op("(").Global("torch", "per_channel_affine_float_qparams")
            .Tensor("FloatStorage", "s", count).Tensor("FloatStorage", "z", count).Number(axis).Op("t").Raw(0x89)
            .Op("}tRs");

    private static TinyPickle Sized(string storage, int[] shape, int count) => new TinyPickle().Op("}").Text("q")
        .Global("torch._utils", "_rebuild_qtensor").Op("(").Storage(storage, "0", count).Number(0)
        .Numbers(shape[0], shape[1]).Numbers(shape[1], 1);

    private static TinyPickle Codes(string storage) => new TinyPickle().Op("}").Text("q")
        .Global("torch._utils", "_rebuild_qtensor").Op("(").Storage(storage, "0", 6).Number(0).Numbers(2, 3)
        .Numbers(3, 1);

    private static Checkpoint Open(TempFolder folder, TinyPickle pickle, params (string Key, byte[] Data)[] storages) =>
        Checkpoint.Open(folder.Write("m.pt", TinyTorch.Zip(pickle.Stop(), storages)));
}
