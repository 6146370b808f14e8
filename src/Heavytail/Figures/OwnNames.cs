using System.Text.RegularExpressions;

namespace Heavytail.Figures;

/// <summary>Names as pictures show them: the part of each that others do not have.</summary>
internal static partial class OwnNames
{
    private static readonly char[] s_separators = ['/', '\\'];

    /// <summary>Names of layers without the first parts and the last ones that all of them have.</summary>
    public static IReadOnlyList<string> OfLayers(IReadOnlyList<string> names)
    {
        if (names.Count < 2)
        {
            return names;
        }

        int start = Common(names, (name, k) => name[k]);
        start = names[0][..start].LastIndexOfAny(['.', '/']) + 1;
        int end = Common(names, (name, k) => name[^(k + 1)]);
        int first = names[0][^end..].IndexOfAny(['.', '/']);
        end = first < 0 ? 0 : end - first;
        return names.All(name => name.Length > start + end) ? [.. names.Select(name => name[start..^end])] : names;
    }

    /// <summary>
    /// Models without folders and endings of files, as far as they still differ: <c>kws/GRU_S.pb</c> is
    /// <c>GRU_S</c>.
    /// </summary>
    /// <param name="models">Paths, or names in a table.</param>
    public static IReadOnlyList<string> OfModels(IReadOnlyList<string> models)
    {
        var own = models;
        foreach (Func<string, string> shorten in new Func<string, string>[]
        {
            Last(models), name => Ending().IsMatch(name) ? Ending().Replace(name, "") : "",
        })
        {
            string[] shorter = [.. own.Select(shorten)];
            own = Differ(shorter, models) ? shorter : own;
        }

        return own;
    }

    /// <summary>The last part of a path that not all have.</summary>
    private static Func<string, string> Last(IReadOnlyList<string> paths)
    {
        string[][] parts = [.. paths.Select(path => path.TrimEnd(s_separators).Split(s_separators))];
        int least = parts.Length == 0 ? 0 : parts.Min(path => path.Length);
        int common = 0;
        while (common + 1 < least && parts.Length > 1
            && parts.All(path => path[^(common + 1)] == parts[0][^(common + 1)]))
        {
            common++;
        }

        return path => path.TrimEnd(s_separators).Split(s_separators)[^(common + 1)];
    }

    /// <summary>Whether names tell the same models apart as before, and none is empty.</summary>
    private static bool Differ(IReadOnlyList<string> names, IReadOnlyList<string> before) =>
        names.All(name => name.Length > 0)
        && names.Distinct(StringComparer.Ordinal).Count() == before.Distinct(StringComparer.Ordinal).Count();

    /// <summary>How many letters all names have in common, from one of their ends.</summary>
    private static int Common(IReadOnlyList<string> names, Func<string, int, char> letter)
    {
        int least = names.Min(name => name.Length);
        int count = 0;
        while (count < least && names.All(name => letter(name, count) == letter(names[0], count)))
        {
            count++;
        }

        return count;
    }

    /// <summary>Endings of files begin with a letter: <c>.pth.tar</c>, and not the <c>.5</c> of a version.</summary>
    [GeneratedRegex(@"(?<=.)(\.[A-Za-z][A-Za-z0-9]{0,11})+$")]
    private static partial Regex Ending();
}
