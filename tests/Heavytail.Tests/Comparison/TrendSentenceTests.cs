using System.Globalization;
using System.Text;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>What is said of a table is what it holds, with n, chance and size.</summary>
public sealed class TrendSentenceTests
{
    [Fact]
    public void One_or_two_models_are_no_trend()
    {
        Assert.Equal("One model makes no trend.", Sentence("model,accuracy,alpha\na,1,2\n"));
        Assert.Contains(
            "Any two models lie on a line", Sentence("model,accuracy,alpha\na,1,2\nb,2,3\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_column_is_no_trend()
    {
        Assert.Contains(
            "they show no trend", Sentence("model,accuracy,alpha\na,1,2\nb,2,2\nc,3,2\n"), StringComparison.Ordinal);
        Assert.Contains(
            "they show no trend", Sentence("model,accuracy,alpha\na,1,2\nb,1,3\nc,1,4\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trend_against_theory_is_told()
    {
        string sentence = Sentence("model,error,alpha_weighted\na,1,9\nb,2,8\nc,3,7\nd,4,6\ne,5,5\n");
        Assert.Contains(
            "`error` falls as `alpha_weighted` grows (tau -1, p = 0.017), against what theory expects. The line falls too "
                + "(slope -1, R² 1.000, leave-one-out R² 1.000).",
            sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_that_says_more_than_size_is_named()
    {
        var csv = new StringBuilder("model,accuracy,alpha_weighted,parameters\n");
        int[] exponents = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
        for (int k = 0; k < exponents.Length; k++)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"m{k},{90 - k + (0.01 * exponents[k])},{k + (0.1 * (k % 2))},{Math.Pow(10, exponents[k])}\n");
        }

        Assert.EndsWith("`alpha_weighted` still explains more.", Sentence(csv.ToString()), StringComparison.Ordinal);
    }

    /// <summary>
    /// Within seven families of keyword spotters (WeightWatcher's own numbers) a larger norm goes with accuracy, by
    /// size.
    /// </summary>
    [Fact]
    public void Keyword_spotters_have_norms_of_the_opposite_sign_which_are_size()
    {
        string folder = SharedData.Path("reference/weightwatcher");
        var sizes = File.ReadLines(SharedData.Path("models/MODELS.csv")).Skip(1).Select(line => line.Split(','))
            .Where(fields => fields[0].StartsWith("kws-", StringComparison.Ordinal)).ToDictionary(
                fields => fields[0], fields => fields[4]);
        var csv = new StringBuilder("family,model,accuracy,log_norm,parameters\n");
        foreach (var row in CsvFile.Read(SharedData.Path("models/accuracies.csv")).Rows.Where(
            row => row["family"].StartsWith("KWS", StringComparison.Ordinal)))
        {
            string name = row["model"].Split('/')[0];
            double norm = CsvFile.Read($"{folder}/{name}_default.csv").Rows
                .Where(layer => layer["status"] == "success")
                .Average(layer => double.Parse(layer["log_norm"], CultureInfo.InvariantCulture));
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{row["family"]},{name},{row["accuracy"]},{norm:R},{sizes[row["model"]]}\n");
        }

        var analysis = TrendCases.Analyze(csv.ToString());
        var within = analysis.Pooled.First(trend => trend.Metric == "log_norm").Within;
        Assert.Equal((21, 7), (within.Count, within.Families));
        Assert.Equal(0.83, within.Correlation!.Value, 0.005);
        Assert.InRange(within.GivenSize!.Coefficient, -0.15, -0.05);
        Assert.Contains(analysis.Warnings, warning =>
            warning.StartsWith("`log_norm`: within families r = 0.83, but -0.1", StringComparison.Ordinal)
            && warning.EndsWith("most of what it explains is size.", StringComparison.Ordinal));
    }

    private static string Sentence(string csv) => TrendCases.Analyze(csv).Families[0].Sentence;
}
