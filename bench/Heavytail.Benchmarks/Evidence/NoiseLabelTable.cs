using Heavytail.Reports;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>The labels of Gaussian matrices, shape by shape.</summary>
internal static class NoiseLabelTable
{
    private static readonly TensorShape[] s_shapes =
    [
        new(10, 10), new(20, 20), new(50, 50), new(50, 200), new(100, 100), new(256, 256), new(256, 1024),
        new(512, 512), new(512, 2048), new(1024, 1024), new(1024, 4096), new(16, 3, 3, 3), new(16, 16, 3, 3),
        new(64, 64, 3, 3), new(256, 256, 3, 3),
    ];

    public static void Write(DrawnLayers layers, TextWriter output)
    {
        output.Write("\n## Labels of noise\n\nStandard normal weights, analyzed as `analyze` does by default. ");
        output.Write($"Percent of {layers.Count} layers of each shape; the range of α is that of the middle 90 %.\n\n");
        SheetColumn[] columns =
        [
            new("layer", ColumnKind.Text), new("α", ColumnKind.Text),
            new("random-like", ColumnKind.Real), new("uncertain", ColumnKind.Real), new("other", ColumnKind.Real),
            new("which", ColumnKind.Text),
        ];
        MarkdownWriter.WriteTable(columns, s_shapes.Select(shape => Row(shape, layers)), output);
    }

    private static string[] Row(TensorShape shape, DrawnLayers layers)
    {
        LayerAnalysis[] rows = [.. layers.Analyze(shape, "Gaussian", RandomWeights.Gaussian)];
        var labels = new LabelCounts(rows);
        double[] alphas = [.. rows.Select(row => row["alpha"]).OfType<double>().Order()];
        int cut = alphas.Length / 20;
        return
        [
            DrawnLayers.Text(shape),
            alphas.Length == 0 ? "" : FormattableString.Invariant($"{alphas[cut]:G3} to {alphas[^(cut + 1)]:G3}"),
            labels.Percent(LayerLabel.RandomLike),
            labels.Percent(LayerLabel.Uncertain),
            labels.PercentBut(LayerLabel.RandomLike, LayerLabel.Uncertain),
            labels.Others(LayerLabel.RandomLike, LayerLabel.Uncertain),
        ];
    }
}
