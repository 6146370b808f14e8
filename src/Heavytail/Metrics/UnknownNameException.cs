namespace Heavytail;

/// <summary>Something was asked for by a name that nothing has.</summary>
/// <param name="name">What was asked for.</param>
/// <param name="suggestions">Names close to it, closest first; empty when none is.</param>
/// <param name="what">What should have the name.</param>
/// <param name="otherwise">The hint where no name is close; null for none.</param>
public sealed class UnknownNameException(
    string name, IReadOnlyList<string> suggestions, string what = "column or metric", string? otherwise = null)
    : HeavytailException($"no {what} is named `{name}`", Spelling.Question(suggestions) ?? otherwise)
{
    /// <summary>What was asked for.</summary>
    public string Name { get; } = name;

    /// <summary>Names close to it, closest first; empty when none is.</summary>
    public IReadOnlyList<string> Suggestions { get; } = suggestions;

    internal static UnknownNameException From(
        string name, IEnumerable<string> known, string what = "column or metric") =>
        new(name, Spelling.Closest(name, known), what);
}
