using System.Text.RegularExpressions;

namespace Heavytail.Tests.House;

/// <summary>A habit that text for users must not have.</summary>
/// <param name="Pattern">What finds it, in a text whose white space is single spaces.</param>
/// <param name="Advice">What to write instead.</param>
internal sealed partial record Wording(Regex Pattern, string Advice)
{
    private const string Negation = "negate the verb: \"is not JSON\"";
    private const string American = "use American spelling";

    /// <summary>
    /// "there is no …", "is no longer" and "is no more than" are plain English, and so is "There is none."
    /// </summary>
    public static IReadOnlyList<Wording> Habits { get; } =
    [
        Habit(@"(?<!\bthere )\b(is|are|was|were) none\b", Negation),
        Habit(@"(?<!\bthere )\bis no (?!longer\b|(more|less|fewer|larger|smaller) than\b)", Negation),
        Habit(@"\b(is|are|was|were) told\b|\btold (what|by|how|apart by)\b", "say who reports what"),
        Habit(@"\btaken for\b", "\"treated as\", \"recognized as\""),
        Habit(@"\bthe very (numbers?|same)\b", "\"tied to\", \"the same\""),
        Habit(@"\bsaid so\b|\bsay so of\b", "say what is reported, and where"),
        Habit(@"\bread it so\b|\bhow to read the numbers\b", "\"interpretation\""),
        Habit(@"\bwhat is none\b|\bthat is none\b", Negation),
        Habit(@"\b(its|their|three|other) sides\b", "\"dimensions\""),
        Habit(
            @"\b\w*(quanti|normali|initiali|optimi|recogni|organi|factori|seriali|diagonali|generali|summari|minimi"
            + "|maximi|regulari|parameteri|parametri|categori|synchroni|utili|vectori|tokeni|visuali|standardi|speciali"
            + @"|randomi|reali|emphasi|locali)s(e|es|ed|er|ers|ing|able|ation|ations)\b",
            American),
        Habit(@"\b\w*(colour|behaviour|favour|neighbour|honour)\w*", American),
        Habit(@"\banalys(e|ed|er|ers|ing)\b", American),
        Habit(@"\b(centre|licence|metre|catalogue|artefact)[sd]?\b|\b(grey|whilst)\b", American),
        Habit(@"\b(un)?(label|model|cancel|signal|travel|fuel)l(ed|ing|er)\b", American),
    ];

    /// <summary>The first habit in a text; null where it has none of them.</summary>
    public static string? Find(string text)
    {
        string line = WhiteSpace().Replace(text, " ");
        foreach (var habit in Habits)
        {
            var match = habit.Pattern.Match(line);
            if (match.Success)
            {
                int start = Math.Max(0, match.Index - 30);
                int end = Math.Min(line.Length, match.Index + match.Length + 30);
                return $"\"{line[start..end]}\" has \"{match.Value}\": {habit.Advice}";
            }
        }

        return null;
    }

    private static Wording Habit(string pattern, string advice) =>
        new(new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), advice);

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
