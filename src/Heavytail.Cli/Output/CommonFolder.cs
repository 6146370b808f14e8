namespace Heavytail.Cli.Output;

/// <summary>The folder that all paths begin with; it would only widen the column of models.</summary>
internal static class CommonFolder
{
    /// <summary>Its path with the separator at its end; empty where paths have no folder in common.</summary>
    public static string Of(string[] paths)
    {
        string folder = paths[0][..(paths[0].LastIndexOfAny(['/', '\\']) + 1)];
        while (!paths.All(path => path.StartsWith(folder, StringComparison.Ordinal)))
        {
            folder = folder[..(folder.TrimEnd('/', '\\').LastIndexOfAny(['/', '\\']) + 1)];
        }

        return folder;
    }
}
