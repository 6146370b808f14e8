using System.Text.RegularExpressions;

namespace Heavytail.Tests.Comparison;

/// <summary>
/// What the sentences and warnings of an analysis claim, in the words of <see cref="GeneratedTable"/>.
/// </summary>
internal static partial class TrendClaims
{
    public static string[] Of(TrendAnalysis analysis) =>
        [.. analysis.Families.SelectMany(Of), .. analysis.Warnings.Select(Warning)];

    private static IEnumerable<string> Of(FamilyTrend family)
    {
        string sentence = family.Sentence.Replace("`", "", StringComparison.Ordinal);
        if (Claim().Match(sentence) is { Success: true } claim)
        {
            string order = claim.Groups[2].Value == "falls" ? "-" : "+";
            yield return $"{family.Family}{order}{(claim.Groups[1].Success ? "!" : "")}";
        }

        if (More().Match(sentence) is { Success: true } more)
        {
            foreach (string metric in more.Groups[1].Value.Split([", ", " and "], StringSplitOptions.None))
            {
                yield return $"{family.Family}>{metric}";
            }
        }
    }

    private static string Warning(string text)
    {
        string metric = text[..text.IndexOf(':', StringComparison.Ordinal)].Trim('`');
        string kind = text.Contains("Simpson", StringComparison.Ordinal) ? "simpson"
            : text.Contains("against the", StringComparison.Ordinal) ? "reversal"
            : text.EndsWith("most of what it explains is size.", StringComparison.Ordinal) ? "size"
            : text;
        return $"{metric}:{kind}";
    }

    [GeneratedRegex("models, (tau and slope disagree: by order )?accuracy (falls|rises) as ")]
    private static partial Regex Claim();

    [GeneratedRegex(@"Given size \([^)]*\(?[^)]*\)?[^)]*\), (.*) still explains? more\.")]
    private static partial Regex More();
}
