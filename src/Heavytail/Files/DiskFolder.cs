namespace Heavytail.Files;

/// <summary>The folder on disk that a file lies in.</summary>
/// <param name="path">The path of the file.</param>
/// <param name="opened">Receives the paths of the files that are opened.</param>
internal sealed class DiskFolder(string path, OpenedPaths opened) : SourceFolder
{
    public override SourceFolder? Above => Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder
        && Path.GetDirectoryName(folder) is not null ? new DiskFolder(folder, opened) : null;

    public override ByteSource? Open(string name)
    {
        string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        bool exists = UndecodedPath.MayBe(beside) ? UndecodedPath.IsFile(beside) : File.Exists(beside);
        return exists ? new DiskSource(beside, opened) : null;
    }

    public override FolderNames? List(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", name));
        try
        {
            if (UndecodedPath.MayBe(folder.FullName) && UndecodedPath.IsFolder(folder.FullName))
            {
                return UndecodedNames(folder.FullName);
            }

            return folder.Exists ? new FolderNames(Files(folder), Folders(folder)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidCheckpointException(
                folder.FullName, null, $"the folder cannot be listed: {e.Message}", inner: e);
        }
    }

    private static FolderNames UndecodedNames(string folder)
    {
        var entries = UndecodedPath.List(folder).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        return new FolderNames(
            [.. entries.Where(entry => !entry.IsFolder).Select(entry => (entry.Name, entry.Length))],
            [
                .. entries.Where(entry => entry.IsFolder && !UndecodedPath.IsLink(Path.Combine(folder, entry.Name)))
                    .Select(entry => entry.Name),
            ]);
    }

    private static List<(string Name, long Length)> Files(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles()
            .Select(file => (file.Name, file.Length))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    private static List<string> Folders(DirectoryInfo folder) =>
    [
        .. folder.EnumerateDirectories()
            .Where(below => below.LinkTarget is null)
            .Select(below => below.Name)
            .Order(StringComparer.Ordinal),
    ];
}
