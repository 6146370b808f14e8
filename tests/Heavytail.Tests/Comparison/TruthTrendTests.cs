using System.Globalization;
using System.Text;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>The tables <c>truth_trend_*</c> of the shared cases, and others of their kinds.</summary>
public sealed class TruthTrendTests
{
    [Fact]
    public void A_far_model_that_turns_the_line_is_named()
    {
        string sentence = Case("outlier").Families[0].Sentence;
        Assert.Contains(
            "tau and slope disagree: by order `accuracy` falls as `alpha_weighted` grows (tau -0.6, p = 0.017), but the "
                + "line rises (slope 1.02, R² 0.985, leave-one-out R² -6.261). Without `out` the line falls too "
                + "(slope -1.6).",
            sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("theory", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpha_weighted", 1, "Without `far` the line falls too")]
    [InlineData("log_norm", 2, "Without `far` and `far2` the line falls too")]
    [InlineData("alpha", 4, "No 3 models make the difference")]
    public void One_or_a_few_far_models_are_named_and_many_are_none(string metric, int far, string expected)
    {
        var csv = new StringBuilder($"model,accuracy,{metric}\n");
        for (int k = 0; k < 16; k++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"m{k},{90 - k},{2 + (0.5 * k)}\n");
        }

        for (int k = 0; k < far; k++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"far{(k == 0 ? "" : k + 1)},{500 + k},{300 - k}\n");
        }

        string sentence = TrendCases.Analyze(csv.ToString()).Families[0].Sentence;
        Assert.Contains("tau and slope disagree", sentence, StringComparison.Ordinal);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_models_in_order_tell_no_trend() =>
        AssertNoClaim(
            Case("three"),
            "no trend of `accuracy` with `alpha_weighted` can be told (tau -1): n = 3 allows no p below 0.333.");

    [Theory]
    [InlineData("a,1,4\nb,2,3\nc,3,2\nd,4,1\n", "n = 4 allows no p below 0.0833.")]
    [InlineData("a,1,1\nb,2,2\nc,3,9\n", "n = 3 allows no p below 0.333.")]
    public void Too_few_models_tell_no_trend(string rows, string cause) =>
        AssertNoClaim(TrendCases.Analyze("model,accuracy,alpha_weighted\n" + rows), cause);

    [Fact]
    public void Ties_and_not_n_are_what_allows_no_small_p() => AssertNoClaim(
        Case("two_values"), "ties allow no p below 0.2, where n = 10 alone allows 5.51e-07.");

    /// <summary>
    /// One of eight in the metric: 2 of 8 orders; two values of four in both: 2·4!²·/8! of the orders.
    /// </summary>
    [Theory]
    [InlineData("1,1;2,1;3,1;4,1;5,1;6,1;7,1;8,2", "ties allow no p below 0.25, where n = 8 alone allows 4.96e-05.")]
    [InlineData("1,1;1,1;1,1;2,2;2,2", "ties allow no p below 0.1, where n = 5 alone allows 0.0167.")]
    public void Ties_of_any_kind_are_named(string points, string cause)
    {
        var rows = points.Split(';').Select((point, k) => $"m{k},{point}\n");
        AssertNoClaim(TrendCases.Analyze("model,accuracy,alpha_weighted\n" + string.Concat(rows)), cause);
    }

    [Theory]
    [InlineData("wer")]
    [InlineData("mse")]
    [InlineData("nll")]
    public void Scores_that_are_better_when_lower_are_known_by_name(string score)
    {
        var analysis = Case("lower_scores", new TrendOptions { Score = score });
        Assert.True(analysis.Data.LowerIsBetter);
        Assert.Equal(ScoreDirectionSource.Name, analysis.Data.DirectionSource);
        Assert.Contains(", as theory expects.", analysis.Families[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Families_of_three_lose_the_model_from_their_mean_too()
    {
        var within = Case("families_of_three").Pooled[0].Within;
        Assert.Equal((15, 5), (within.Count, within.Families));
        Assert.Equal(-1.2898, within.Fit!.LeaveOneOutRSquared!.Value, 0.00005);
    }

    private static void AssertNoClaim(TrendAnalysis analysis, string cause)
    {
        string sentence = Assert.Single(analysis.Families).Sentence;
        Assert.Contains(cause, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("falls", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("rises", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("theory", sentence, StringComparison.Ordinal);
    }

    private static TrendAnalysis Case(string name, TrendOptions? options = null) =>
        TrendCases.Analyze(File.ReadAllText(SharedData.Path($"cases/truth_trend_{name}.csv")), options);
}
