using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.TorchSharp;

/// <summary>TorchSharp files that lie. The first tensors are honest: it is them that tell the format.</summary>
public sealed class TorchSharpHostileTests
{
    private static readonly byte[] s_six = TinyTorch.Counting(6);

    [Fact]
    public void Elements_are_cut_off()
    {
        Refuse(Honest(3)[..^1], "tensor `layer.2`", "truncated");
        Refuse(
            new TinyTorchSharp(1).Tensor("only.weight", 6, [2, 3], s_six.AsSpan(0, 20).ToArray()).ToArray(),
            "`only.weight`", "truncated");
    }

    [Fact]
    public void File_ends_within_a_description() =>
        Refuse([.. Honest(4, claimed: 5), 6, (byte)'l'], "a name of 6 bytes");

    [Fact]
    public void Count_is_too_large() => Refuse(Honest(4, claimed: 9), "ends within the length of a name");

    [Fact]
    public void Count_is_too_small() => Refuse([.. Honest(4), 1, 2, 3], "ends its 4 tensors at byte");

    [Fact]
    public void Count_is_beyond_any_network() => Unknown(Honest(3, claimed: 1L << 40));

    [Fact]
    public void Type_is_unknown() => Refuse(With(file => file.Tensor("w", 8, [1], 0, 0, 0, 0)), "`w`", "its type is 8");

    [Fact]
    public void Rank_is_a_million() =>
        Refuse(With(file => file.Name("w").Number(6).Number(1_000_000)), "1,000,000 dimensions");

    [Fact]
    public void Shape_overflows() => Refuse(
        With(file => file.Tensor("w", 6, [1L << 40, 1L << 40])), "`w`", "more elements than fit in 63 bits");

    [Fact]
    public void Tensor_claims_a_hundred_gigabytes() => Refuse(
        With(file => file.Tensor("w", 6, [25_000_000_000], 1, 2, 3)), "`w`", "its elements end at byte 100,000,");

    [Fact]
    public void Number_has_no_end() => Refuse(
        With(file => file.Name("w").Number(6).Raw([.. Enumerable.Repeat((byte)0xff, 20)])), "more than 9 bytes");

    [Fact]
    public void Name_is_longer_than_the_file() =>
        Refuse(With(file => file.Number(1 << 30)), "a name of 1,073,741,824 bytes");

    [Fact]
    public void Name_is_no_text() => Refuse(
        With(file => file.Number(2).Raw(0xff, 0xfe).Number(6).Number(0)), "something other than a name");

    [Fact]
    public void Two_tensors_have_one_name() => Refuse(
        With(file => file.Tensor("layer.0", 6, [2, 3], s_six)), "`layer.0`", "two tensors have this name");

    /// <summary>A wrong description at the start is another format's file.</summary>
    [Theory]
    [InlineData(new byte[] { 1, 1, (byte)'w', 8, 1, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 1, (byte)'w', 6, 1, 2, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 1, (byte)'w', 6, 1, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 1, 7, 6, 1, 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 1, (byte)'w', 6, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void First_description_is_wrong(byte[] file) => Unknown(file);

    private static byte[] Honest(int tensors, long? claimed = null)
    {
        var file = new TinyTorchSharp(claimed ?? tensors);
        for (int i = 0; i < tensors; i++)
        {
            file.Tensor($"layer.{i}", 6, [2, 3], s_six);
        }

        return file.ToArray();
    }

    private static byte[] With(Action<TinyTorchSharp> addFourth)
    {
        var fourth = new TinyTorchSharp(0);
        addFourth(fourth);
        return [.. Honest(3, claimed: 4), .. fourth.ToArray()[1..]];
    }

    private static void Refuse(byte[] file, params string[] facts) => Refused.Bytes("m.dat", file, facts);

    private static void Unknown(byte[] file)
    {
        using var folder = new TempFolder();
        Assert.Throws<UnknownFormatException>(() => Checkpoint.Open(folder.Write("m.dat", file)));
    }
}
