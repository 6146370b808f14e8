using System.CommandLine;
using System.Globalization;

namespace Heavytail.Cli.Options;

/// <summary>Spans of time as people write them: <c>30d</c>, <c>12h</c>, <c>1.5 w</c>.</summary>
internal static class AgeOption
{
    /// <summary>What a message expects.</summary>
    public const string Expected = "expected an age such as 12h, 30d or 8w (hours, days, weeks)";

    private static readonly Dictionary<char, TimeSpan> s_units = new()
    {
        ['h'] = TimeSpan.FromHours(1),
        ['d'] = TimeSpan.FromDays(1),
        ['w'] = TimeSpan.FromDays(7),
    };

    /// <summary>An age; null where it is not given.</summary>
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AGE",
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            var age = Parse(text);
            if (age is null)
            {
                result.AddError($"`{name} {text}`: {Expected}");
            }

            return age;
        },
    };

    /// <summary>The span; null where the text is none, or is longer than a thousand years.</summary>
    public static TimeSpan? Parse(string text)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint;
        var longest = TimeSpan.FromDays(365_000);
        return text.Length > 1
            && s_units.TryGetValue(char.ToLowerInvariant(text[^1]), out var unit)
            && double.TryParse(text.AsSpan(..^1).Trim(), Style, CultureInfo.InvariantCulture, out double number)
            && number <= longest / unit
                ? number * unit
                : null;
    }
}
