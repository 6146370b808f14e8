using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Tensors that are not what their pickle says.</summary>
public sealed class TorchStorageHostileTests
{
    [Fact]
    public void Storage_is_missing() => Refused.Bytes(
        "m.pt", TinyTorch.Zip(Tensor(6, 0, [6], [1])), "`w`", "storage `0` is not in the file");

    [Fact]
    public void Storage_is_truncated() => Refuse(
        Tensor(7, 0, [7], [1]), "storage `0` holds 24 bytes, 28 were expected", "truncated");

    [Fact]
    public void Storage_offset_is_past_the_end() => Refuse(Tensor(6, 4, [3], [1]), "reaches byte 28", "which has 24");

    [Fact]
    public void Shape_reaches_past_the_end() => Refuse(Tensor(6, 0, [2, 4], [4, 1]), "reaches byte 32", "which has 24");

    [Fact]
    public void Shape_product_overflows() =>
        Refuse(Tensor(6, 0, [1L << 40, 1L << 40], [1L << 40, 1]), "more elements than fit in 63 bits");

    [Fact]
    public void Stride_product_overflows() =>
        Refuse(Tensor(6, 0, [3, 3], [long.MaxValue, long.MaxValue]), "reaches beyond 2^63 elements");

    [Fact]
    public void Tensor_claims_a_hundred_gigabytes() =>
        Refuse(Tensor(25_000_000_000, 0, [25_000_000_000], [1]), "24 bytes, 100,000,000,000 were expected");

    [Fact]
    public void Tensor_repeats_one_number_into_a_hundred_gigabytes() =>
        Refuse(Tensor(6, 0, [25_000_000_000], [0]), "repeats the 6 elements", "1,048,576");

    [Fact]
    public void Side_is_negative() => Refuse(Tensor(6, 0, [-6], [1]), "negative dimension");

    [Fact]
    public void Stride_is_negative() => Refuse(Tensor(6, 5, [6], [-1]), "stride -1 is negative");

    [Fact]
    public void Offset_is_negative() => Refuse(Tensor(6, -1, [6], [1]), "offset -1 is negative");

    [Fact]
    public void Strides_are_too_few() => Refuse(Tensor(6, 0, [2, 3], [1]), "2 dimensions but 1 strides");

    [Fact]
    public void Element_count_is_negative() => Refuse(Tensor(-6, 0, [6], [1]), "not a storage");

    [Fact]
    public void Legacy_storage_class_is_unknown() => Refused.Bytes(
        "m.pt",
        TinyTorch.Legacy(
            new TinyPickle().Op("}").Text("w").Tensor("MysteryStorage", "0", 6).Op("s").Stop(),
            ("0", 6, TinyTorch.Counting(6))),
        "`torch.MysteryStorage`");

    [Theory]
    [InlineData(new long[] { 65536, 4, 4 }, new long[] { 0, 0, 0 })]
    [InlineData(new long[] { 65536, 16 }, new long[] { 1, 1 })]
    public void A_thousand_views_repeat_one_storage(long[] size, long[] stride)
    {
        var pickle = new TinyPickle().Op("}(");
        for (int i = 0; i < 1000; i++)
        {
            pickle.Text($"experts.{i}").Tensor("FloatStorage", "0", 131_072, i, size, stride);
        }

        Refused.Bytes(
            "m.pt", TinyTorch.Zip(pickle.Op("u").Stop(), ("0", new byte[4 * 131_072])), "one view too many");
    }

    /// <summary>Two names for each weight, and views of one storage, are no attack.</summary>
    [Fact]
    public void Honest_views_are_read()
    {
        var pickle = new TinyPickle().Op("}(");
        for (int i = 0; i < 8; i++)
        {
            pickle.Text($"a.{i}").Tensor("FloatStorage", "0", 1 << 20, i, [1023, 1024], [1024, 1]);
            pickle.Text($"b.{i}").Tensor("FloatStorage", "0", 1 << 20, i, [1023, 1024], [1024, 1]);
        }

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "m.pt", TinyTorch.Zip(pickle.Op("u").Stop(), ("0", new byte[4 << 20]))));

        Assert.Equal(16, checkpoint.Tensors.Count);
    }

    [Fact]
    public void Shape_has_a_thousand_sides()
    {
        long[] ones = [.. Enumerable.Repeat(1L, 1000)];
        Refuse(Tensor(6, 0, ones, ones), "1,000 elements");
    }

    [Fact]
    public void Name_has_ten_thousand_characters() => Refuse(
        new TinyPickle().Op("}").Text(new string('x', 10_000)).Tensor("FloatStorage", "0", 6).Op("s").Stop(),
        "4,096 characters");

    [Fact]
    public void Byte_order_is_neither() => Refused.Bytes(
        "m.pt", TinyTorch.Zip(Tensor(6, 0, [6], [1]), "middle", ("0", TinyTorch.Counting(6))), "`middle`",
        "`little` or `big`");

    [Fact]
    public void Legacy_count_contradicts_the_pickle() =>
        RefuseLegacy([("0", 5, TinyTorch.Counting(6))], "storage `0` has 5 elements, its tensors say 6");

    [Fact]
    public void Legacy_count_is_negative() => RefuseLegacy([("0", -1, TinyTorch.Counting(6))], "-1 elements");

    [Fact]
    public void Legacy_storage_is_truncated() =>
        RefuseLegacy([("0", 6, TinyTorch.Counting(5))], "24 bytes at offset", "truncated");

    [Fact]
    public void Legacy_storage_is_missing() => RefuseLegacy([], "storage `0` is not in the file");

    [Fact]
    public void Legacy_storage_is_there_twice() => RefuseLegacy(
        [("0", 6, TinyTorch.Counting(6)), ("0", 6, TinyTorch.Counting(6))], "storage `0` occurs twice");

    [Fact]
    public void Legacy_storage_belongs_to_no_tensor() =>
        RefuseLegacy([("7", 6, TinyTorch.Counting(6))], "storage key `7` belongs to no tensor");

    /// <summary>Honest, but older than the oldest format that is read.</summary>
    [Fact]
    public void Tar_of_the_first_versions()
    {
        byte[] tar = new byte[1024];
        "sys_info"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        Refused.Bytes("m.pt", tar, "tar archive of PyTorch 0.1", "save it again");
    }

    [Fact]
    public void Legacy_view_leaves_its_storage()
    {
        var pickle = new TinyPickle().Op("}").Text("w").Global("torch._utils", "_rebuild_tensor").Op("(");
        pickle.Op("(").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cuda:0").Number(6);
        pickle.Op("(").Text("view").Number(4).Number(3).Op("ttQ").Number(0).Numbers(3).Numbers(1).Op("tRs");
        Refused.Bytes(
            "m.pt", TinyTorch.Legacy(pickle.Stop(), ("0", 6, TinyTorch.Counting(6))), "leaves its storage `0`");
    }

    private static byte[] Tensor(long count, long offset, long[] size, long[] stride) =>
        new TinyPickle().Op("}").Text("w").Tensor("FloatStorage", "0", count, offset, size, stride).Op("s").Stop();

    private static void Refuse(byte[] pickle, params string[] facts) =>
        Refused.Bytes("m.pt", TinyTorch.Zip(pickle, ("0", TinyTorch.Counting(6))), facts);

    private static void RefuseLegacy((string Key, long Count, byte[] Data)[] storages, params string[] facts) =>
        Refused.Bytes("m.pt", TinyTorch.Legacy(Tensor(6, 0, [6], [1]), storages), facts);
}
