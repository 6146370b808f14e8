using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.HuggingFace;

/// <summary>Models in several files, opened by their index.</summary>
public sealed class ShardIndexTests
{
    private const string Index = """
        {
          "metadata": {"total_size": 12, "dtype": "float32", "nested": {"a": [1, 2]}},
          "weight_map": {
            "layers.0": "m-00001-of-00002.safetensors",
            "layers.10": "m-00002-of-00002.safetensors",
            "layers.2": "m-00001-of-00002.safetensors"
          }
        }
        """;

    [Fact]
    public void TensorsComeShardByShardInTheOrderOfTheShards()
    {
        using var folder = new TempFolder();
        string path = Write(folder);
        using var checkpoint = Checkpoint.Open(path);

        Assert.Equal("safetensors (sharded)", checkpoint.Format);
        Assert.Equal(["layers.0", "layers.2", "layers.10"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1, 2], checkpoint.Tensors.Select(tensor => tensor.Index));
        Assert.Equal([10], checkpoint.Read("layers.10"));
        Assert.Equal([2], checkpoint.Read("layers.2"));
    }

    [Fact]
    public void EveryTensorNamesItsShard()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(Write(folder));

        Assert.Equal(
            ["m.safetensors.index.json", "m-00001-of-00002.safetensors", "m-00002-of-00002.safetensors"],
            checkpoint.Files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(checkpoint.Files[1].Path, checkpoint.Tensor("layers.2").File);
        Assert.Equal(checkpoint.Files[2].Path, checkpoint.Tensor("layers.10").File);
    }

    [Fact]
    public void MetadataOfTheIndexAndOfItsShards()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(Write(folder));

        Assert.Equal("12", checkpoint.Metadata["total_size"]);
        Assert.Equal("float32", checkpoint.Metadata["dtype"]);
        Assert.Equal("""{"a": [1, 2]}""", checkpoint.Metadata["nested"]);
        Assert.Equal("pt", checkpoint.Metadata["format"]);
    }

    [Fact]
    public void FilesAreClosedWithTheCheckpointAndAfterAFailure()
    {
        using var folder = new TempFolder();
        string path = Write(folder);
        Checkpoint.Open(path).Dispose();
        File.Delete(Path.Combine(folder.Path, "m-00002-of-00002.safetensors"));
        Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(path));

        // An open file could not be opened for writing by this process alone.
        foreach (string file in Directory.GetFiles(folder.Path))
        {
            new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
        }
    }

    [Fact]
    public void A_name_too_many_or_too_few_is_listed_and_the_rest_is_read()
    {
        using var folder = new TempFolder();
        folder.Write(
            "1.safetensors",
            TinySafeTensors.Floats(("a", [1], [1]), ("b", [1], [2]), ("c", [1], [3]), ("x", [2], [4, 5])));
        string many = folder.Write("many.safetensors.index.json", Map("a", "b", "c"));
        using var more = Checkpoint.Open(many);
        Assert.Equal(["a", "b", "c"], more.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("x", Assert.Single(more.Unread).Name);
        Assert.Empty(more.Damage);

        using var fewer = Checkpoint.Open(folder.Write("few.safetensors.index.json", Map("a", "b", "c", "x", "y")));
        Assert.Equal(4, fewer.Tensors.Count);
        Assert.Equal("y", Assert.Single(fewer.Unread).Name);
        var damage = Assert.Single(fewer.Damage);
        Assert.Equal((fewer.Path, "y"), (damage.Path, damage.Tensor));
        Assert.StartsWith("is not in its shard `1.safetensors`", damage.Problem, StringComparison.Ordinal);
        var found = Analyzer.Analyze(fewer, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([damage], found.Errors);

        static byte[] Map(params string[] names) => Encoding.UTF8.GetBytes(
            "{\"weight_map\": {" + string.Join(',', names.Select(name => $"\"{name}\": \"1.safetensors\"")) + "}}");
    }

    [Fact]
    public void An_index_is_found_where_all_its_shards_are_given()
    {
        using var folder = new TempFolder();
        string index = Write(folder);
        string one = Path.Combine(folder.Path, "m-00001-of-00002.safetensors");
        string two = Path.Combine(folder.Path, "m-00002-of-00002.safetensors");
        Assert.Equal([index], CheckpointFinder.IndicesOf([one, two]));
        Assert.Empty(CheckpointFinder.IndicesOf([one]));
        Assert.Empty(CheckpointFinder.IndicesOf([one, two, index]));
    }

    [Fact]
    public void Files_that_are_related_to_a_shard_are_its_index_and_the_others()
    {
        using var folder = new TempFolder();
        string index = Write(folder);
        string one = Path.Combine(folder.Path, "m-00001-of-00002.safetensors");
        string two = Path.Combine(folder.Path, "m-00002-of-00002.safetensors");
        folder.Write("other.safetensors", TinySafeTensors.Floats(("a", [1], [1])));
        Assert.Equal([one, two, index], CheckpointFinder.RelatedFiles(one).Order(StringComparer.Ordinal));
        Assert.Equal([one, two, index], CheckpointFinder.RelatedFiles(index).Order(StringComparer.Ordinal));
        string other = Path.Combine(folder.Path, "other.safetensors");
        Assert.Equal([other], CheckpointFinder.RelatedFiles(other));
        File.WriteAllText(index, "{");
        Assert.Equal([one, two, index], CheckpointFinder.RelatedFiles(index).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{", "the text ends before its object is closed")]
    [InlineData("""{"weight_map": {"layers.0": "m-00001-of-00002.safetensors" """, "ends before its object is closed")]
    [InlineData("""{"weight_map": {"layers.0": "../m.safetensors"}}""", "is not the plain name of a file beside the")]
    [InlineData("""{"weight_map": {"layers.0": 1}}""", "found a number where a string was expected")]
    [InlineData("""{"weight_map": {}}""", "`weight_map` is missing or names no tensor")]
    [InlineData("""{"weight_map": {"layers.0": "m-00001-of-00002.safetensors"}}""",
        "does not name `m-00002-of-00002.safetensors` beside it")]
    [InlineData("""{"weight_map": {"layers.0": "m-00009-of-00009.safetensors"}}""", "is not beside it")]
    public void A_fault_of_the_index_is_said_where_the_folder_is_opened(string json, string problem)
    {
        using var folder = new TempFolder();
        string index = Write(folder);
        File.WriteAllText(index, json);
        var error = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(folder.Path));
        Assert.Equal(index, error.Path);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    private static string Write(TempFolder folder)
    {
        folder.Write(
            "m-00001-of-00002.safetensors", TinySafeTensors.Floats(("layers.0", [1], [0]), ("layers.2", [1], [2])));
        folder.Write(
            "m-00002-of-00002.safetensors",
            TinySafeTensors.File(
                "{\"__metadata__\":{\"format\":\"pt\"},"
                + TinySafeTensors.Entry("layers.10", "F32", "[1]", "[0,4]") + "}",
                TinySafeTensors.Bytes(10)));
        return folder.Write("m.safetensors.index.json", Encoding.UTF8.GetBytes(Index));
    }
}
