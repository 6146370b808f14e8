using System.Text.RegularExpressions;

namespace Heavytail.Formats;

/// <summary>Folders whose files are pieces of a model: which file stands for them, so that its error says what to do.
/// </summary>
internal static partial class CheckpointPieces
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
        var shards = paths.Select(path => ShardName().Match(Path.GetFileName(path))).ToList();
        if (!shards.TrueForAll(shard => shard.Success)
            || shards.DistinctBy(shard => (shard.Groups["name"].Value, shard.Groups["count"].Value)).Count() != 1)
        {
            return null;
        }

        return (
            $"contains {paths.Count} of the {Count(shards[0])} shards of a model, and not its index "
            + $"`{IndexOf(shards[0])}`",
            "put the index beside them: it says which tensor is in which file");
    }

    /// <summary>What a file is whose name says that it is one of several; null for others.</summary>
    public static string? DescribePart(string path)
    {
        var shard = ShardName().Match(Path.GetFileName(path));
        return shard.Success
            ? $"file {shard.Groups["number"].Value.TrimStart('0')} of the {Count(shard)} of a model; its index "
                + $"`{IndexOf(shard)}` opens them all"
            : null;
    }

    private static string Count(Match shard) => shard.Groups["count"].Value.TrimStart('0');

    private static string IndexOf(Match shard) =>
        $"{shard.Groups["name"].Value}{shard.Groups["extension"].Value}.index.json";

    [GeneratedRegex(
        @"^(?<name>.+)-(?<number>\d{5})-of-(?<count>\d{5})(?<extension>\.(safetensors|bin|pt|pth))$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ShardName();
}
