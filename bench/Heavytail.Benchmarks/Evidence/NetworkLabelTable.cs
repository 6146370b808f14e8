using System.Globalization;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>The labels of layers of networks that were not trained.</summary>
internal static class NetworkLabelTable
{
    private static readonly TensorShape[] s_shapes =
    [
        new(10, 512), new(32, 32), new(64, 64), new(120, 400), new(128, 512), new(256, 256), new(300, 784),
        new(512, 512), new(16, 3, 3, 3), new(64, 3, 7, 7), new(16, 16, 3, 3), new(64, 64, 3, 3),
    ];

    private static readonly (string Name, Func<TensorShape, Random, float[]> Draw)[] s_kinds =
    [
        ("Gaussian", RandomWeights.Gaussian), ("uniform", RandomWeights.Uniform),
        ("orthogonal", RandomWeights.Orthogonal),
    ];

    public static void Write(DrawnLayers layers, TextWriter output)
    {
        output.Write("\n## Labels of untrained networks\n\nPercent of layers with a label other than `random-like`, ");
        output.Write($"of {layers.Count} of each shape and kind, and which. Orthogonal: out × (in·kh·kw), as ");
        output.Write("`torch.nn.init.orthogonal_` makes it.\n\n");
        SheetColumn[] columns =
        [
            new("layer", ColumnKind.Text), .. s_kinds.Select(kind => new SheetColumn(kind.Name, ColumnKind.Text)),
        ];
        var totals = s_kinds.Select(_ => (Others: 0, All: 0)).ToArray();
        var rows = s_shapes.Select(shape => Row(shape, layers, totals)).ToList();
        rows.Add(["all", .. totals.Select(total =>
            (100.0 * total.Others / total.All).ToString("F1", CultureInfo.InvariantCulture))]);
        MarkdownWriter.WriteTable(columns, rows, output);
    }

    private static string[] Row(TensorShape shape, DrawnLayers layers, (int Others, int All)[] totals)
    {
        string[] cells = new string[s_kinds.Length + 1];
        cells[0] = DrawnLayers.Text(shape);
        for (int k = 0; k < s_kinds.Length; k++)
        {
            var labels = new LabelCounts(layers.Analyze(shape, s_kinds[k].Name, s_kinds[k].Draw));
            totals[k].Others += labels.Total - labels[LayerLabel.RandomLike];
            totals[k].All += labels.Total;
            string which = labels.Others(LayerLabel.RandomLike);
            cells[k + 1] = labels.PercentBut(LayerLabel.RandomLike) + (which.Length > 0 ? $" ({which})" : "");
        }

        return cells;
    }
}
