using System.Globalization;
using Heavytail.Analysis;
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

    private static readonly CpuEngine s_engine = new(KernelSet.Current);

    public static void Print(string? folder, TextWriter output)
    {
        if (folder is null)
        {
            return;
        }

        output.Write($"\n## Traps of real models\n\nLayers of at least {LeastEigenvalues} eigenvalues with a trap or an "
            + $"unexplained spike; spikes beyond the 99 % edge in {Permutations} permutations, λ over that edge.\n\n");
        SheetColumn[] columns =
        [
            new("model", ColumnKind.Text), new("layer", ColumnKind.Text), new("shape", ColumnKind.Text),
            new("traps", ColumnKind.Real), new("beyond edge", ColumnKind.Real), new("spikes", ColumnKind.Text),
            new("cause", ColumnKind.Text), new("strongest", ColumnKind.Text), new("θ/θ_c", ColumnKind.Real),
            new("λ predicted", ColumnKind.Real), new("λ permuted", ColumnKind.Real),
        ];
        int layers = 0;
        var rows = new List<string[]>();
        foreach (string path in CheckpointFinder.Find(folder, _ => { }))
        {
            try
            {
                using var checkpoint = Checkpoint.Open(path);
                var chosen = LayerDetector.Decide(checkpoint, new LayerOptions())
                    .SelectMany(decision => decision.Layers)
                    .Where(layer => layer.EigenvalueCount >= LeastEigenvalues && layer.M > 1).ToArray();
                layers += chosen.Length;
                rows.AddRange(chosen.Select(layer => Row(checkpoint, layer, Path.GetRelativePath(folder, path)))
                    .OfType<string[]>());
            }
            catch (CheckpointException e)
            {
                Console.Error.WriteLine($"{path}: {e.Message}");
            }
        }

        MarkdownWriter.WriteTable(columns, rows, output);
        output.Write(string.Create(CultureInfo.InvariantCulture, $"\n{rows.Count} of {layers} layers.\n"));
    }

    private static string[]? Row(Checkpoint checkpoint, Layer layer, string model)
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
        var cause = permuted.Cause(traps);
        if (cause == TrapCause.None)
        {
            return null;
        }

        double edge = traps.Slices.Max(slice => slice.Edge);
        return
        [
            model, layer.Name, $"{layer.Rows} × {layer.Columns} × {layer.Rf}", Text(traps.Count),
            Text(traps.Slices.Sum(slice => slice.VisibleCount)),
            string.Create(CultureInfo.InvariantCulture, $"{permuted.Spikes:F1} ± {permuted.SpikesDeviation:F1}"),
            cause.ToString(), Strongest(traps), Real(Excess(traps.Strongest)),
            Real(traps.Strongest?.LargestEigenvalue / edge), Real(permuted.Largest / edge),
        ];
    }

    private static string Strongest(LayerTraps traps) => traps.Strongest switch
    {
        null => Reports.FigureText.Empty,
        { Cause: TrapCause.Mean } slice =>
            string.Create(CultureInfo.InvariantCulture, $"mean {slice.Mu:G3}, σ {slice.Sigma:G3}"),
        var slice => string.Create(
            CultureInfo.InvariantCulture,
            $"{slice.Entries[0].Value:G3} at [{slice.Slice}; {slice.Entries[0].Place.Row}, {slice.Entries[0].Place.Column}], σ {slice.Sigma:G3}"),
    };

    private static double? Excess(SliceTraps? slice) => slice is null ? null
        : slice.Cause == TrapCause.Mean ? slice.Mean!.Value.Excess
        : slice.Entries[0].Excess;

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Real(double? value) =>
        value?.ToString("F2", CultureInfo.InvariantCulture) ?? Reports.FigureText.Empty;
}
