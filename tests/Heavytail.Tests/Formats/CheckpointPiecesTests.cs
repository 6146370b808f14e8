using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats;

/// <summary>Folders whose files are pieces of a model: the error says what they are and what to do.</summary>
public sealed class CheckpointPiecesTests
{
    private static readonly byte[] s_weights = TinySafeTensors.Floats(("a", [1], [1]));
    private static readonly byte[] s_pickle = new TinyPickle().Op("}").Stop();

    [Theory]
    [InlineData("version")]
    [InlineData("data/0")]
    public void Unpacked_pytorch_file(string other)
    {
        using var folder = new TempFolder();
        folder.Write("m/data.pkl", s_pickle);
        folder.Write($"m/{other}", "3\n"u8);

        Assert.Equal(["m/data.pkl"], Find(folder));
        Refused.Path(folder.Path, "the pickle of a PyTorch file that was unpacked", "zip -0 -r");
    }

    [Fact]
    public void Pickles_of_that_name_alone_stand_for_nothing()
    {
        using var folder = new TempFolder();
        folder.Write("m/data.pkl", s_pickle);

        Assert.Empty(Find(folder));
    }

    [Fact]
    public void Distributed_checkpoint()
    {
        using var folder = new TempFolder();
        folder.Write(".metadata", s_pickle);
        folder.Write("__0_0.distcp", TinyTorch.Zip(s_pickle));
        folder.Write("__1_0.distcp", TinyTorch.Zip(s_pickle));

        Assert.Equal([".metadata"], Find(folder));
        Refused.Path(folder.Path, "distributed checkpoint", "dcp_to_torch");
    }

    [Fact]
    public void Distributed_checkpoint_without_its_description()
    {
        using var folder = new TempFolder();
        folder.Write("__0_0.distcp", TinyTorch.Zip(s_pickle));

        Refused.Path(folder.Path, "one process's part of a distributed checkpoint");
    }

    [Theory]
    [InlineData("model", ".safetensors")]
    [InlineData("pytorch_model", ".bin")]
    public void Shards_without_their_index(string name, string extension)
    {
        using var folder = new TempFolder();
        folder.Write($"{name}-00001-of-00003{extension}", s_weights);
        string second = folder.Write($"{name}-00002-of-00003{extension}", s_weights);

        Refused.Path(folder.Path, $"2 of the 3 shards of a model, and not its index `{name}{extension}.index.json`");
        using var checkpoint = Checkpoint.Open(second);
        Assert.StartsWith("file 2 of the 3 of a model", checkpoint.Metadata["part"], StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_of_two_models_are_two_models()
    {
        using var folder = new TempFolder();
        folder.Write("a-00001-of-00002.safetensors", s_weights);
        folder.Write("b-00001-of-00002.safetensors", s_weights);

        Refused.Path(folder.Path, "contains 2 weight files where one was expected");
    }

    /// <summary>A cache of the Hub has each file twice: as a blob, and as a link under its name.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cache_of_the_hub(bool byLink)
    {
        using var folder = new TempFolder();
        string blob = folder.Write("models--x--y/blobs/0123abcd", s_weights);
        folder.Write("models--x--y/refs/main", "77"u8);
        string link = folder.Write("models--x--y/snapshots/77/model.safetensors", s_weights);
        if (byLink)
        {
            File.Delete(link);
            File.CreateSymbolicLink(link, blob);
        }

        Assert.Equal(["models--x--y/snapshots/77/model.safetensors"], Find(folder));
        using var checkpoint = Checkpoint.Open(folder.Path);
        Assert.Equal("a", Assert.Single(checkpoint.Tensors).Name);
    }

    private static string[] Find(TempFolder folder) =>
        [.. CheckpointFinder.Find(folder.Path).Select(
            path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/'))];
}
