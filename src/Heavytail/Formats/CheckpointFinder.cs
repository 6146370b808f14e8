using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Formats.Contract;
using Heavytail.Formats.HuggingFace;
using Heavytail.Formats.Pieces;

namespace Heavytail;

/// <summary>Finds the weight files below a folder.</summary>
public static class CheckpointFinder
{
    private const int NamedInError = 5;

    /// <summary>
    /// All weight files below a folder, in the order of their paths, <c>step-2</c> before <c>step-10</c>. A file with a
    /// known extension is one whatever it holds, so that a damaged one is reported and not passed over; any other file
    /// is one when its bytes say so. A file that stands for others, as a shard index does, is listed in place of them.
    /// Hidden folders, folders behind symbolic links, and the state that trainers save beside the weights
    /// (<c>optimizer.pt</c>) are left out.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">The folder, or one below it, cannot be listed.</exception>
    public static IReadOnlyList<string> Find(string folder) => Find(folder, error => throw error);

    /// <summary>All weight files below a folder, as <see cref="Find(string)"/> does; pipes, sockets and devices are
    /// passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="unlisted">Receives the error of a folder that cannot be listed; the others are.</param>
    public static IReadOnlyList<string> Find(string folder, Action<InvalidCheckpointException> unlisted)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(unlisted);
        return Find(folder, unlisted, out _);
    }

    private static List<string> Find(
        string folder, Action<InvalidCheckpointException> unlisted, out IReadOnlyList<string> damaged)
    {
        var found = new List<string>();
        var beside = new HashSet<string>(StringComparer.Ordinal);
        var indices = new List<string>();
        foreach (string path in EnumerateFiles(folder, unlisted).Where(IsListed))
        {
            if (CheckpointPieces.StandsForFolder(path) || (!TrainerState.IsNameOf(path) && IsWeightFile(path)))
            {
                found.Add(path);
                var others = FilesBeside(path, (format, file) => (format?.FilesBeside(file) ?? [])
                    .Concat(ParallelPieces.NamesBeside(file)).Concat(UnindexedShards.NamesBeside(file)));
                beside.UnionWith(others);
                if (others.Count == 0 && ShardIndexFormat.IsNameOf(path))
                {
                    indices.Add(path);
                }
            }
        }

        // A damaged index names no file, but its shards have its name: it is reported, and they are its model still.
        damaged = indices;
        return
        [
            .. found.Where(path => !beside.Contains(path) && !indices.Exists(index => IsShardOf(index, path)))
                .Order(NaturalOrder.Instance),
        ];
    }

    /// <summary>Whether a file is a shard by its name, of an index beside it.</summary>
    private static bool IsShardOf(string index, string path) => ShardName.Of(Path.GetFileName(path)) is { } shard
        && Path.Combine(Path.GetDirectoryName(path) ?? "", shard.Index) == index;

    /// <summary>
    /// The files of the model that a path opens: itself, and the shards, pieces and external data that belong to it.
    /// </summary>
    /// <param name="path">A weight file, or one of several of a model.</param>
    /// <returns>Their paths, that of the argument first; that alone where it cannot be read.</returns>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return RegularFile.OtherKind(path) is null && (UndecodedPath.MayBe(path) || File.Exists(path))
            ? [path, .. FilesBeside(path, (format, file) => (format?.FilesOfModel(file) ?? [])
                .Concat(ParallelPieces.NamesOfModel(file)).Concat(UnindexedShards.NamesOfModel(file, out _)))]
            : [path];
    }

    /// <summary>
    /// The files of the whole model of which a path is a part, whether opening the path reads them or not: of a shard
    /// also its index and the other shards.
    /// </summary>
    /// <param name="path">A weight file, a shard, or an index.</param>
    /// <returns>Their paths, that of the argument first.</returns>
    public static IReadOnlyList<string> RelatedFiles(string path)
    {
        var related = new List<string>(FilesOf(path));
        string folder = Path.GetDirectoryName(path) ?? "";
        var own = ShardName.Of(Path.GetFileName(path));
        foreach (string beside in List(folder.Length == 0 ? "." : folder, _ => { }).Files)
        {
            string other = Path.Combine(folder, Path.GetFileName(beside));
            bool isShard = own is not null
                ? ShardName.Of(Path.GetFileName(other))?.Model == own.Model : IsShardOf(path, other);
            if (isShard)
            {
                related.Add(other);
                continue;
            }

            var files = ShardIndexFormat.IsNameOf(other) ? FilesOf(other) : [];
            if (files.Contains(path) || (files.Count > 0 && IsShardOf(other, path)))
            {
                related.AddRange(files);
            }
        }

        return [.. related.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The indices beside shards of which all are given: each opens the model that they are.</summary>
    /// <param name="paths">Paths of files.</param>
    public static IReadOnlyList<string> IndicesOf(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var shards = paths
            .Select(path => (
                Path: path, Folder: Path.GetDirectoryName(path), Name: ShardName.Of(Path.GetFileName(path))))
            .Where(shard => shard.Name is not null);
        var indices = new List<string>();
        foreach (var model in shards.GroupBy(shard => (shard.Folder, shard.Name!.Model)))
        {
            string index = Path.Combine(model.Key.Folder ?? "", model.First().Name!.Index);
            var given = model.Select(shard => Path.GetFileName(shard.Path)).ToHashSet(StringComparer.Ordinal);
            if (model.Count() > 1 && !paths.Contains(index, StringComparer.Ordinal) && File.Exists(index)
                && FilesOf(index) is { Count: > 1 } files
                && files.Skip(1).All(file => given.Contains(Path.GetFileName(file))))
            {
                indices.Add(index);
            }
        }

        return indices;
    }

    /// <summary>The one weight file of a folder.</summary>
    /// <exception cref="InvalidCheckpointException">There is none, or more than one.</exception>
    internal static string FindOnly(string folder)
    {
        var found = Find(folder, error => throw error, out var damaged);
        if (found is [string only])
        {
            return only;
        }

        if (damaged.Count > 0)
        {
            return damaged[0]; // whoever opens it reports what is wrong with it
        }

        if (found.Where(ShardIndexFormat.IsNameOf).ToArray() is [var index]
            && found.Find(path => path != index) is { } unnamed
            && found.All(path => path == index || IsShardOf(index, path)))
        {
            // Shards that the index names, and that are not there, are what opening it reports.
            return FilesOf(index).All(File.Exists)
                ? throw new InvalidCheckpointException(
                    index, null, $"does not name `{Path.GetFileName(unnamed)}` beside it, which is a shard by its name",
                    $"{ShardIndex.Compare}; passed alone, it opens the shards that it names")
                : index;
        }

        if (found.Count == 0)
        {
            throw new InvalidCheckpointException(
                folder,
                null,
                "contains no weight file",
                "Heavytail reads " + string.Join(", ", CheckpointFormats.All.Select(format => format.Name)));
        }

        if (CheckpointPieces.DescribeShards(found) is { } shards)
        {
            throw new InvalidCheckpointException(folder, null, shards.Problem, shards.Hint);
        }

        string some = string.Join(
            ", ", found.Take(NamedInError).Select(path => $"`{Path.GetRelativePath(folder, path)}`"));
        string more = found.Count > NamedInError ? ", …" : "";
        throw new InvalidCheckpointException(
            folder, null, $"contains {found.Count} weight files where one was expected: {some}{more}",
            "pass one of them");
    }

    private static IEnumerable<string> EnumerateFiles(
        string folder, Action<InvalidCheckpointException> unlisted)
    {
        var pending = new Stack<string>([folder]);
        while (pending.TryPop(out string? directory))
        {
            var (files, directories) = List(directory, unlisted);
            foreach (string file in files)
            {
                yield return file;
            }

            foreach (string below in WithoutBlobs(directories).Distinct(StringComparer.Ordinal).Where(IsEntered))
            {
                pending.Push(below);
            }
        }
    }

    /// <summary>A link to a file that is gone, as half a download leaves it, is reported as any damaged file.</summary>
    private static bool IsListed(string path) =>
        RegularFile.OtherKind(path) is null || RegularFile.IsDanglingLink(path);

    private static (string[] Files, string[] Directories) List(
        string directory, Action<InvalidCheckpointException> unlisted)
    {
        try
        {
            if (!UndecodedPath.MayBe(directory))
            {
                return (Directory.GetFiles(directory), Directory.GetDirectories(directory));
            }

            var entries = UndecodedPath.List(directory)
                .ToLookup(entry => entry.IsFolder, entry => Path.Combine(directory, entry.Name));
            return ([.. entries[false]], [.. entries[true]]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unlisted(new InvalidCheckpointException(
                directory, null, $"the folder cannot be listed: {e.Message}", inner: e));
            return ([], []);
        }
    }

    /// <summary>A link may lead back to a folder that holds it; what it leads to is listed where it lies.</summary>
    private static bool IsEntered(string directory)
    {
        var info = new DirectoryInfo(directory);
        if (UndecodedPath.MayBe(directory))
        {
            return !info.Name.StartsWith('.') && !UndecodedPath.IsLink(directory);
        }

        return !info.Name.StartsWith('.') && !info.Attributes.HasFlag(FileAttributes.Hidden) && info.LinkTarget is null;
    }

    private static bool IsWeightFile(string path) => !CheckpointPieces.IsDescribedBeside(path)
        && (CheckpointFormats.HasKnownExtension(path) || HasKnownContent(path));

    /// <summary>
    /// A cache of the Hugging Face Hub has each file once in <c>blobs</c>, and links to it under its name in
    /// <c>snapshots</c>.
    /// </summary>
    private static IEnumerable<string> WithoutBlobs(string[] directories) =>
        directories.Any(directory => Path.GetFileName(directory) == "snapshots")
            ? directories.Where(directory => Path.GetFileName(directory) != "blobs")
            : directories;

    private static bool HasKnownContent(string path)
    {
        try
        {
            using var file = new DiskSource(path);
            return CheckpointFormats.TryDetect(file)?.HoldsModel(file) ?? false;
        }
        catch (CheckpointException)
        {
            // Nothing, not even its name, says that this file is a checkpoint: it is not this listing's to report.
            return false;
        }
    }

    /// <summary>A path as a listing has it, which does not go up from a folder.</summary>
    private static string Combine(string folder, string name) => name.Split('/') is ["..", var beside, var file]
        ? Path.Combine(Path.GetDirectoryName(folder) ?? "", beside, file)
        : Path.Combine(folder, name);

    private static IReadOnlyList<string> FilesBeside(
        string path, Func<CheckpointFormat?, ByteSource, IEnumerable<string>> names)
    {
        try
        {
            using var file = new DiskSource(path);
            string folder = Path.GetDirectoryName(path) ?? "";
            return [.. names(CheckpointFormats.TryDetect(file), file).Select(name => Combine(folder, name))];
        }
        catch (CheckpointException)
        {
            // A damaged file stands for nothing; it is listed, and so reported when it is opened.
            return [];
        }
    }
}
