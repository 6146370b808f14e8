namespace Heavytail;

/// <summary>How it is known which end of a score is the better one.</summary>
public enum ScoreDirectionSource
{
    /// <summary>By the words of its column: <c>val_loss</c>, <c>wer</c>, <c>top1_accuracy</c>.</summary>
    Name,

    /// <summary>By the options.</summary>
    Option,

    /// <summary>It is not known: higher is assumed to be better.</summary>
    Assumed,
}

/// <summary>The words of reports.</summary>
public static class ScoreDirectionSources
{
    /// <summary>The word: <c>name</c>, <c>option</c> or <c>assumed</c>.</summary>
    public static string Word(this ScoreDirectionSource source) => source switch
    {
        ScoreDirectionSource.Name => "name",
        ScoreDirectionSource.Option => "option",
        ScoreDirectionSource.Assumed => "assumed",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "not a source"),
    };
}
