using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Files;

namespace Heavytail.Formats.Pieces;

/// <summary>A file whose name says that it may hold one processor's pieces of a network's matrices.</summary>
internal sealed class ParallelFile
{
    private readonly ByteSource _file;
    private readonly HashSet<string> _stages = new(StringComparer.Ordinal);

    private ParallelFile(ByteSource file, ParallelScheme scheme, Match own)
    {
        (_file, Scheme) = (file, scheme);
        Rank = Number(own.Groups["rank"]);
        Count = own.Groups["count"].Success ? Number(own.Groups["count"]) : null;
        Names = new() { [Rank] = own.Value };
        foreach (string name in Around())
        {
            var match = scheme.Name.Match(name);
            if (!match.Success || (scheme.NamesFolder && !IsIn(name)))
            {
                continue;
            }

            if (Without(match, "rank") == Without(own, "rank"))
            {
                Names[Number(match.Groups["rank"])] = name;
            }

            if (Without(match, "rank", "stage") == Without(own, "rank", "stage"))
            {
                _stages.Add(match.Groups["stage"].Value);
            }
        }
    }

    /// <summary>How it is named.</summary>
    public ParallelScheme Scheme { get; }

    /// <summary>Its number among the pieces, from 0.</summary>
    public int Rank { get; }

    /// <summary>The number of pieces, where the names say it.</summary>
    public int? Count { get; }

    /// <summary>The names of all pieces that are there, by rank; of folders where the scheme names those.</summary>
    public SortedDictionary<int, string> Names { get; }

    /// <summary>The number of parts of the network that lie in files of their own: pipeline stages, layers.</summary>
    public int Stages => Math.Max(1, _stages.Count);

    /// <summary>Whether the ranks go from 0 without a gap, as far as names say.</summary>
    public bool IsComplete => Names.Keys.Last() == Names.Count - 1 && (Count ?? Names.Count) == Names.Count;

    /// <summary>What a path says; null where its names are others.</summary>
    public static ParallelFile? Of(ByteSource file)
    {
        string path = file.Path;
        string folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "");
        foreach (var scheme in ParallelScheme.All)
        {
            var match = scheme.Name.Match(scheme.NamesFolder ? folder : Path.GetFileName(path));
            if (match.Success)
            {
                return new ParallelFile(file, scheme, match);
            }
        }

        return null;
    }

    /// <summary>The path of a piece from the file's folder on, with <c>/</c>.</summary>
    public string PathOf(int rank) =>
        Scheme.NamesFolder ? $"../{Names[rank]}/{Path.GetFileName(_file.Path)}" : Names[rank];

    /// <summary>Opens another piece; null if it is not there.</summary>
    public ByteSource? Open(int rank) => Scheme.NamesFolder
        ? _file.FolderAbove?.Open(PathOf(rank)["../".Length..])
        : _file.OpenBeside(Names[rank]);

    private bool IsIn(string folder) =>
        _file.FolderAbove?.List(folder)?.Files.Any(file => file.Name == Path.GetFileName(_file.Path)) ?? false;

    private IEnumerable<string> Around() => Scheme.NamesFolder
        ? _file.FolderAbove?.List("")?.Folders ?? []
        : (_file.ListBeside("")?.Files ?? []).Select(file => file.Name);

    /// <summary>No scheme counts as far as the largest number, which stands for all that are too large.</summary>
    private static int Number(Group digits) =>
        int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : int.MaxValue;

    /// <summary>A name but for its numbers.</summary>
    private static string Without(Match match, params ReadOnlySpan<string> groups)
    {
        string name = match.Value;
        foreach (var group in groups.ToArray().Select(group => match.Groups[group])
            .Where(group => group.Success).OrderByDescending(group => group.Index))
        {
            name = name.Remove(group.Index, group.Length);
        }

        return name;
    }
}
