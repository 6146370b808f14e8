using System.Globalization;
using Heavytail.Reports;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>Which phase layers of a planted one are said to have.</summary>
internal static class PhaseTable
{
    private static readonly TensorShape[] s_shapes =
        [new(50, 50), new(64, 256), new(128, 128), new(256, 256), new(512, 256), new(64, 64, 3, 3)];

    private static readonly TrainingPhase[] s_phases = Enum.GetValues<TrainingPhase>();

    private static readonly SheetColumn[] s_columns =
    [
        new("planted", ColumnKind.Text), new("made of", ColumnKind.Text),
        .. s_phases.Select(phase => new SheetColumn(phase.Word(), ColumnKind.Real)),
        new("none", ColumnKind.Real), new("sure when right", ColumnKind.Real),
        new("sure when wrong", ColumnKind.Real),
    ];

    public static void Write(DrawnLayers layers, TextWriter output)
    {
        var found = PlantedPhases.All
            .Select(planted => s_shapes.Select(shape => Draw(planted, shape, layers)).ToArray()).ToArray();
        output.Write("\n## Phases of planted layers\n\nPercent of layers, and the mean of `phase_sure`; ");
        output.Write($"{layers.Count} layers of each of {s_shapes.Length} shapes: ");
        output.Write($"{string.Join(", ", s_shapes.Select(DrawnLayers.Text))}.\n\n");
        MarkdownWriter.WriteTable(
            s_columns,
            PlantedPhases.All.Zip(found, (planted, cells) => Confusion(planted, [.. cells.SelectMany(cell => cell)])),
            output);
        output.Write("\n## The right phase, by shape\n\nPercent of layers.\n\n");
        SheetColumn[] columns =
        [
            new("planted", ColumnKind.Text), new("made of", ColumnKind.Text),
            .. s_shapes.Select(shape => new SheetColumn(DrawnLayers.Text(shape), ColumnKind.Real)),
        ];
        MarkdownWriter.WriteTable(
            columns,
            PlantedPhases.All.Zip(found, (planted, cells) => (IEnumerable<string>)
            [
                planted.Phase.Word(), planted.Name, .. cells.Select(cell => Percent(planted.Phase, cell)),
            ]),
            output);
    }

    private static PhaseMetrics?[] Draw(PlantedPhase planted, TensorShape shape, DrawnLayers layers) =>
    [
        .. layers.Analyze(shape, planted.Name, planted.Draw, MeasureCatalog.DefaultAnd(["phase"]))
            .Select(row => row.Metrics.Phase),
    ];

    private static IEnumerable<string> Confusion(PlantedPhase planted, PhaseMetrics?[] found) =>
    [
        planted.Phase.Word(), planted.Name,
        .. s_phases.Select(phase => Percent(phase, found)),
        Percent(null, found),
        Sure(found.Where(metrics => metrics?.Phase == planted.Phase)),
        Sure(found.Where(metrics => metrics?.Phase != planted.Phase)),
    ];

    private static string Percent(TrainingPhase? phase, PhaseMetrics?[] found)
    {
        int count = found.Count(metrics => metrics?.Phase == phase);
        return count == 0 ? "" : (100.0 * count / found.Length).ToString("F1", CultureInfo.InvariantCulture);
    }

    private static string Sure(IEnumerable<PhaseMetrics?> found)
    {
        double[] sure = [.. found.Select(metrics => metrics?.Sure).OfType<double>()];
        return sure.Length == 0 ? "" : sure.Average().ToString("F2", CultureInfo.InvariantCulture);
    }
}
