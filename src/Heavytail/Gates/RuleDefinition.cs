using Heavytail.Gates;

namespace Heavytail;

/// <summary>A kind of rule that this library has, with an id that stays.</summary>
public sealed record RuleDefinition
{
    internal RuleDefinition()
    {
    }

    /// <summary>The id, <c>HT001</c>. It never gets another meaning.</summary>
    public required string Id { get; init; }

    /// <summary>A name of a few words with hyphens, <c>over-trained</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it finds, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The level of its findings, unless a policy sets another.</summary>
    public required FindingLevel Level { get; init; }

    /// <summary>What a policy can set.</summary>
    public RuleParts Takes { get; init; }

    /// <summary>Whether it compares with a baseline.</summary>
    public bool NeedsBaseline { get; init; }

    /// <summary>Whether it runs where there is no policy.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The page about it, in Markdown: <c>docs/rules/HT001.md</c>.</summary>
    public string Page => RulePages.Read(Id);

    /// <summary>Judges a model; every rule of the catalog has one.</summary>
    internal Func<RuleInput, RuleOutcome> Judge { get; init; } = null!;
}
