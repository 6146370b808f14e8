using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.TorchSharp;

/// <summary>State dicts as TorchSharp's <c>save</c> writes them.</summary>
public sealed class TorchSharpTests
{
    private static readonly byte[] s_six = TinyTorch.Counting(6);

    [Fact]
    public void Names_shapes_and_elements()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, new TinyTorchSharp(3)
            .Tensor("fc1.weight", 6, [2, 3], s_six).Tensor("fc1.bias", 7, [1], BitConverter.GetBytes(1.5))
            .Tensor("steps", 4, [], BitConverter.GetBytes(7L)));

        Assert.Equal("TorchSharp", checkpoint.Format);
        Assert.Equal(
            ["fc1.weight F32 [2, 3]", "fc1.bias F64 [1]", "steps I64 []"],
            checkpoint.Tensors.Select(tensor => $"{tensor.Name} {tensor.Type.Name()} {tensor.Shape}"));
        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("fc1.weight"));
        Assert.Equal([1.5], checkpoint.Read("fc1.bias"));
        Assert.Equal([7], checkpoint.Read("steps"));
    }

    [Theory]
    [InlineData(0, ElementType.U8, 1)]
    [InlineData(1, ElementType.I8, 1)]
    [InlineData(2, ElementType.I16, 2)]
    [InlineData(3, ElementType.I32, 4)]
    [InlineData(4, ElementType.I64, 8)]
    [InlineData(5, ElementType.F16, 2)]
    [InlineData(6, ElementType.F32, 4)]
    [InlineData(7, ElementType.F64, 8)]
    [InlineData(9, ElementType.C64, 8)]
    [InlineData(10, ElementType.C128, 16)]
    [InlineData(11, ElementType.Bool, 1)]
    [InlineData(15, ElementType.BF16, 2)]
    public void Types_by_the_numbers_of_torch(int number, ElementType type, int bytes)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, new TinyTorchSharp(1).Tensor("a", number, [3], new byte[3 * bytes]));

        Assert.Equal(type, checkpoint.Tensor("a").Type);
    }

    [Fact]
    public void Numbers_of_several_bytes_and_long_names()
    {
        string name = string.Join('.', Enumerable.Repeat("größe", 40));
        var file = new TinyTorchSharp(300);
        for (int i = 0; i < 300; i++)
        {
            file.Tensor($"{name}.{i}", 0, [200], new byte[200]);
        }

        using var folder = new TempFolder();
        using var checkpoint = Open(folder, file);

        Assert.Equal(300, checkpoint.Tensors.Count);
        Assert.Equal($"{name}.299", checkpoint.Tensors[^1].Name);
        Assert.Equal(new TensorShape(200), checkpoint.Tensors[^1].Shape);
    }

    [Fact]
    public void A_folder_lists_them_by_their_content()
    {
        using var folder = new TempFolder();
        folder.Write("model.dat", new TinyTorchSharp(1).Tensor("w", 6, [2, 3], s_six).ToArray());
        folder.Write("other.dat", "3 columns of text\n"u8);
        folder.Write("random.dat", [3, 7, 1, 200, 77, 4, 9, 1, 0, 0, 0]);

        Assert.Equal("model.dat", Path.GetFileName(Assert.Single(CheckpointFinder.Find(folder.Path))));
    }

    private static Checkpoint Open(TempFolder folder, TinyTorchSharp file) =>
        Checkpoint.Open(folder.Write("model.dat", file.ToArray()));
}
