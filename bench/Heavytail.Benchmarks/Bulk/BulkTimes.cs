using Heavytail.Benchmarks.Reports;
using Heavytail.Benchmarks.Solvers;
using Heavytail.RandomMatrices;
using Heavytail.Reports;
using MathNet.Numerics.Random;

namespace Heavytail.Benchmarks.Bulk;

/// <summary>What the fit costs.</summary>
internal static class BulkTimes
{
    private static readonly (int Rows, int Columns, int Slices, int Spikes)[] s_layers =
    [
        (16, 16, 1, 0), (16, 16, 1, 3), (16, 16, 9, 0), (16, 16, 9, 2), (64, 64, 9, 6), (256, 256, 1, 25),
        (2048, 2048, 1, 0), (2048, 2048, 1, 200),
    ];

    public static void Write(Clock clock, TextWriter output)
    {
        output.Write("\n## Time of the fit, 1 thread\n\nms, medians.\n\n");
        SheetColumn[] columns =
            [new("layer", ColumnKind.Text), new("fit", ColumnKind.Real), new("gamma", ColumnKind.Real)];
        _ = Row(clock, s_layers[2]); // lets the JIT finish
        MarkdownWriter.WriteTable(columns, s_layers.Select(layer => Row(clock, layer)), output);
    }

    private static string[] Row(Clock clock, (int Rows, int Columns, int Slices, int Spikes) layer)
    {
        const int Repeats = 100;
        var random = new MersenneTwister(layer.Columns, threadSafe: false);
        double unit = Math.Sqrt(Math.Sqrt((double)layer.Rows * layer.Columns));
        double[] planted = [.. Enumerable.Range(0, layer.Spikes).Select(i => unit * (1.2 + (0.05 * i)))];
        double[][] slices = [.. Enumerable.Range(0, layer.Slices).Select(_ =>
            NoiseSpectra.Planted(layer.Rows, layer.Columns, planted, random))];
        int[] ranks = [.. Enumerable.Repeat(layer.Columns, layer.Slices)];
        string fit = Time(Repeats, () => BulkFit.Of(slices, layer.Rows, ranks));
        string gamma = Time(1, () => GammaBulk.Fit(slices, layer.Rows, ranks));
        string spikes = layer.Spikes == 0 ? "noise" : $"{layer.Spikes} spikes";
        string count = layer.Slices == 1 ? "" : $" × {layer.Slices}";
        return [$"{layer.Rows} × {layer.Columns}{count}, {spikes}", fit, gamma];

        string Time(int repeats, Action work) => FigureText.Milliseconds(MedianTime.Measure(clock, () =>
        {
            for (int i = 0; i < repeats; i++)
            {
                work();
            }
        }) / repeats);
    }
}
