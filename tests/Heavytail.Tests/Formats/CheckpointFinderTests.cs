using Heavytail.Tests.Formats.NumPy;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats;

/// <summary>Weight files below a folder, and folders opened as checkpoints.</summary>
public sealed class CheckpointFinderTests
{
    private static readonly byte[] s_weights = TinySafeTensors.Floats(("a", [1], [1]));

    [Fact]
    public void FindsByExtensionAndByContentInOrdinalOrder()
    {
        using var folder = new TempFolder();
        folder.Write("b/model.safetensors", s_weights);
        folder.Write("a/broken.safetensors", "no"u8);
        folder.Write("a/array.NPY", TinyNumPy.Array("|u1", "(1,)", [1]));
        folder.Write("weights", s_weights);
        folder.Write("weights.dat", s_weights);
        folder.Write("README.md", "{ not weights"u8);
        folder.Write("config.json", """{"model_type": "llama"}"""u8);
        folder.Write("empty", []);

        Assert.Equal(
            ["a/array.NPY", "a/broken.safetensors", "b/model.safetensors", "weights", "weights.dat"], Find(folder));
    }

    [Fact]
    public void AnIndexStandsForItsShards()
    {
        using var folder = new TempFolder();
        folder.Write("m/1.safetensors", s_weights);
        folder.Write("m/other.safetensors", s_weights);
        folder.Write("m/model.safetensors.index.json", """{"weight_map": {"a": "1.safetensors"}}"""u8);
        folder.Write("1.safetensors", s_weights);

        Assert.Equal(["1.safetensors", "m/model.safetensors.index.json", "m/other.safetensors"], Find(folder));
    }

    [Fact]
    public void ABrokenIndexStandsForNothing()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", s_weights);
        folder.Write("model.safetensors.index.json", """{"weight_map": {"a": "1.safetensors"}"""u8);

        Assert.Equal(["1.safetensors", "model.safetensors.index.json"], Find(folder));
    }

    [Fact]
    public void LeavesOutHiddenFoldersAndTrainerState()
    {
        using var folder = new TempFolder();
        folder.Write(".git/model.safetensors", s_weights);
        folder.Write("checkpoint-10/model.safetensors", s_weights);
        folder.Write("checkpoint-10/optimizer.safetensors", s_weights);
        folder.Write("checkpoint-10/rng_state_0.npz", s_weights);

        Assert.Equal(["checkpoint-10/model.safetensors"], Find(folder));
    }

    [Fact]
    public void FollowsLinksToFilesButNotToFolders()
    {
        using var folder = new TempFolder();
        string blob = folder.Write("blobs/0123", s_weights);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "model.safetensors"), blob);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "blobs", "loop"), folder.Path);

        Assert.Equal(["blobs/0123", "model.safetensors"], Find(folder));
    }

    [Fact]
    public void AFolderThatIsNotThere()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "none");

        var exception = Assert.Throws<InvalidCheckpointException>(() => CheckpointFinder.Find(path));
        Assert.Contains($"`{path}`: the folder cannot be listed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithOneModelOpensIt()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", s_weights);
        string index = folder.Write("model.safetensors.index.json", """{"weight_map": {"a": "1.safetensors"}}"""u8);
        using var checkpoint = Checkpoint.Open(folder.Path);

        Assert.Equal(index, checkpoint.Path);
        Assert.Equal("a", Assert.Single(checkpoint.Tensors).Name);
    }

    [Fact]
    public void AFolderWithoutWeights()
    {
        using var folder = new TempFolder();

        var exception = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(folder.Path));
        Assert.Equal($"`{folder.Path}`: contains no weight file", exception.Message);
    }

    [Fact]
    public void AFolderWithSeveralModels()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 7; i++)
        {
            folder.Write($"epoch-{i}.safetensors", s_weights);
        }

        var exception = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(folder.Path));
        Assert.Equal(
            "contains 7 weight files where one was expected: `epoch-0.safetensors`, `epoch-1.safetensors`, "
            + "`epoch-2.safetensors`, `epoch-3.safetensors`, `epoch-4.safetensors`, …",
            exception.Problem);
    }

    private static IEnumerable<string> Find(TempFolder folder) =>
        CheckpointFinder.Find(folder.Path).Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/'));
}
