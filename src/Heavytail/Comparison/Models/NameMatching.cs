namespace Heavytail.Comparison.Models;

/// <summary>A layer of the base and the layer of the other model that it is compared with.</summary>
/// <param name="Base">The index of its name in the base.</param>
/// <param name="Other">The index of its name in the other model.</param>
/// <param name="By">How the two were found.</param>
internal readonly record struct NameMatch(int Base, int Other, MatchedBy By);

/// <summary>
/// Names of two models → pairs. Renames of the user come first, then equal names, then names that differ by a prefix
/// which all that is left has. No name is used twice, and none is guessed by its place.
/// </summary>
internal sealed class NameMatching
{
    /// <summary>What training adds in front of every name: data parallelism, compilation, adapters, Lightning.
    /// </summary>
    private static readonly string[] s_wrappers =
        ["base_model.model.", "_orig_mod.", "module.", "state_dict.", "model.", "network.", "net."];

    private readonly IReadOnlyList<string> _base;
    private readonly Dictionary<string, int> _openBase = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _openOther = new(StringComparer.Ordinal);
    private readonly List<NameMatch> _pairs = [];

    private NameMatching(IReadOnlyList<string> baseNames, IReadOnlyList<string> otherNames)
    {
        _base = baseNames;
        Fill(_openBase, baseNames);
        Fill(_openOther, otherNames);
    }

    /// <summary>The pairs in the order of the base, and the renames that found no layer.</summary>
    public static (IReadOnlyList<NameMatch> Pairs, IReadOnlyList<NameMap> Unused, IReadOnlyList<string> Notes) Of(
        IReadOnlyList<string> baseNames, IReadOnlyList<string> otherNames, IReadOnlyList<NameMap> maps)
    {
        var matching = new NameMatching(baseNames, otherNames);
        NameMap[] unused = [.. maps.Where(map => !matching.Rename(map))];
        matching.Take(name => name, name => name, MatchedBy.Name);
        var notes = matching.ByPrefix();
        return ([.. matching._pairs.OrderBy(pair => pair.Base)], unused, notes);
    }

    private static void Fill(Dictionary<string, int> open, IReadOnlyList<string> names)
    {
        for (int index = 0; index < names.Count; index++)
        {
            open.TryAdd(names[index], index);
        }
    }

    private bool Rename(NameMap map)
    {
        bool isUsed = false;
        foreach (string name in _base)
        {
            if (map.Rename(name) is string renamed && _openOther.ContainsKey(renamed) && _openBase.ContainsKey(name))
            {
                Pair(name, renamed, MatchedBy.Map);
                isUsed = true;
            }
        }

        return isUsed;
    }

    private List<string> ByPrefix()
    {
        var notes = new List<string>();
        int count = _pairs.Count;
        Take(WithoutWrappers, WithoutWrappers, MatchedBy.Prefix);
        if (_pairs.Count > count)
        {
            notes.Add($"{Names(_pairs.Count - count)} matched without wrappers such as `model.` and `module.`");
        }

        foreach (bool isOfBase in new[] { true, false })
        {
            if (Prefix(isOfBase ? _openBase : _openOther, isOfBase ? _openOther : _openBase) is not string prefix)
            {
                continue;
            }

            count = _pairs.Count;
            string Cut(string name) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
            Take(isOfBase ? Cut : name => name, isOfBase ? name => name : Cut, MatchedBy.Prefix);
            notes.Add(
                $"{Names(_pairs.Count - count)} matched without the prefix `{prefix}` of the "
                    + (isOfBase ? "base" : "other model"));
        }

        return notes;
    }

    private static string Names(int count) => count == 1 ? "1 layer is" : $"{count} layers are";

    /// <summary>
    /// The prefix of one model without which most of what is left has its name in the other: at least two layers, and
    /// more than half of those that the smaller rest has. Null where there is none.
    /// </summary>
    private static string? Prefix(Dictionary<string, int> open, Dictionary<string, int> others)
    {
        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in open.Keys)
        {
            for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
            {
                if (others.ContainsKey(name[(dot + 1)..]))
                {
                    string prefix = name[..(dot + 1)];
                    votes[prefix] = votes.GetValueOrDefault(prefix) + 1;
                }
            }
        }

        var best = votes.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Value >= 2 && 2 * best.Value > Math.Min(open.Count, others.Count) ? best.Key : null;
    }

    private static string WithoutWrappers(string name)
    {
        while (Array.Find(s_wrappers, wrapper => name.StartsWith(wrapper, StringComparison.Ordinal)) is { } found)
        {
            name = name[found.Length..];
        }

        return name;
    }

    /// <summary>Pairs what is left by a key, where one name of each model has it.</summary>
    private void Take(Func<string, string> keyOfBase, Func<string, string> keyOfOther, MatchedBy by)
    {
        var others = _openOther.Keys.ToLookup(keyOfOther, StringComparer.Ordinal);
        var found = _openBase.Keys.GroupBy(keyOfBase, StringComparer.Ordinal)
            .Select(group => (Base: group.ToArray(), Other: others[group.Key].ToArray()))
            .Where(pair => pair is { Base.Length: 1, Other.Length: 1 }).ToArray();
        foreach (var (name, other) in found)
        {
            Pair(name[0], other[0], by);
        }
    }

    private void Pair(string name, string other, MatchedBy by)
    {
        _openBase.Remove(name, out int index);
        _openOther.Remove(other, out int place);
        _pairs.Add(new NameMatch(index, place, by));
    }
}
