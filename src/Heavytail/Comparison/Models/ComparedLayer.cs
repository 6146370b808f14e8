namespace Heavytail;

/// <summary>How a layer of the base and a layer of the other model were found to be the same.</summary>
public enum MatchedBy
{
    /// <summary>They have the same name.</summary>
    Name,

    /// <summary>The user renamed it.</summary>
    Map,

    /// <summary>Their names differ by a prefix.</summary>
    Prefix,
}

/// <summary>What became of a layer.</summary>
public enum LayerChange
{
    /// <summary>Every element is the same.</summary>
    Equal,

    /// <summary>Elements differ.</summary>
    Changed,

    /// <summary>The shapes differ: nothing is subtracted.</summary>
    Reshaped,

    /// <summary>Only the base has it.</summary>
    OnlyBase,

    /// <summary>Only the other model has it.</summary>
    OnlyOther,

    /// <summary>The elements of one cannot be compared: damaged, not finite, or too large for memory.</summary>
    Unknown,
}

/// <summary>The words of comparisons.</summary>
public static class ComparisonWords
{
    /// <summary>The word in reports.</summary>
    public static string Word(this MatchedBy by) => by switch
    {
        MatchedBy.Name => "name",
        MatchedBy.Map => "map",
        MatchedBy.Prefix => "prefix",
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "not a way of matching"),
    };

    /// <summary>The word in reports.</summary>
    public static string Word(this LayerChange change) => change switch
    {
        LayerChange.Equal => "equal",
        LayerChange.Changed => "changed",
        LayerChange.Reshaped => "reshaped",
        LayerChange.OnlyBase => "only-base",
        LayerChange.OnlyOther => "only-other",
        LayerChange.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "not a change"),
    };
}

/// <summary>A layer of one model, or of both.</summary>
public sealed record ComparedLayer
{
    /// <summary>The layer of the base; null where only the other model has it.</summary>
    public Layer? Base { get; init; }

    /// <summary>The layer of the other model; null where only the base has it.</summary>
    public Layer? Other { get; init; }

    /// <summary>How the two were found; null where there is one.</summary>
    public MatchedBy? MatchedBy { get; init; }

    /// <summary>Its row in the base; null where it was not analyzed there.</summary>
    public LayerAnalysis? Before { get; init; }

    /// <summary>Its row in the other model; null where it was not analyzed there.</summary>
    public LayerAnalysis? After { get; init; }

    /// <summary>W − W_base as a layer of its own; null where it was not asked for.</summary>
    public LayerAnalysis? Delta { get; init; }

    /// <summary>How far the weights are apart; null where they cannot be subtracted.</summary>
    public WeightDistances? Distances { get; init; }

    /// <summary>The Wasserstein distance of the two spectra, in units of their mean eigenvalue.</summary>
    public double? SpectrumWasserstein { get; init; }

    /// <summary>The Jensen–Shannon distance of the two spectra, from 0 to 1.</summary>
    public double? SpectrumJensenShannon { get; init; }

    /// <summary>Why something is missing, for people; null where nothing is.</summary>
    public string? Note { get; init; }

    /// <summary>What became of it.</summary>
    public required LayerChange Change { get; init; }

    /// <summary>Its name in the base, or in the other model where only that has it.</summary>
    public string Name => (Base ?? Other)!.Name;

    /// <summary>How alpha differs; null where a row is missing.</summary>
    public LayerDifference? Alpha { get; init; }
}
