using Heavytail.Comparison.Trends;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>Which scores are better when lower, and which columns mix fractions and percent.</summary>
public sealed class ScoreTests
{
    [Theory]
    [InlineData("wer", true)]
    [InlineData("CER", true)]
    [InlineData("test_mse", true)]
    [InlineData("RMSE", true)]
    [InlineData("mae", true)]
    [InlineData("nll", true)]
    [InlineData("negative_log_likelihood", true)]
    [InlineData("val_perplexity", true)]
    [InlineData("ppl", true)]
    [InlineData("bpc", true)]
    [InlineData("bits_per_dim", true)]
    [InlineData("FID", true)]
    [InlineData("eer", true)]
    [InlineData("valLoss", true)]
    [InlineData("valloss", true)]
    [InlineData("top1err", true)]
    [InlineData("top1_error", true)]
    [InlineData("errorRate", true)]
    [InlineData("cross_entropy", true)]
    [InlineData("misclassification", true)]
    [InlineData("1-accuracy", true)]
    [InlineData("100 - top1", true)]
    [InlineData("1-wer", false)]
    [InlineData("logloss", true)]
    [InlineData("false_positive_rate", true)]
    [InlineData("failure_rate", true)]
    [InlineData("minADE", true)]
    [InlineData("err@1", true)]
    [InlineData("tpr_at_fpr", false)]
    [InlineData("TAR@FAR=1e-4", false)]
    [InlineData("recall_at_5", false)]
    [InlineData("bits_saved", false)]
    [InlineData("error_free_rate", false)]
    [InlineData("negative_loss", false)]
    [InlineData("-loss", false)]
    [InlineData("negative_mse", false)]
    [InlineData("false_negative_rate", true)]
    [InlineData("loss_reduction", false)]
    [InlineData("neg_mse", false)]
    [InlineData("log_likelihood", false)]
    [InlineData("accuracy", false)]
    [InlineData("top1", false)]
    [InlineData("mIoU", false)]
    [InlineData("BLEU", false)]
    [InlineData("f1", false)]
    [InlineData("glossiness", null)]
    [InlineData("terrain", null)]
    [InlineData("wertung", null)]
    [InlineData("quality", null)]
    public void A_name_says_which_end_is_better_by_its_words(string name, bool? lower) =>
        Assert.Equal(lower, ScoreNames.IsLowerBetter(name));

    [Fact]
    public void Where_the_name_does_not_say_it_higher_is_assumed_and_noted()
    {
        var data = TrendCases.Read("model,quality,alpha\na,1,2\n", new TrendOptions { Score = "quality" });
        Assert.Equal((false, ScoreDirectionSource.Assumed), (data.LowerIsBetter, data.DirectionSource));
        Assert.Contains(
            "does not say which scores are better", Assert.Single(data.Notes).Message, StringComparison.Ordinal);

        var told = TrendCases.Read(
            "model,quality,alpha\na,1,2\n", new TrendOptions { Score = "quality", LowerIsBetter = false });
        Assert.Equal(ScoreDirectionSource.Option, told.DirectionSource);
        Assert.Empty(told.Notes);
    }

    [Theory]
    [InlineData("accuracy", "a,f,0.91\nb,f,92\nc,f,90.5\n", true)]
    [InlineData("accuracy", "a,f,0.91\nb,g,92\nc,g,90.5\n", true)]
    [InlineData("error", "a,f,0.081\nb,f,8.5\nc,f,9\n", true)]
    [InlineData("error", "a,mnist,0.3\nb,cifar,8.5\nc,cifar,9\n", false)]
    [InlineData("error", "a,f,0.8\nb,f,1.2\nc,f,2\n", false)]
    [InlineData("accuracy", "a,f,0.91\nb,f,0.9\nc,f,1\n", false)]
    [InlineData("accuracy", "a,f,71\nb,f,92\nc,f,100\n", false)]
    [InlineData("loss", "a,f,0.04\nb,f,4.5\nc,f,4\n", false)]
    [InlineData("psnr", "a,f,0.5\nb,f,20\nc,f,22\nd,f,31\n", false)]
    [InlineData("eval_si_snr", "a,f,0.9\nb,f,20\nc,f,22\nd,f,31\n", false)]
    public void Fractions_among_percent_are_a_warning(string score, string rows, bool isMixed)
    {
        string[] lines = rows.TrimEnd('\n').Split('\n');
        var analysis = TrendCases.Analyze(
            $"model,family,{score},alpha\n" + string.Concat(lines.Select((line, k) => $"{line},{k + 2}\n")),
            new TrendOptions { Score = score });
        Assert.Equal(isMixed, analysis.Warnings.Any(
            warning => warning.Contains("seems to mix fractions and percent", StringComparison.Ordinal)));
    }
}
