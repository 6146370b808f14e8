using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Names of tensors, by keys that are no texts.</summary>
public sealed class TorchKeyTests
{
    [Fact]
    public void Tuples() => Names(
        ["a.kernel", "a.bias", "x.0.None.1"],
        pickle => pickle.Op("(").Text("a").Text("kernel").Op("t"),
        pickle => pickle.Op("(").Text("a").Text("bias").Op("t"),
        pickle => pickle.Op("(").Text("x").Op("(").Number(0).Op("NtK").Raw(1).Op("t"));

    [Fact]
    public void None_and_truth() => Names(
        ["None", "True", "False", "True#2"],
        pickle => pickle.Op("N"), pickle => pickle.Raw(0x88), pickle => pickle.Raw(0x89),
        pickle => pickle.Text("True"));

    [Fact]
    public void Bytes() => Names(
        ["fc.weight", "b", "b#2"],
        pickle => pickle.Op("C").Raw(9).Raw("fc.weight"u8),
        pickle => pickle.Global("_codecs", "encode").Op("(").Text("b").Text("latin1").Op("tR"),
        pickle => pickle.Text("b"));

    [Fact]
    public void Whole_numbers() => Names(
        ["0", "-7", "1000000000000000000000", "torch.float32"],
        pickle => pickle.Number(0), pickle => pickle.Number(-7),
        pickle => pickle.Op("L").Raw("1000000000000000000000L\n"u8), pickle => pickle.Text("torch.float32"));

    /// <summary>As <c>repr</c> of Python writes them.</summary>
    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(1, "1.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(100.5, "100.5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-1.25e-7, "-1.25e-07")]
    [InlineData(1234567890123456, "1234567890123456.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Floats(double key, string name)
    {
        byte[] bytes = BitConverter.GetBytes(key);
        Array.Reverse(bytes);
        Names([name], pickle => pickle.Op("G").Raw(bytes));
    }

    /// <summary>Keys of kinds that no state dict has stay apart by their numbers.</summary>
    [Fact]
    public void Objects() => Names(
        ["0", "0#2"],
        pickle => pickle.Global("m", "Key").Op("(").Number(1).Op("tR"),
        pickle => pickle.Global("m", "Key").Op("(").Number(2).Op("tR"));

    [Fact]
    public void A_tuple_of_many_long_texts()
    {
        var pickle = new TinyPickle().Op("}(");
        for (int i = 0; i < 100; i++)
        {
            pickle.Text(new string('a', 1000));
        }

        Refused.Bytes(
            "m.pt", TinyTorch.Zip(pickle.Op("t").Tensor("FloatStorage", "0", 1).Op("s").Stop(),
            ("0", TinyTorch.Counting(1))), "a name of more than");
    }

    private static void Names(string[] expected, params Action<TinyPickle>[] keys)
    {
        var pickle = new TinyPickle().Op("}(");
        var storages = new List<(string, byte[])>();
        foreach (var push in keys)
        {
            push(pickle);
            pickle.Tensor("FloatStorage", $"{storages.Count}", storages.Count + 1);
            storages.Add(($"{storages.Count}", TinyTorch.Counting(storages.Count + 1)));
        }

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.pt", TinyTorch.Zip(pickle.Op("u").Stop(), [.. storages])));
        Assert.Equal(expected, checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(
            Enumerable.Range(1, keys.Length), checkpoint.Tensors.Select(tensor => (int)tensor.Shape.ElementCount));
    }
}
