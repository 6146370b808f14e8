using System.IO.Compression;
using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.NumPy;

/// <summary>.npz archives: stored, deflated, with members that are no arrays, and a real language model.</summary>
public sealed class NpzTests
{
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void ArraysComeInTheOrderOfTheArchive(CompressionLevel compression)
    {
        byte[] weight = TinySafeTensors.Bytes(1, 2, 3, 4, 5, 6);
        using var checkpoint = Open(
            compression,
            ("b/weight.npy", TinyNumPy.Array("<f4", "(2, 3)", weight)),
            ("a.npy", TinyNumPy.Array("<f4", "(2, 3)", weight, fortran: true)));

        Assert.Equal("NumPy archive", checkpoint.Format);
        Assert.Equal(["b/weight", "a"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1], checkpoint.Tensors.Select(tensor => tensor.Index));
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("b/weight"));
        Assert.Equal([1, 3, 5, 2, 4, 6], checkpoint.Read("a"));
        Assert.Empty(checkpoint.Metadata);
    }

    [Fact]
    public void MembersWithoutNumbersAreListedWithTheReason()
    {
        using var checkpoint = Open(
            CompressionLevel.Optimal,
            ("w.npy", TinyNumPy.Array("<f4", "(1,)", TinySafeTensors.Bytes(1))),
            ("config.npy", TinyNumPy.Array("<U2", "()", new byte[8])),
            ("objects.npy", TinyNumPy.Array("|O", "(1,)", [0x80, 4, (byte)'N', (byte)'.'])),
            ("readme.txt", [1, 2, 3]));

        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal(
            "`config` contains text (dtype `<U2`); `objects` contains Python objects (dtype `|O`), which are pickled; Heavytail does "
            + "not execute pickles; `readme.txt` is not a .npy array",
            checkpoint.Metadata["ignored"]);
    }

    /// <summary>A damaged array costs itself.</summary>
    [Theory]
    [InlineData("hello", "ends within its .npy header")]
    [InlineData("not an array at all", "does not start with")]
    public void DamagedMembersAreListed(string content, string reason)
    {
        using var checkpoint = Open(
            CompressionLevel.Optimal,
            ("bad.npy", Encoding.ASCII.GetBytes(content)),
            ("w.npy", TinyNumPy.Array("<f4", "(2,)", TinySafeTensors.Bytes(1, 2))),
            ("long.npy", TinyNumPy.Array("<f4", "(3,)", TinySafeTensors.Bytes(1))));

        Assert.Equal([1, 2], checkpoint.Read("w"));
        Assert.Equal(["bad", "long"], checkpoint.Unread.Select(tensor => tensor.Name));
        Assert.Contains(reason, checkpoint.Unread[0].Unread, StringComparison.Ordinal);
        Assert.Contains("needs 12 bytes", checkpoint.Unread[1].Unread, StringComparison.Ordinal);
    }

    [Fact]
    public void Stories260K()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/stories260K/stories260K.npz"));

        Assert.Equal(36, checkpoint.Tensors.Count);
        Assert.All(checkpoint.Tensors, tensor => Assert.Equal(ElementType.F32, tensor.Type));
        Assert.Equal("layers.4.feed_forward.w3.weight", checkpoint.Tensors[^1].Name);

        var embeddings = checkpoint.Tensors[0];
        Assert.Equal("tok_embeddings.weight", embeddings.Name);
        Assert.Equal(new TensorShape(512, 64), embeddings.Shape);
        double[] numbers = checkpoint.Read(embeddings);
        Assert.Equal(-0.29474878311157227, numbers[0]);
        Assert.Equal(0.5618956089019775, numbers[1]);
        Assert.Equal(-0.424032598733902, numbers[^1], 1e-15);
    }

    private static Checkpoint Open(CompressionLevel compression, params (string Name, byte[] Data)[] entries)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("model.npz", TinyNumPy.Archive(compression, entries)));
    }
}
