namespace Heavytail;

/// <summary>A rule that fired.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Model">The path of the model.</param>
/// <param name="Message">What was found, and what was expected: one sentence without the layer.</param>
public sealed record GateFinding(GateRule Rule, string Model, string Message)
{
    /// <summary>The name of the layer; null where it is about the model.</summary>
    public string? Layer { get; init; }

    /// <summary>The slice; null for the layer as a whole.</summary>
    public int? Slice { get; init; }

    /// <summary>The metric; null where none is compared.</summary>
    public string? Metric { get; init; }

    /// <summary>The value of the metric; null where it is missing, or a word.</summary>
    public double? Value { get; init; }

    /// <summary>The interval of the value; null where there is none.</summary>
    public (double Low, double High)? Interval { get; init; }

    /// <summary>The limit that the value is beyond; null where there is none.</summary>
    public double? Limit { get; init; }

    /// <summary>The value in the baseline; null where there is none.</summary>
    public double? Before { get; init; }

    /// <summary>How far it is beyond what is allowed; findings of one rule are ordered by it.</summary>
    public double Excess { get; init; }

    /// <summary>How much it matters.</summary>
    public FindingLevel Level => Rule.Level;

    /// <summary>The layer with its slice, <c>conv1[4]</c>; null where it is about the model.</summary>
    public string? Place => Layer is null ? null
        : Slice is int slice ? FormattableString.Invariant($"{Layer}[{slice}]") : Layer;

    /// <summary>The message after the layer.</summary>
    public string Sentence => Place is null ? Message : $"{Place}: {Message}";
}
