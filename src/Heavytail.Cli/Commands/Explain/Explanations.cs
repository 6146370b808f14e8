namespace Heavytail.Cli.Commands.Explain;

/// <summary>What one word means: a column, a topic of a kind, or a rule of <c>check</c>.</summary>
/// <param name="Column">The column; null for others.</param>
/// <param name="Topic">The topic; null for others.</param>
/// <param name="Kind">The kind of a topic; null for others.</param>
internal sealed record Explanation(MetricText? Column, Topic? Topic, string? Kind)
{
    /// <summary>The rule; null for others.</summary>
    public RuleDefinition? Rule { get; init; }

    public string Name => Column?.Name ?? Topic?.Name ?? Rule!.Id;
}

/// <summary>Everything that can be explained. It is made when it is asked for.</summary>
internal static class Explanations
{
    private static readonly Explanation[] s_all =
    [
        .. MetricCatalog.All.Select(column => new Explanation(column, null, null)),
        .. TopicGroup.Groups.SelectMany(group => group.All.Select(topic => new Explanation(null, topic, group.Kind))),
        .. RuleCatalog.All.Select(rule => new Explanation(null, null, null) { Rule = rule }),
    ];

    /// <summary>Every name, once.</summary>
    public static IEnumerable<string> Names => s_all.Select(explanation => explanation.Name).Distinct();

    /// <summary>
    /// The explanations of a name, of which a column and a reason may share one. Neither case nor the stroke between
    /// words matters where nothing is spelled exactly so.
    /// </summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static IReadOnlyList<Explanation> Find(string name)
    {
        Explanation[] exact = Where(StringComparer.Ordinal, name, known => known);
        exact = exact.Length > 0 ? exact : Where(StringComparer.OrdinalIgnoreCase, name, known => known);
        exact = exact.Length > 0 ? exact : Where(StringComparer.OrdinalIgnoreCase, Plain(name), Plain);
        string? other = exact.Length > 0 ? null : OtherNames.Find(Plain(name));
        exact = other is null ? exact : Where(StringComparer.Ordinal, other, known => known);
        return exact.Length > 0
            ? exact
            : throw new UnknownNameException(
                name, Spelling.Closest(name, NamesNear(name)), "column, label, status, reason or term");
    }

    /// <summary>A name with hyphens between its words, and without the colon of a line of a report.</summary>
    public static string Plain(string name) =>
        name.TrimEnd(':').Replace('_', '-').Replace(' ', '-').Replace('–', '-');

    /// <summary>One of the names that differ only in their strokes: that with the strokes of a word.</summary>
    private static IEnumerable<string> NamesNear(string word) => Names.GroupBy(Plain)
        .Select(alike => alike.FirstOrDefault(
            name => name.Contains('_', StringComparison.Ordinal) == word.Contains('_', StringComparison.Ordinal))
            ?? alike.First());

    private static Explanation[] Where(StringComparer comparer, string name, Func<string, string> spelling) =>
        [.. s_all.Where(explanation => comparer.Equals(spelling(explanation.Name), name))];
}
