namespace Heavytail;

/// <summary>How much a finding matters.</summary>
public enum FindingLevel
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>A reason to stop a release.</summary>
    Error,
}

/// <summary>The words of levels.</summary>
public static class FindingLevels
{
    /// <summary>The word that turns a rule off.</summary>
    public const string Off = "off";

    /// <summary>Every word, the least level first.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<FindingLevel>().Select(Word)];

    /// <summary>The word of a level in policies and results.</summary>
    public static string Word(this FindingLevel level) => level switch
    {
        FindingLevel.Note => "note",
        FindingLevel.Warning => "warning",
        _ => "error",
    };

    /// <summary>The level of a word; null where the word names none.</summary>
    public static FindingLevel? Find(string word) => Enum.GetValues<FindingLevel>()
        .Where(level => level.Word() == word).Select(level => (FindingLevel?)level).FirstOrDefault();
}
