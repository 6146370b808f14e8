namespace Heavytail;

/// <summary>What a rule of a policy can set beside its id and its level.</summary>
[Flags]
public enum RuleParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The metric that is compared.</summary>
    Metric = 1,

    /// <summary>The least value that is allowed.</summary>
    Min = 2,

    /// <summary>The largest value that is allowed.</summary>
    Max = 4,

    /// <summary>The words that are allowed, or those that are not.</summary>
    Words = 8,

    /// <summary>The largest change since the baseline.</summary>
    Change = 16,

    /// <summary>The layers that are judged.</summary>
    Layers = 32,

    /// <summary>Whether a value is judged without its interval.</summary>
    Uncertain = 64,
}
