using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Options;

/// <summary>
/// Paths that open one model: its shards, its pieces, an index beside its shards, two names of one file. A glob names
/// them all, and the model is to be read once.
/// </summary>
internal static class GivenModels
{
    private const int Named = 3;

    /// <summary>Keeps one path for each model.</summary>
    /// <param name="given">The paths.</param>
    /// <param name="note">Receives, for people, what is left out.</param>
    public static IReadOnlyList<string> Distinct(IReadOnlyList<string> given, Action<string> note)
    {
        if (given.Count < 2)
        {
            return given;
        }

        // All shards of an index: the index joins them, though it is not among the paths.
        string[] paths = [.. given, .. CheckpointFinder.IndicesOf(given)];
        HashSet<string>[] files =
        [
            .. paths.Select(path => CheckpointFinder.FilesOf(path).Select(RealPath.Of).ToHashSet(RealPath.Comparer)),
        ];
        string[] real = [.. paths.Select(RealPath.Of)];
        var havers = Enumerable.Range(0, paths.Length).SelectMany(k => files[k].Select(file => (File: file, Index: k)))
            .ToLookup(pair => pair.File, pair => pair.Index, RealPath.Comparer);

        // The path with the most files stands for the others; of equal ones, that which was given first.
        int[] owners =
        [
            .. real.Select(file => havers[file].OrderByDescending(other => files[other].Count).First()),
        ];
        Tell(paths, real, owners, note);
        return [.. paths.Where((_, k) => owners[k] == k)];
    }

    private static void Tell(string[] paths, string[] real, int[] owners, Action<string> note)
    {
        var left = Enumerable.Range(0, paths.Length).Where(k => owners[k] != k).ToList();
        var again = left.Where(k => RealPath.Comparer.Equals(real[k], real[owners[k]])).ToList();
        if (again.Count > 0)
        {
            (string other, string file) = (paths[again[0]], paths[owners[again[0]]]);
            note(again.Count == 1
                ? $"`{other}` is the file `{file}`, which is read once"
                : Invariant($"{again.Count} of {paths.Length} paths are other names of files that are read once, ")
                    + $"such as `{other}` of `{file}`");
        }

        foreach (var model in left.Except(again).GroupBy(k => owners[k]))
        {
            string names = string.Join(", ", model.Take(Named).Select(k => $"`{paths[k]}`"));
            string more = model.Count() > Named ? Invariant($" and {model.Count() - Named} more") : "";
            string belong = model.Count() == 1 ? "belongs" : "belong";
            note($"{names}{more} {belong} to the model of `{paths[model.Key]}`, which is read once");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
