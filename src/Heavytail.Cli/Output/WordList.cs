namespace Heavytail.Cli.Output;

/// <summary>Words in a sentence.</summary>
internal static class WordList
{
    /// <summary><c>json, csv or table</c>.</summary>
    /// <param name="words">At least one word.</param>
    /// <param name="conjunction">What stands before the last word.</param>
    public static string Join(IReadOnlyList<string> words, string conjunction) => words is [var only]
        ? only
        : $"{string.Join(", ", words.SkipLast(1))} {conjunction} {words[^1]}";
}
