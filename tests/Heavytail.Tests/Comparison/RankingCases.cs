using Heavytail.Tests.Support;

namespace Heavytail.Tests.Comparison;

/// <summary>Models of hand-made layers, to be ranked.</summary>
internal static class RankingCases
{
    /// <summary>
    /// A reference of four models on a line that is not exact: accuracy falls by 10 as alpha grows by 1.
    /// </summary>
    public const string Reference =
        "model,family,accuracy,alpha,alpha_weighted\na,f,90,2,1\nb,f,81,3,2\nc,f,69,4,3\nd,f,60,5,4\ne,g,1,2,1\nf,g,2,3,2\n";

    /// <summary>A model whose layers have these alphas, all of one shape, and log norms of ten times as much.</summary>
    public static ModelAnalysis Model(string path, params double[] alphas) =>
        Model(path, [.. alphas.Select(alpha => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = alpha, AlphaWeighted = alpha },
            Norms = new NormMetrics { LogNorm = 10 * alpha },
        })]);

    public static ModelAnalysis Model(string path, LayerMetrics[] metrics, params long[] shape)
    {
        long[] sides = shape.Length > 0 ? shape : [30, 20];
        LayerAnalysis[] layers =
        [
            .. metrics.Select((values, k) => new LayerAnalysis(
                SampleLayer.Of(new TensorInfo(k, $"{k}.weight", ElementType.F32, new TensorShape(sides), path))!,
                values,
                null)),
        ];
        return new ModelAnalysis
        {
            Path = path,
            Format = "safetensors",
            Files = [],
            Options = new AnalysisOptions(),
            Layers = layers,
            Skipped = [],
            Summary = ModelSummary.Compute(metrics, MetricTable.BuiltIn, new ModelCounts(0, 1000, 1000)),
            Errors = [],
        };
    }

    public static LayerMetrics Numbers(double? alpha = null, double? logNorm = null) =>
        new()
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = alpha },
            Norms = new NormMetrics { LogNorm = logNorm },
        };

    /// <summary>The family of four.</summary>
    public static RankingReference ReferenceFor(string metric) =>
        RankingReference.From(TrendCases.Read(Reference), metric, null);

    public static RankedModel Of(this Ranking ranking, string path) =>
        ranking.Models.Single(model => model.Path == path);
}
