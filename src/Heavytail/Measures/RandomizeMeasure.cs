// What:      a layer beside itself with its entries in random order.
// Formula:   R seeded permutations of the entries of each slice; means over them, and the layer against them.
// Reference: WeightWatcher 0.7.5.5, analyze(randomize=True), which permutes once or five times, with an unseeded
//            generator, and counts spikes of five permutations of a small layer as of one; here they are means.
// Not done:  σ is not fitted to the permuted spectrum: a permutation leaves it as it is, so it is that of the entries.
//            WeightWatcher fits it, and so does --compat weightwatcher.
using System.Numerics.Tensors;
using Heavytail.RandomMatrices;
using Heavytail.Traps;
using MathNet.Numerics.Statistics;

namespace Heavytail.Measures;

/// <summary>The null model of a layer by random permutations.</summary>
/// <param name="replicates">Number of permutations.</param>
internal sealed class RandomizeMeasure(int replicates) : IMeasure
{
    /// <summary>The name where one permutation is drawn.</summary>
    public const string OneName = "randomize";

    public string Name => replicates == 1 ? OneName : FormattableString.Invariant($"{OneName} {replicates}");

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("rand_num_spikes", MetricKind.Real, m => m.Null?.Spikes) { IsOwn = true },
        new("rand_num_spikes_sd", MetricKind.Real, m => m.Null?.SpikesDeviation) { IsOwn = true },
        new("max_rand_eval", MetricKind.Real, m => m.Null?.LargestEigenvalue) { IsOwn = true },
        new("rand_p", MetricKind.Real, m => m.Null?.PValue) { IsOwn = true },
        new("rand_sigma_mp", MetricKind.Real, m => m.Null?.Sigma) { IsOwn = true },
        new("rand_mp_softrank", MetricKind.Real, m => m.Null?.MpSoftRank) { IsOwn = true },
        new("rand_distance", MetricKind.Real, m => m.Null?.Distance) { IsOwn = true, SummaryOrder = 41 },
        new("rand_distance_js", MetricKind.Real, m => m.Null?.JensenShannon) { IsOwn = true, SummaryOrder = 42 },
        new("w1_null", MetricKind.Real, m => m.Null?.Wasserstein) { IsOwn = true, SummaryOrder = 43 },
        new("ww_softrank", MetricKind.Real, m => m.Null?.SoftRank) { IsOwn = true, SummaryOrder = 44 },
        new("ww_maxdist", MetricKind.Real, m => m.Null?.MaxDistance) { IsOwn = true },
        new("alpha_null", MetricKind.Real, m => m.Null?.Alpha) { IsOwn = true, SummaryOrder = 45 },
        new("alpha_null_sd", MetricKind.Real, m => m.Null?.AlphaDeviation) { IsOwn = true },
        new("rand_cause", MetricKind.Word, m => (double?)m.Null?.Cause) { IsOwn = true, Words = TrapCauses.Words },
    ];

    public bool NeedsIndependence => true;

    public MeasureNeeds Needs => MeasureNeeds.Permutations | MeasureNeeds.Weights;

    public double Cost(Layer layer) => replicates * layer.Cost;

    public LayerMetrics Measure(MeasureInput input)
    {
        if (input.Metrics.Traps?.Details?.Traps is not { } traps
            || (input.Layer.M == 1 && !input.Convention.IsCompatible))
        {
            return input.Metrics; // the entries were not measured, or their order changes no eigenvalue
        }

        double factor = input.Convention.Factor(input.Layer);
        var rows = Enumerable.Range(0, replicates).Select(input.Permuted).ToArray();
        var drawn = new NullReplicates([.. rows.Select(row => row.Count(traps))]);
        double largest = input.Spectrum.LambdaMax;
        double sigma = Math.Sqrt(traps.Slices.Average(slice => slice.Sigma * slice.Sigma) * factor);
        (double n, double m) = (input.Layer.N, input.Layer.M);
        double end = sigma * sigma * Math.Pow(Math.Sqrt(n) + Math.Sqrt(m), 2);
        double[] alphas = [.. rows.Select(row => row.Alpha).OfType<double>().Where(double.IsFinite)];
        double randomLargest = drawn.Largest * factor;
        var found = new NullMetrics
        {
            Spikes = drawn.Spikes,
            SpikesDeviation = drawn.SpikesDeviation,
            LargestEigenvalue = randomLargest,
            PValue = drawn.PValue(largest / factor),
            Sigma = sigma,
            MpSoftRank = randomLargest > 0 ? end / randomLargest : null,
            Distance = Mean(rows, row => SpectrumDistance.RankByRank(input.Spectrum.All, row.Spectrum.All)),
            JensenShannon = Mean(rows, row => SpectrumDistance.JensenShannon(input.Spectrum.All, row.Spectrum.All)),
            Wasserstein = Wasserstein(input, traps, factor),
            SoftRank = NullComparison.SoftRank(largest, randomLargest),
            MaxDistance = NullComparison.MaxDistance(largest, randomLargest),
            Alpha = alphas.Length == 0 ? null : alphas.Average(),
            AlphaDeviation = alphas.Length < 2 ? null : alphas.StandardDeviation(),
            Cause = drawn.Cause(traps, () => SortedTraps(input)),
        };
        BulkMetrics[] fitted =
            [.. rows.Select(row => input.Convention.PermutedBulk(input.Layer, row.Spectrum)).OfType<BulkMetrics>()];
        return input.Metrics with { Null = fitted.Length == 0 ? found : Fitted(found, fitted) };
    }

    /// <summary>The bulk as the convention fits it, in place of that of the entries.</summary>
    private static NullMetrics Fitted(NullMetrics found, BulkMetrics[] fitted)
    {
        double[] spikes = [.. fitted.Select(bulk => (double?)bulk.NumSpikes).OfType<double>()];
        return found with
        {
            Spikes = spikes.Average(),
            SpikesDeviation = spikes.Length < 2 ? null : spikes.StandardDeviation(),
            Sigma = fitted.Average(bulk => bulk.SigmaMp),
            MpSoftRank = fitted.Average(bulk => bulk.MpSoftRank),
        };
    }

    private static LayerTraps SortedTraps(MeasureInput input)
    {
        var scan = new TrapScan(input.Layer, input.Slice);
        input.ReadWeights(scan.Add);
        return scan.Find();
    }

    private static double? Mean(PermutedRow[] rows, Func<PermutedRow, double?> value) => rows.Average(value);

    /// <summary>To the law of noise of the entries' σ, all slices together.</summary>
    private static double? Wasserstein(MeasureInput input, LayerTraps traps, double factor)
    {
        double variance = traps.Slices.Average(slice => slice.Sigma * slice.Sigma) * factor;
        double[] noise = new double[input.Spectrum.All.Length];
        TensorPrimitives.Multiply(
            NoiseQuantiles.Of(input.Layer.N, input.Layer.M, noise.Length), variance * input.Layer.N, noise);
        return SpectrumDistance.Wasserstein(input.Spectrum.All, noise);
    }
}
