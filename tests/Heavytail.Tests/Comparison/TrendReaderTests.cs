using Xunit;

namespace Heavytail.Tests.Comparison;

public sealed class TrendReaderTests
{
    private const string Good = "family,model,accuracy,alpha\nf,a,90,3\nf,b,91,2.5\nf,c,92,2\n";

    [Theory]
    [InlineData("name,accuracy,alpha\na,1,2\n", "column `model`")]
    [InlineData("model,score,alpha\na,1,2\n", "column `accuracy` or `error`")]
    [InlineData("model,accuracy,beta\na,1,2\n", "column of a metric")]
    public void A_missing_column_is_named(string csv, string found)
    {
        var error = Assert.Throws<TableException>(() => TrendCases.Read(csv));
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void A_column_that_was_asked_for_has_to_be_there()
    {
        Assert.Throws<TableException>(() => TrendCases.Read(Good, new TrendOptions { Score = "top1" }));
        Assert.Throws<TableException>(() => TrendCases.Read(Good, new TrendOptions { By = ["depth"] }));
        Assert.Throws<TableException>(() => TrendCases.Read(Good, new TrendOptions { Where = [("depth", "3")] }));
        var unknown = Assert.Throws<UnknownNameException>(
            () => TrendCases.Read(Good, new TrendOptions { Metrics = ["alpa"] }));
        Assert.Equal("did you mean `alpha`?", unknown.Hint);
    }

    [Fact]
    public void A_row_that_cannot_be_used_is_told_and_the_rest_stays()
    {
        var data = TrendCases.Read(
            Good + "f,d,good,2\nf,e,,2\nf,g,inf,2\nf,,93,2\nf,h,94,x\nf,a,90,3\nf,a,90.5,3\n");
        Assert.Equal(["a", "b", "c", "a"], data.Models.Select(model => model.Name));
        Assert.Equal([5, 6, 7, 8, 9, 10, 11], data.Notes.Select(note => note.Line!.Value));
        Assert.Equal([true, false, false, true, true, false, false], data.Notes.Select(note => note.IsError));
        Assert.Contains("found `good`, expected a number", data.Notes[0].Message, StringComparison.Ordinal);
        Assert.Contains("counted once", data.Notes[5].Message, StringComparison.Ordinal);
        Assert.Contains("both count", data.Notes[6].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_infinite_metrics_leave_a_row_out_of_that_metric_only()
    {
        var family = TrendCases.Analyze(
            "model,accuracy,alpha,log_norm\na,1,,1\nb,2,inf,2\nc,3,5,3\nd,4,4,5\n").Families[0];
        Assert.Equal((2, 2), (family["alpha"]!.Count, family["alpha"]!.Missing));
        Assert.Equal((4, 0), (family["log_norm"]!.Count, family["log_norm"]!.Missing));
    }

    [Fact]
    public void Families_are_divided_by_further_columns()
    {
        var data = TrendCases.Read(
            "model,family,depth,error,alpha\na,f,1,1,2\nb,f,2,2,3\nc,g,1,3,4\n", new TrendOptions { By = ["depth"] });
        Assert.Equal(["f, depth = 1", "f, depth = 2", "g, depth = 1"], data.Models.Select(model => model.Family));
        Assert.True(data.LowerIsBetter);
    }

    [Theory]
    [InlineData("error", null, true)]
    [InlineData("val_loss", null, true)]
    [InlineData("bleu", null, false)]
    [InlineData("bleu", true, true)]
    public void The_better_end_is_told_by_the_name_or_by_hand(string score, bool? lower, bool expected)
    {
        var options = new TrendOptions { Score = score, LowerIsBetter = lower };
        Assert.Equal(expected, TrendCases.Read($"model,{score},alpha\na,1,2\n", options).LowerIsBetter);
    }

    [Fact]
    public void Parameters_are_taken_by_their_logarithm()
    {
        var model = TrendCases.Read("model,accuracy,alpha,parameters\na,1,2,1000\nb,2,3,0\n").Models;
        Assert.Equal(3, model[0][TrendMetrics.Size]!.Value, 1e-15);
        Assert.Null(model[1][TrendMetrics.Size]);
    }

    [Fact]
    public void Several_conventions_in_one_table_are_told()
    {
        var data = TrendCases.Read("model,accuracy,alpha,convention\na,1,2,sdm2020\nb,2,3,nature2021\n");
        Assert.Equal("nature2021, sdm2020", data.Convention);
        Assert.Contains("several conventions", Assert.Single(data.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_column_with_numbers_can_be_a_metric_and_rows_can_be_chosen()
    {
        var options = new TrendOptions { Metrics = ["width"], Where = [("kind", "c*")], Families = ["f"] };
        var data = TrendCases.Read(
            "family,model,kind,accuracy,width\nf,a,cnn,1,2\nf,b,mlp,2,3\ng,c,cnn,3,4\nf,d,cnn,4,5\n", options);
        Assert.Equal(["a", "d"], data.Models.Select(model => model.Name));
        Assert.Equal(["width"], data.Metrics);
    }
}
