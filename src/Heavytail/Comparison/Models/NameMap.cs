using System.Text.RegularExpressions;

namespace Heavytail;

/// <summary>
/// A rename of layers: <c>OLD=NEW</c>, the name in the base and that in the other model. Each <c>*</c> of OLD matches
/// any text, and the <c>*</c> of NEW in the same place repeats it. A closing <c>.weight</c> may be left out.
/// </summary>
public sealed class NameMap
{
    private const string WeightSuffix = ".weight";

    private readonly Regex _old;
    private readonly string[] _new;

    private NameMap(string text, string old, string renamed)
    {
        Text = text;
        _old = new Regex(
            $"^{Regex.Escape(old).Replace("\\*", "(.*)", StringComparison.Ordinal)}$",
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        _new = renamed.Split('*');
    }

    /// <summary>The rename as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a rename.</summary>
    /// <param name="text">The text: <c>blocks.*.fc=layers.*.mlp</c>.</param>
    /// <exception cref="FormatException">It has no two names, or they have different numbers of <c>*</c>.</exception>
    public static NameMap Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] names = text.Split('=');
        if (names.Length != 2 || names.Any(name => name.Length == 0))
        {
            throw new FormatException($"`{text}`: expected two names, OLD=NEW");
        }

        var (old, renamed) = (WithoutSuffix(names[0]), WithoutSuffix(names[1]));
        return old.Count(c => c == '*') == renamed.Count(c => c == '*')
            ? new NameMap(text, old, renamed)
            : throw new FormatException($"`{text}`: expected as many `*` in NEW as in OLD");
    }

    /// <summary>The new name of a layer; null where the rename is not about it.</summary>
    /// <param name="name">Its name in the base.</param>
    public string? Rename(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var match = _old.Match(name);
        return !match.Success ? null : string.Concat(
            _new.Select((part, index) => index == 0 ? part : match.Groups[index].Value + part));
    }

    private static string WithoutSuffix(string name) =>
        name.EndsWith(WeightSuffix, StringComparison.Ordinal) && name.Length > WeightSuffix.Length
            ? name[..^WeightSuffix.Length] : name;
}
