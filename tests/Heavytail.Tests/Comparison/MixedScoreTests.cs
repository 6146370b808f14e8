using System.Globalization;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>Nothing is claimed where fractions and percent meet, and all is where they do not.</summary>
public sealed class MixedScoreTests
{
    [Theory]
    [InlineData("accuracy", "0.91 0.92 93 94 95 96")]
    [InlineData("accuracy", "71 72 0.735 74 75 76.5 78")]
    [InlineData("error", "0.081 0.082 8.4 8.6 8.9 9.1")]
    [InlineData("wer", "21 22 23 24 25 0.26")]
    public void A_column_of_both_is_no_trend(string score, string scores)
    {
        var analysis = TrendCases.Analyze(
            Csv(score, "f", scores), new TrendOptions { Score = score });
        string sentence = Assert.Single(analysis.Families).Sentence;
        Assert.Contains(
            "seems to mix fractions and percent, so no trend is claimed.", sentence, StringComparison.Ordinal);
        Assert.Equal(sentence, analysis.Answer);
        Assert.True(analysis.Families[0].MixesUnits);
        Assert.NotNull(analysis.Families[0].Metrics[0].Fit);
        Assert.Contains(
            "multiply the fractions by 100", Assert.Single(analysis.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.91 0.92 0.93 0.94 0.95 0.96")]
    [InlineData("91 92 93 94 95 96")]
    [InlineData("0.5 1.5 2 3 4 5")]
    public void A_column_of_one_unit_has_its_trend(string scores) => Assert.Contains(
        "`accuracy` rises as", TrendCases.Analyze(Csv("accuracy", "f", scores)).Answer, StringComparison.Ordinal);

    /// <summary>One family in fractions, one in percent: each has its trend, and they are not pooled.</summary>
    [Fact]
    public void Families_of_different_units_have_their_own_trends_and_are_not_pooled()
    {
        string simpson = Csv("accuracy", "f", "0.70 0.71 0.72 0.73 0.74 0.75 0.76 0.77")
            + Rows("g", "30 31 32 33 34 35 36 37", first: -40);
        var mixed = TrendCases.Analyze(simpson);
        Assert.All(mixed.Families, family => Assert.Contains("rises as", family.Sentence, StringComparison.Ordinal));
        Assert.Contains("seems to mix fractions", Assert.Single(mixed.Warnings), StringComparison.Ordinal);
        Assert.False(mixed.Pooled[0].ChangesSign);

        var same = TrendCases.Analyze(simpson.Replace(",0.", ",", StringComparison.Ordinal));
        Assert.DoesNotContain(same.Warnings, warning => warning.Contains("mixes", StringComparison.Ordinal));
    }

    /// <summary>A family of both units takes no part of the level, nor of what is said of all families.</summary>
    [Fact]
    public void A_mixed_family_leaves_the_others_alone()
    {
        string good = Csv("accuracy", "f", "70 71 72 73 74 75 76 77") + Rows("g", "60 61 62 63 64 65 66 67", 1);
        var analysis = TrendCases.Analyze(good + Rows("h", "0.81 0.82 83 84 85 86", 1));
        Assert.Contains("in 2 of 2 (`f` and `g`)", analysis.Answer, StringComparison.Ordinal);
        Assert.Equal(2, analysis.Summary[0].Families);
        Assert.Equal(
            TrendCases.Analyze(good).Family("f").Sentence, analysis.Family("f").Sentence);
    }

    [Fact]
    public void Nothing_is_predicted_from_such_a_family()
    {
        var data = TrendCases.Read(Csv("accuracy", "f", "0.91 0.92 93 94 95 96"));
        var error = Assert.Throws<TableException>(() => RankingReference.From(data, "alpha_weighted", null));
        Assert.Contains("seems to mix fractions and percent", error.Message, StringComparison.Ordinal);
    }

    private static string Csv(string score, string family, string scores) =>
        $"model,family,{score},alpha_weighted\n{Rows(family, scores, 1)}";

    private static string Rows(string family, string scores, double first) => string.Concat(scores.Split(' ').Select(
        (score, k) => string.Create(CultureInfo.InvariantCulture, $"{family}{k},{family},{score},{first + k}\n")));
}
