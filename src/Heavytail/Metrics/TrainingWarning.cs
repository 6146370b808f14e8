namespace Heavytail;

/// <summary>
/// What α says of a layer's training (Martin, Peng &amp; Mahoney 2021; WeightWatcher's <c>warning</c>).
/// </summary>
public enum TrainingWarning
{
    /// <summary>2 ≤ α ≤ 6, or no α.</summary>
    None,

    /// <summary>α &lt; 2.</summary>
    OverTrained,

    /// <summary>α &gt; 6.</summary>
    UnderTrained,
}

/// <summary>The limits and words of warnings.</summary>
public static class TrainingWarnings
{
    /// <summary>Below this α a layer is over-trained.</summary>
    public const double OverTrainedBelow = 2;

    /// <summary>Above this α a layer is under-trained.</summary>
    public const double UnderTrainedAbove = 6;

    /// <summary>The word in the <c>warning</c> column; empty for none.</summary>
    public static string Word(this TrainingWarning warning) => warning switch
    {
        TrainingWarning.OverTrained => "over-trained",
        TrainingWarning.UnderTrained => "under-trained",
        _ => "",
    };

    /// <summary>The warning of an exponent; both limits are strict.</summary>
    public static TrainingWarning FromAlpha(double? alpha) => alpha switch
    {
        < OverTrainedBelow => TrainingWarning.OverTrained,
        > UnderTrainedAbove => TrainingWarning.UnderTrained,
        _ => TrainingWarning.None,
    };
}
