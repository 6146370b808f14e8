using System.Globalization;
using System.Text;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>The first lines of a report say in how many families there is a trend, and how size does.</summary>
public sealed class TrendAnswerTests
{
    [Fact]
    public void The_answer_of_one_family_is_its_sentence()
    {
        var analysis = TrendCases.Analyze(Csv((8, -1)));
        Assert.Equal(analysis.Families[0].Sentence, analysis.Answer);
    }

    [Fact]
    public void The_only_large_family_is_named()
    {
        var analysis = TrendCases.Analyze(Csv((8, -1), (1, 1), (2, 1)));
        Assert.Equal($"`f0`: {analysis.Families[0].Sentence}", analysis.Answer);
    }

    [Fact]
    public void Families_with_a_trend_are_counted_and_named()
    {
        string answer = TrendCases.Analyze(Csv((8, -1), (9, -1), (9, 0), (4, -1))).Answer;
        Assert.StartsWith(
            "Within families, `accuracy` falls as `alpha_weighted` grows in 2 of 4 (`f0` and `f1`), as theory expects. "
                + "Of the others, 1 has too few models or too many ties to show a trend. Mean tau ",
            answer,
            StringComparison.Ordinal);
        Assert.EndsWith("size orders the models as well or better in 2 of the 2.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Trends_against_theory_are_told_apart()
    {
        string answer = TrendCases.Analyze(Csv((8, -1), (9, 1))).Answer;
        Assert.Contains(
            "`accuracy` falls as `alpha_weighted` grows in 1 of 2 (`f0`), as theory expects; "
                + "`accuracy` rises as `alpha_weighted` grows in 1 of 2 (`f1`), against theory.",
            answer,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_trend_nothing_falls_or_rises()
    {
        string answer = TrendCases.Analyze(Csv((9, 0), (8, 0))).Answer;
        Assert.StartsWith(
            "Within families, `alpha_weighted` is not shown to track `accuracy` in any of 2.",
            answer,
            StringComparison.Ordinal);
        Assert.DoesNotContain("theory", answer, StringComparison.Ordinal);
        Assert.StartsWith(
            "None of 2 families has 3 models",
            TrendCases.Analyze(Csv((2, 1), (1, 1))).Answer,
            StringComparison.Ordinal);
    }

    /// <summary>It names a family only where the sentence of the family claims a trend.</summary>
    [Fact]
    public void Of_generated_tables_it_claims_what_the_families_do()
    {
        foreach (var table in GeneratedTable.All)
        {
            var analysis = table.Analyze();
            bool claims = analysis.Answer.Contains(" rises as ", StringComparison.Ordinal)
                || analysis.Answer.Contains(" falls as ", StringComparison.Ordinal);
            Assert.Equal(TrendClaims.Of(analysis).Any(claim => claim[^1] is '+' or '-' or '!'), claims);
        }
    }

    /// <summary>Families by their number of models, and the sign of the trend; parameters fall as scores do.</summary>
    private static string Csv(params (int Count, int Sign)[] families)
    {
        var csv = new StringBuilder("model,family,accuracy,alpha_weighted,parameters\n");
        foreach (var (f, family) in families.Index())
        {
            for (int k = 0; k < family.Count; k++)
            {
                double metric = family.Sign == 0 ? k * (k % 2 == 0 ? 1 : -1) : family.Sign * k;
                csv.Append(CultureInfo.InvariantCulture, $"m{f}{k},f{f},{70 + k},{20 + metric},{1000 * (k + 1)}\n");
            }
        }

        return csv.ToString();
    }
}
