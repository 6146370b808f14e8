using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>W → c·W moves no place, and a file, its copy and its F64 version share one.</summary>
public sealed class RankingScaleTests
{
    private static readonly RankingOptions s_options = new() { Draws = 50 };

    private static readonly string[] s_names = ["batch-0008", "batch-0032", "batch-0256", "batch-1024"];

    /// <summary>By alpha `batch-0032` is the worst; its norms, times 0.1, are below all others.</summary>
    [Theory]
    [InlineData("batch-0032", 1e-3)]
    [InlineData("batch-0032", 0.1)]
    [InlineData("batch-0032", 7.3)]
    [InlineData("batch-0008", 1e3)]
    [InlineData("batch-1024", 0.37)]
    public void A_factor_moves_no_place(string scaled, double factor)
    {
        var before = Rank([.. s_names.Select(name => Read(name))]);
        var after = Rank([.. s_names.Select(name => Read(name, name == scaled ? factor : 1))]);
        Assert.Equal(Places(before), Places(after));
        Assert.Equal(
            before.Models.Select(model => (model.MeanRank, model.BestShare, model.PlaceInterval)),
            after.Models.Select(model => (model.MeanRank, model.BestShare, model.PlaceInterval)));
        string first = after.Models.MinBy(model => model.ScaleRank)!.Path;
        Assert.Contains($"By scale `{first}` is first", after.Sentence, StringComparison.Ordinal);
        Assert.Equal(before.LeadP, after.LeadP);
    }

    [Theory]
    [InlineData("batch-0032", 0.1, false)]
    [InlineData("batch-0032", 7.3, false)]
    [InlineData("batch-0032", 1, false)]
    [InlineData("batch-0032", 1, true)]
    [InlineData("batch-0256", 1, true)]
    [InlineData("batch-0256", 0.01, true)]
    public void A_copy_shares_the_place_of_its_original(string name, double factor, bool wide)
    {
        var ranking = Rank([.. s_names.Select(name => Read(name)), Read(name, factor, wide, path: "copy")]);
        (var original, var copy) = (ranking.Of(name), ranking.Of("copy"));
        Assert.Equal(original.Place, copy.Place);
        Assert.Equal(original.MeanRank, copy.MeanRank);
        Assert.Equal(original.PlaceInterval, copy.PlaceInterval);
        int alpha = ranking.Metrics.ToList().IndexOf("alpha");
        Assert.Equal(original.Ranks[alpha], copy.Ranks[alpha]);
        Assert.Equal(factor == 1, original.ScaleRank == copy.ScaleRank);
    }

    /// <summary>What a metric says of itself: one factor on all weights changes it, or it does not.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(0.02)]
    public void A_metric_ranks_by_scale_where_a_factor_changes_it(double factor)
    {
        (var before, var after) = (Read("batch-0256"), Read("batch-0256", factor));
        foreach (var metric in MetricTable.BuiltIn.All.Where(metric => metric.Ranks))
        {
            double[] values = [before.Summary[metric.Name]!.Value, after.Summary[metric.Name]!.Value];
            Assert.Equal(metric.RanksByScale, Math.Abs(values[0] - values[1]) > 1e-4);
        }
    }

    private static Ranking Rank(params ModelAnalysis[] models) =>
        ModelRanking.Rank(models, s_options, cancellation: TestContext.Current.CancellationToken);

    private static (string, int?)[] Places(Ranking ranking) =>
        [.. ranking.Models.Select(model => (model.Path, model.Place))];

    /// <summary>A sample with its matrices times a factor, in F32 or F64.</summary>
    private static ModelAnalysis Read(string name, double factor = 1, bool wide = false, string? path = null)
    {
        using var checkpoint = Checkpoint.Open(Repository.Path($"samples/fashion-mnist/{name}.safetensors"));
        var layers = checkpoint.Tensors.Where(tensor => tensor.Shape.Rank > 1).Select(tensor =>
        {
            double[] values = new double[tensor.Shape.ElementCount];
            checkpoint.Read(tensor, values);
            double[] scaled = [.. values.Select(value => factor * value)];
            byte[] bytes = wide
                ? [.. scaled.SelectMany(BitConverter.GetBytes)]
                : TinySafeTensors.Bytes([.. scaled.Select(value => (float)value)]);
            return (tensor.Name, wide ? "F64" : "F32", tensor.Shape.Dimensions.ToArray(), bytes);
        });
        using var copy = Checkpoint.Open(new MemoryStream(TinySafeTensors.File([.. layers])), path ?? name);
        return Analyzer.Analyze(copy, new AnalysisOptions()) with { Path = path ?? name };
    }
}
