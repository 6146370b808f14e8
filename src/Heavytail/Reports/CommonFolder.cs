namespace Heavytail;

/// <summary>The folder that all paths begin with; it would only widen the column of models.</summary>
public static class CommonFolder
{
    /// <summary>Its path with the separator at its end; empty where paths have no folder in common.</summary>
    /// <param name="paths">The paths, as they were given.</param>
    public static string Of(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            return "";
        }

        string folder = paths[0][..(paths[0].LastIndexOfAny(['/', '\\']) + 1)];
        while (!paths.All(path => path.StartsWith(folder, StringComparison.Ordinal)))
        {
            folder = folder[..(folder.TrimEnd('/', '\\').LastIndexOfAny(['/', '\\']) + 1)];
        }

        return folder;
    }
}
