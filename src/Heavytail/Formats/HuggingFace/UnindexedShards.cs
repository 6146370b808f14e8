using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.HuggingFace;

/// <summary>
/// A model in several files that no index lists: their names say how many there are, and each tensor is whole in one of
/// them. They are joined where all are there.
/// </summary>
internal static class UnindexedShards
{
    private const string PartKey = "part";

    /// <summary>The other shards of a model without an index, of its first one.</summary>
    public static IEnumerable<string> NamesBeside(ByteSource file) =>
        NamesOfModel(file, out bool isFirst) is { } names && isFirst ? names : [];

    /// <summary>The other shards of a model without an index.</summary>
    /// <param name="file">One of them.</param>
    /// <param name="isFirst">Whether it is the first.</param>
    public static IEnumerable<string> NamesOfModel(ByteSource file, out bool isFirst)
    {
        isFirst = false;
        string name = Path.GetFileName(file.Path);
        if (ShardName.Of(name) is not { } own || List(file) is not { } names
            || !Find(file, own, names, out string? index, out var all, out _) || index is not null)
        {
            return [];
        }

        isFirst = all[0] == own.Number;
        return all.Where(number => number != own.Number).Select(number => own.NameOf(name, number));
    }

    /// <summary>The model of a shard and those beside it; of one that an index lists, the shard alone.</summary>
    /// <param name="file">The shard.</param>
    /// <param name="format">The name of its format.</param>
    /// <param name="contents">What it has.</param>
    /// <param name="read">Reads another one.</param>
    /// <exception cref="InvalidCheckpointException">Two shards have the same tensor.</exception>
    public static CheckpointContents Join(
        ByteSource file, string format, CheckpointContents contents, Func<ByteSource, CheckpointContents> read)
    {
        string ownName = Path.GetFileName(file.Path);
        if (ShardName.Of(ownName) is not { } own)
        {
            return contents;
        }

        bool isComplete = Find(file, own, List(file) ?? [], out string? index, out var all, out string missing);
        if (!isComplete || index is not null)
        {
            string next = index is not null ? $"its index `{index}` opens them all"
                : $"{missing}; {ShardName.PutTogether}";
            string which = string.Create(CultureInfo.InvariantCulture, $"file {own.Number} of the {own.Count}");
            return WithMetadata(contents, PartKey, $"{which} of a model; {next}");
        }

        using var opened = new Opened<ByteSource>();
        var shards = new List<(string Name, CheckpointContents Contents)>();
        foreach (int number in all)
        {
            string name = own.NameOf(ownName, number);
            if (number == own.Number)
            {
                shards.Add((name, contents));
                continue;
            }

            var shard = opened.Add(file.OpenBeside(name)
                ?? throw file.Invalid($"its shard `{name}` is not beside it", ShardName.PutTogether));
            var its = read(shard);
            opened.AddRange(its.Shards);
            shards.Add((name, its));
        }

        string joined = string.Create(CultureInfo.InvariantCulture, $"joined from {all.Count} files");
        return WithMetadata(contents, "shards", $"{joined} without an index") with
        {
            Joined = joined,
            Tensors = Tensors(file, shards),
            Unread = [.. shards.SelectMany(shard => shard.Contents.Unread)],
            Damage = [.. shards.SelectMany(shard => shard.Contents.Damage)],
            Shards = [.. contents.Shards, .. opened.Release()],
            FormatName = ShardIndexFormat.Sharded(contents.FormatName ?? format),
        };
    }

    private static List<StoredTensor> Tensors(
        ByteSource file, List<(string Name, CheckpointContents Contents)> shards)
    {
        var tensors = new List<StoredTensor>();
        var foundIn = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, contents) in shards)
        {
            foreach (var tensor in contents.Tensors)
            {
                if (!foundIn.TryAdd(tensor.Info.Name, name))
                {
                    throw file.InvalidTensor(
                        tensor.Info.Name, ShardIndexFormat.InTwo(foundIn[tensor.Info.Name], name),
                        "the files are of different models, or pieces of the same matrices");
                }

                tensors.Add(tensor with { Info = tensor.Info with { Index = tensors.Count } });
            }
        }

        return tensors;
    }

    /// <summary>Looks for the other shards.</summary>
    /// <param name="file">One of them.</param>
    /// <param name="own">What its name says.</param>
    /// <param name="names">The names of the files beside it.</param>
    /// <param name="index">The index of the model; null where none is beside it.</param>
    /// <param name="all">The numbers of the shards that are there, in order.</param>
    /// <param name="missing">The first shard that is not there, for people.</param>
    /// <returns>Whether all are there.</returns>
    private static bool Find(
        ByteSource file, ShardName own, string[] names, out string? index, out IReadOnlyList<int> all,
        out string missing)
    {
        string start = own.Model.Before.TrimEnd('-', '_', '.') + ".";
        string extension = Path.GetExtension(file.Path);
        index = names.FirstOrDefault(name => name.StartsWith(start, StringComparison.Ordinal)
            && name.Contains($"{extension}.index.", StringComparison.Ordinal)
            && name.EndsWith(".json", StringComparison.Ordinal));
        var found = names.Select(ShardName.Of).OfType<ShardName>().Where(shard => shard.Model == own.Model)
            .Select(shard => shard.Number).Append(own.Number).ToHashSet();
        all = [.. Enumerable.Range(found.Contains(0) ? 0 : 1, own.Count)];
        int absent = all.FirstOrDefault(number => !found.Contains(number), -1);
        missing = $"its shard `{own.NameOf(Path.GetFileName(file.Path), Math.Max(absent, 0))}` is not beside it";
        return absent < 0 && own.Count <= ShardIndex.MaxShards;
    }

    private static string[]? List(ByteSource file) =>
        file.ListBeside("")?.Files.Select(beside => beside.Name).ToArray();

    private static CheckpointContents WithMetadata(CheckpointContents contents, string key, string value) =>
        contents with
        {
            Metadata = new Dictionary<string, string>(contents.Metadata, StringComparer.Ordinal) { [key] = value },
        };
}
