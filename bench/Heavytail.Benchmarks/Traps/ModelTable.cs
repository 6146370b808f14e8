using System.Globalization;
using Heavytail.Measures;
using Heavytail.Layers;
using Heavytail.Layers.Rules;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Reports;
using Heavytail.Spectra;
using Heavytail.Statistics;
using Heavytail.Traps;

namespace Heavytail.Benchmarks.Traps;

/// <summary>The traps of real models, and what permutations show of the same layers.</summary>
internal static class ModelTable
{
    private const int Permutations = 20;
    private const int LeastEigenvalues = 10;

    private const double LargeRatio = 1.5;

    private static readonly TrapCause[] s_causes = [.. Enum.GetValues<TrapCause>().Skip(1)];

    private static readonly CpuEngine s_engine = new(KernelSet.Current);

    public static void Print(string? folder, TextWriter output)
    {
        if (folder is null)
        {
            return;
        }

        var found = new List<Finding>();
        var summary = new List<string[]>();
        foreach (string path in CheckpointFinder.Find(folder, _ => { }))
        {
            try
            {
                using var checkpoint = Checkpoint.Open(path);
                Finding[] layers =
                [
                    .. LayerDetector.Decide(checkpoint, new LayerOptions()).SelectMany(decision => decision.Layers)
                        .Where(layer => layer.EigenvalueCount >= LeastEigenvalues && layer.M > 1)
                        .Select(layer => Find(checkpoint, layer, Path.GetRelativePath(folder, path)))
                        .OfType<Finding>(),
                ];
                found.AddRange(layers);
                if (layers.Length > 0)
                {
                    summary.Add(Summary(Path.GetRelativePath(folder, path), layers));
                }
            }
            catch (CheckpointException e)
            {
                Console.Error.WriteLine($"{path}: {e.Message}");
            }
        }

        summary.Add(Summary("all", found));
        output.Write($"\n## Traps of real models\n\nLayers of at least {LeastEigenvalues} eigenvalues, and those with "
            + "a trap, by the cause of the strongest; traps, traps with λ beyond the 99 % edge, and spikes beyond it "
            + $"in a permutation (mean of {Permutations}).\n\n");
        MarkdownWriter.WriteTable(
            [
                new("model", ColumnKind.Text), new("layers", ColumnKind.Real),
                .. s_causes.Select(cause => new SheetColumn(cause.ToString(), ColumnKind.Real)),
                new("traps", ColumnKind.Real), new("beyond edge", ColumnKind.Real), new("spikes", ColumnKind.Real),
            ],
            summary,
            output);
        output.Write($"\nLayers with λ of a trap above {LargeRatio} times its edge; λ over that edge.\n\n");
        SheetColumn[] columns =
        [
            new("model", ColumnKind.Text), new("layer", ColumnKind.Text), new("shape", ColumnKind.Text),
            new("traps", ColumnKind.Real), new("beyond edge", ColumnKind.Real), new("spikes", ColumnKind.Text),
            new("cause", ColumnKind.Text), new("strongest", ColumnKind.Text), new("θ/θ_c", ColumnKind.Real),
            new("λ predicted", ColumnKind.Real), new("λ permuted", ColumnKind.Real),
        ];
        MarkdownWriter.WriteTable(columns, found.Where(one => one.Ratio > LargeRatio).Select(Row), output);
    }

    private static Finding? Find(Checkpoint checkpoint, Layer layer, string model)
    {
        Stream Open() => checkpoint.OpenRead(layer.Tensor, layer.Layout.View);
        var scan = new TrapScan(layer);
        bool isFinite = true;
        new WeightReader(layer, Open, default).Read(null, weights =>
        {
            isFinite &= !weights.ContainsAnyExceptInRange(double.MinValue, double.MaxValue);
            if (isFinite)
            {
                scan.Add(weights);
            }
        });
        if (!isFinite)
        {
            return null;
        }

        var traps = scan.Find();
        var request = new SpectrumRequest(layer, checkpoint.AccessTo(layer.Tensor, layer.Layout.View));
        var permuted = new NullReplicates([.. Enumerable.Range(0, Permutations).Select(replica =>
        {
            var random = new Random(Seeds.For(0, layer.Name, "null", replica));
            return NullReplicate.Of(
                NullSpectrum.Compute(s_engine, request, Open, random, new SpectrumResources(1, 1), default).Spectrum!,
                traps);
        })]);
        return new Finding(model, layer, traps, permuted);
    }

    private static string[] Summary(string model, IReadOnlyList<Finding> layers) =>
    [
        model, Text(layers.Count),
        .. s_causes.Select(cause => Text(layers.Count(one => one.Cause == cause))),
        Text(layers.Sum(one => one.Traps.Count)), Text(layers.Sum(one => one.Visible)),
        layers.Sum(one => one.Permuted.Spikes).ToString("F1", CultureInfo.InvariantCulture),
    ];

    private static string[] Row(Finding one) =>
    [
        one.Model, one.Layer.Name, $"{one.Layer.Rows} × {one.Layer.Columns} × {one.Layer.Rf}", Text(one.Traps.Count),
        Text(one.Visible),
        string.Create(CultureInfo.InvariantCulture, $"{one.Permuted.Spikes:F1} ± {one.Permuted.SpikesDeviation:F1}"),
        one.Cause.ToString(), Strongest(one.Traps), Real(Excess(one.Traps.Strongest)), Real(one.Ratio),
        Real(one.Permuted.All.Average(replicate => replicate.LargestOverEdge)),
    ];

    private static string Strongest(LayerTraps traps) => traps.Strongest switch
    {
        null => Reports.FigureText.Empty,
        { Cause: TrapCause.Mean } slice =>
            string.Create(CultureInfo.InvariantCulture, $"mean {slice.Mu:G3}, σ {slice.Sigma:G3}"),
        var slice => string.Create(
            CultureInfo.InvariantCulture,
            $"{Largest(slice)} at {Place(slice)}, σ {slice.Sigma:G3}"),
    };

    private static string Largest(SliceTraps slice) =>
        slice.Entries[0].Value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Place(SliceTraps slice) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{slice.Slice}; {slice.Entries[0].Place.Row}, {slice.Entries[0].Place.Column}]");

    private static double? Excess(SliceTraps? slice) => slice is null ? null
        : slice.Cause == TrapCause.Mean ? slice.Mean!.Excess
        : slice.Entries[0].Excess;

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Real(double? value) =>
        value?.ToString("F2", CultureInfo.InvariantCulture) ?? Reports.FigureText.Empty;

    /// <summary>What was found of a layer.</summary>
    private sealed record Finding(string Model, Layer Layer, LayerTraps Traps, NullReplicates Permuted)
    {
        public TrapCause Cause => Permuted.Cause(Traps, () => Traps);

        public int Visible => Traps.Slices.Sum(slice => slice.VisibleCount);

        /// <summary>The largest λ of a trap over the edge of its slice; null where there is none.</summary>
        public double? Ratio => Traps.Slices.Where(slice => slice.Edge > 0)
            .Max(slice => slice.LargestEigenvalue / slice.Edge);
    }
}
