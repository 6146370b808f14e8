namespace Heavytail.Cli.Output;

/// <summary>The path of a file without symbolic links, so that two names of one file can be told to be one.</summary>
internal static class RealPath
{
    /// <summary>More links than this in one path are a loop; Linux gives up there too.</summary>
    private const int MostLinks = 40;

    /// <summary>Compares paths as the system does by default.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>The full path with every link followed; what does not exist stays as it is.</summary>
    public static string Of(string path) => Follow(Path.GetFullPath(path), MostLinks);

    private static string Follow(string path, int links)
    {
        string result = Path.GetPathRoot(path)!;
        string[] parts = path[result.Length..].Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int k = 0; k < parts.Length; k++)
        {
            string next = Path.Combine(result, parts[k]);
            if (links > 0 && new FileInfo(next).LinkTarget is string target)
            {
                string rest = Path.Combine([target, .. parts[(k + 1)..]]);
                return Follow(Path.GetFullPath(rest, result), links - 1);
            }

            result = next;
        }

        return result;
    }
}
