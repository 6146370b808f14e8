using Heavytail.Files;

namespace Heavytail;

/// <summary>
/// What a path that leads nowhere may mean: a near name in its folder, or a model that is not on this disk.
/// </summary>
public static class MissingFile
{
    /// <summary>Names of a folder that are compared; a mistake in a larger one gets no suggestion.</summary>
    private const int MostNames = 5000;

    private const int ShownNames = 3;

    /// <summary>What is wrong with a path that leads to no file, and the next step.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="isModel">Whether it should be a model, which may be on the Hugging Face Hub.</param>
    /// <returns>The problem, and a hint; the hint is null where nothing is near.</returns>
    public static (string Problem, string? Hint) Describe(string path, bool isModel = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (RemoteModel.OfAddress(path) is { } address)
        {
            return (address.Problem, address.Hint);
        }

        // A table is no near name of a model that happens to be spelled alike, nor are rules.
        string ending = Path.GetExtension(path);
        IReadOnlyList<string> near =
        [
            .. Near(path).Where(other => isModel || ending.Length == 0 || Directory.Exists(other)
                || Path.GetExtension(other).Equals(ending, StringComparison.OrdinalIgnoreCase)),
        ];
        return isModel && !near.Any(Path.Exists) && RemoteModel.OfName(path) is { } model
            ? (model.Problem, model.Hint)
            : ("no such file", Spelling.Question(near) ?? MissingFolder(path) ?? InFolder(path)
                ?? (isModel ? RemoteModel.OfBareName(path)?.Hint : null));
    }

    /// <summary>What a folder that does not exist may mean.</summary>
    /// <param name="folder">The path as it was given.</param>
    /// <returns>A question with near names; null where nothing is near.</returns>
    public static string? DescribeFolder(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Spelling.Question([.. Near(folder).Where(Directory.Exists)]);
    }

    /// <summary>What a glob that matches no file may mean.</summary>
    /// <param name="glob">The glob as it was given, with forward slashes.</param>
    /// <param name="matches">The number of files that another glob matches.</param>
    /// <returns>A hint; null where nothing is near.</returns>
    public static string? DescribeGlob(string glob, Func<string, int> matches)
    {
        ArgumentNullException.ThrowIfNull(glob);
        ArgumentNullException.ThrowIfNull(matches);
        int split = glob.LastIndexOf('/') + 1;
        (string folder, string pattern) = (glob[..split], glob[split..]);
        if (folder.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            return null;
        }

        if (!Directory.Exists(folder.Length == 0 ? "." : folder))
        {
            string name = folder.TrimEnd('/');
            return Near(name) is [string other, ..] && Directory.Exists(other)
                ? Spelling.Question([$"{other}/{pattern}"])
                : MissingFolder(glob);
        }

        string[] files = Files(folder);
        string[] near =
        [
            .. OtherEndings(pattern, files).Concat(OtherBeginnings(pattern, files)).Distinct(StringComparer.Ordinal)
                .Select(other => folder + other).Where(other => matches(other) > 0).Take(ShownNames),
        ];
        return Spelling.Question(near) ?? (files.Length == 0 ? "its folder holds no file" : Holds(files));
    }

    /// <summary>What the folder of a path holds; null for a path without one, and where it holds nothing.</summary>
    private static string? InFolder(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? "";
        string[] files = folder.Length == 0 ? [] : Files(folder);
        return files.Length == 0 ? null : Holds(files);
    }

    private static string[] Files(string folder) =>
        [.. Names(folder, Directory.EnumerateFiles).Order(StringComparer.Ordinal)];

    private static string Holds(string[] files) =>
        $"its folder holds {string.Join(", ", files.Take(ShownNames).Select(Quoted))}"
        + (files.Length > ShownNames ? $" and {files.Length - ShownNames} more" : "");

    /// <summary><c>*.safetensor</c> with the endings that files of the folder have.</summary>
    private static IEnumerable<string> OtherEndings(string pattern, string[] files)
    {
        string ending = Path.GetExtension(pattern);
        return ending.Length < 2
            ? []
            : Spelling
                .Closest(ending, files.Select(Path.GetExtension).OfType<string>().Where(other => other.Length > 1))
                .Select(other => pattern[..^ending.Length] + other);
    }

    /// <summary><c>bacth-*</c> with the beginnings that files of the folder have.</summary>
    private static IEnumerable<string> OtherBeginnings(string pattern, string[] files)
    {
        int length = pattern.AsSpan().IndexOfAny('*', '?');
        return length < 2
            ? []
            : Spelling
                .Closest(
                    pattern[..length], files.Where(name => name.Length >= length).Select(name => name[..length]))
                .Select(other => other + pattern[length..]);
    }

    /// <summary>Paths that differ from one in a name, the first of its names that does not exist.</summary>
    private static IReadOnlyList<string> Near(string path)
    {
        (string folder, string name, string rest) = FirstMissing(path);
        if (name.Length == 0)
        {
            return [];
        }

        // Whatever its ending: files of a folder share it, so that it makes all of them look alike.
        var names = Names(folder, Directory.EnumerateFileSystemEntries)
            .GroupBy(other => Stem(other), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray());
        return
        [
            .. Spelling.Closest(Stem(name), names.Keys)
                .SelectMany(stem => names[stem].OrderBy(other => Path.GetExtension(other) != Path.GetExtension(name)))
                .Take(ShownNames).Select(near => Join(folder, near, rest)),
        ];

        static string Stem(string name) => Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem : name;
    }

    /// <summary>With what follows the name, as far as that or what is near to it exists there.</summary>
    private static string Join(string folder, string name, string rest)
    {
        string near = Path.Combine(folder, name);
        string whole = Path.Combine(near, rest);
        return Path.Exists(whole) ? whole
            : Directory.Exists(near) && Near(whole) is [string further, ..] ? further
            : near;
    }

    /// <summary>A path cut at the first of its names that does not exist.</summary>
    private static (string Folder, string Name, string After) FirstMissing(string path)
    {
        string rest = "";
        string at = Path.TrimEndingDirectorySeparator(path);
        while (true)
        {
            string folder = Path.GetDirectoryName(at) ?? "";
            string name = Path.GetFileName(at);
            if (folder.Length == 0 || Directory.Exists(folder) || name.Length == 0)
            {
                return (folder, name, rest);
            }

            rest = Path.Combine(name, rest);
            at = folder;
        }
    }

    private static string? MissingFolder(string path)
    {
        (string folder, string name, string rest) = FirstMissing(path);
        return rest.Length == 0 ? null : $"there is no folder {Quoted(Path.Combine(folder, name))}";
    }

    private static IEnumerable<string> Names(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            string[] names =
            [
                .. list(folder.Length == 0 ? "." : folder).Select(Path.GetFileName).OfType<string>()
                    .Take(MostNames + 1),
            ];
            return names.Length > MostNames ? [] : names.Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever may not list a folder gets no suggestion from it.
            return [];
        }
    }

    private static string Quoted(string name) => $"`{name}`";
}
