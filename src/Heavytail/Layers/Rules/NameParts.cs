namespace Heavytail.Layers.Rules;

/// <summary>A tensor's name, cut at its last separator.</summary>
/// <param name="Parent">What comes before, with the separator; empty where there is none.</param>
/// <param name="Last">The last part, without TensorFlow's <c>:0</c>.</param>
internal readonly record struct NameParts(string Parent, string Last)
{
    /// <summary>Longer names are of no program that rules know; no veto looks at them.</summary>
    public const int Longest = 1000;

    private static readonly char[] s_separators = ['.', '/'];

    /// <summary>The parent without its separator.</summary>
    public string Owner => Parent.Length == 0 ? "" : Parent[..^1];

    /// <summary>The last part of the parent: the name of the layer.</summary>
    public string OwnerLast => Of(Owner).Last;

    public static NameParts Of(string name)
    {
        string plain = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
        int cut = plain.LastIndexOfAny(s_separators) + 1;
        return new NameParts(plain[..cut], plain[cut..]);
    }

    /// <summary>All parts in turn.</summary>
    public static string[] Split(string name)
    {
        var (parent, last) = Of(name);
        return [.. (parent + last).Split(s_separators)];
    }
}
