using Heavytail.Formats.HuggingFace;

namespace Heavytail.Formats;

/// <summary>Folders whose files are pieces of a model: which file stands for them, so that its error says what to do.
/// </summary>
internal static class CheckpointPieces
{
    private const string UnpackedPickle = "data.pkl";
    private const string DistributedMetadata = ".metadata";
    private const string DistributedPieces = "*.distcp";

    /// <summary>
    /// Whether a file stands for its folder, though it is no weight file: the pickle of an unpacked PyTorch file, the
    /// description of a distributed checkpoint.
    /// </summary>
    public static bool StandsForFolder(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? "";
        return Path.GetFileName(path) switch
        {
            UnpackedPickle => Directory.Exists(Path.Combine(folder, "data"))
                || File.Exists(Path.Combine(folder, "version")),
            DistributedMetadata => Directory.EnumerateFiles(folder, DistributedPieces).Any(),
            _ => false,
        };
    }

    /// <summary>Whether a file is one of a distributed checkpoint whose description lies beside it.</summary>
    public static bool IsDescribedBeside(string path) =>
        path.EndsWith(DistributedPieces[1..], StringComparison.OrdinalIgnoreCase)
        && File.Exists(Path.Combine(Path.GetDirectoryName(path) ?? "", DistributedMetadata));

    /// <summary>What files are that are all shards of one model, without the index that joins them; null if they are
    /// not.</summary>
    public static (string Problem, string Hint)? DescribeShards(IReadOnlyList<string> paths)
    {
        var shards = paths.Select(path => ShardName.Of(Path.GetFileName(path))).OfType<ShardName>().ToList();
        return shards.Count != paths.Count || shards.DistinctBy(shard => shard.Model).Count() != 1
            ? null
            : ($"contains {paths.Count} of the {shards[0].Count} shards of a model, and not its index "
                + $"`{shards[0].Index}`",
                "put all files of the model into one folder");
    }
}
