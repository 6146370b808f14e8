using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.HuggingFace;

/// <summary>Shards that no index lists.</summary>
public sealed class UnindexedShardsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model-{0:D5}-of-00003.safetensors", 1)]
    [InlineData("model-{0}-of-3.safetensors", 1)]
    [InlineData("diffusion_model-{0:D5}-of-00003.fp16.safetensors", 1)]
    [InlineData("part_{0:D5}-of-00003.safetensors", 0)]
    public void Joined_where_all_are_there(string name, int first)
    {
        for (int k = 0; k < 3; k++)
        {
            Write(name, first + k, ($"w{k}", [2], [k, 10 + k]));
        }

        string[] paths = [.. CheckpointFinder.Find(_folder.Path)];
        Assert.Equal([PathOf(name, first)], paths);
        foreach (int opened in new[] { first, first + 2 })
        {
            using var checkpoint = Checkpoint.Open(PathOf(name, opened));
            Assert.Equal(["w0", "w1", "w2"], checkpoint.Tensors.Select(tensor => tensor.Name));
            Assert.Equal([0, 1, 2], checkpoint.Tensors.Select(tensor => tensor.Index));
            Assert.Equal([2, 12], checkpoint.Read("w2"));
            Assert.Equal("safetensors (sharded)", checkpoint.Format);
            Assert.Equal(3, checkpoint.Files.Count);
            Assert.False(checkpoint.Metadata.ContainsKey("part"));
        }
    }

    /// <summary>Every file of PyTorch numbers its storages from 0: equal keys of two are not one storage.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Storages_of_two_shards_are_not_tied(bool hasIndex)
    {
        for (int k = 1; k <= 2; k++)
        {
            _folder.Write(
                $"pytorch_model-0000{k}-of-00002.bin",
                TinyTorch.Zip(
                    new TinyPickle().Op("}").Text($"w{k}").Tensor("FloatStorage", "0", 2).Op("s").Stop(),
                    ("0", TinySafeTensors.Bytes(k, 5))));
        }

        if (hasIndex)
        {
            _folder.Write(
                "pytorch_model.bin.index.json",
                """
                {"weight_map":{"w1":"pytorch_model-00001-of-00002.bin","w2":"pytorch_model-00002-of-00002.bin"}}
                """u8);
        }

        using var checkpoint = Checkpoint.Open(_folder.Path);
        Assert.Equal("PyTorch (zip, sharded)", checkpoint.Format);
        Assert.Equal([null, null], checkpoint.Tensors.Select(tensor => tensor.TiedTo));
        Assert.Equal([2, 5], checkpoint.Read("w2"));
    }

    [Theory]
    [InlineData(2, "its shard `m-00001-of-00003.safetensors` is not beside it")]
    [InlineData(1, "its shard `m-00002-of-00003.safetensors` is not beside it")]
    public void Told_where_some_are_missing(int number, string missing)
    {
        Write("m-{0:D5}-of-00003.safetensors", number, ("w", [1], [1]));
        Write("m-{0:D5}-of-00003.safetensors", 3, ("v", [1], [1]));

        using var checkpoint = Checkpoint.Open(PathOf("m-{0:D5}-of-00003.safetensors", number));
        Assert.Single(checkpoint.Tensors);
        Assert.Contains(missing, checkpoint.Metadata["part"], StringComparison.Ordinal);
        Refused.Path(_folder.Path, "2 of the 3 shards");
    }

    [Theory]
    [InlineData("m.safetensors.index.json")]
    [InlineData("m.safetensors.index.fp16.json")]
    public void A_shard_beside_its_index_is_a_file_of_its_own(string index)
    {
        Write("m-{0:D5}-of-00002.safetensors", 1, ("w", [1], [1]));
        Write("m-{0:D5}-of-00002.safetensors", 2, ("v", [1], [1]));
        _folder.Write(
            index,
            """{"weight_map":{"w":"m-00001-of-00002.safetensors","v":"m-00002-of-00002.safetensors"}}"""u8);

        using var checkpoint = Checkpoint.Open(PathOf("m-{0:D5}-of-00002.safetensors", 2));
        Assert.Equal("v", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal($"file 2 of the 2 of a model; its index `{index}` opens them all", checkpoint.Metadata["part"]);
    }

    [Fact]
    public void A_tensor_in_two_of_them()
    {
        Write("m-{0:D5}-of-00002.safetensors", 1, ("w", [1], [1]));
        Write("m-{0:D5}-of-00002.safetensors", 2, ("w", [1], [2]));
        Refused.Path(_folder.Path, "`w`", "in two shards", "m-00001-of-00002", "m-00002-of-00002");
    }

    [Theory]
    [InlineData("m-00001-of-00001.safetensors")]
    [InlineData("m-00003-of-00002.safetensors")]
    [InlineData("m-of-00002.safetensors")]
    public void Names_that_are_not_those_of_shards(string name)
    {
        using var checkpoint = Checkpoint.Open(_folder.Write(name, TinySafeTensors.Floats(("w", [1], [1]))));
        Assert.Empty(checkpoint.Metadata);
    }

    private string PathOf(string name, int number) => Path.Combine(_folder.Path, string.Format(null, name, number));

    private void Write(string name, int number, params (string, long[], float[])[] tensors) =>
        _folder.Write(string.Format(null, name, number), TinySafeTensors.Floats(tensors));
}
