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
        var found = new List<string>();
        var beside = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in EnumerateFiles(folder, unlisted).Where(IsListed))
        {
            if (CheckpointPieces.StandsForFolder(path) || (!TrainerState.IsNameOf(path) && IsWeightFile(path)))
            {
                found.Add(path);
                beside.UnionWith(FilesBeside(path, (format, file) => (format?.FilesBeside(file) ?? [])
                    .Concat(ParallelPieces.NamesBeside(file)).Concat(UnindexedShards.NamesBeside(file))));
            }
        }

        return [.. found.Where(path => !beside.Contains(path)).Order(NaturalOrder.Instance)];
    }

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
        var found = Find(folder);
        if (found is [string only])
        {
            return only;
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

    private static IEnumerable<string> FilesBeside(
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
