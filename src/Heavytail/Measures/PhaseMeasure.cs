using Heavytail.Conventions;

namespace Heavytail.Measures;

/// <summary>The phase of training that a spectrum shows, and the class of its tail.</summary>
internal sealed class PhaseMeasure : IMeasure
{
    /// <summary>Below it WeightWatcher takes μ = 2(α − 1), from 3 on α − 1, and 2 between.</summary>
    private const double ClassLimit = 2;

    public string Name => "phase";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("phase", MetricKind.Word, m => (double?)m.Phase?.Phase) { IsOwn = true, Words = TrainingPhases.Words },
        new("phase_sure", MetricKind.Real, m => m.Phase?.Sure) { IsOwn = true },
        new("mu", MetricKind.Real, m => m.Phase?.Mu) { IsOwn = true },
        new("class_mu", MetricKind.Word, m => (double?)m.Phase?.ClassByMu)
            { IsOwn = true, Words = TrainingPhases.ClassWords },
        new("class_setol", MetricKind.Word, m => (double?)m.Phase?.ClassBySetol)
            { IsOwn = true, Words = TrainingPhases.ClassWords },
    ];

    public bool NeedsIndependence => true;

    public LayerMetrics Measure(MeasureInput input)
    {
        var metrics = input.Metrics;
        double? alpha = metrics.Status == LayerStatus.Success ? metrics.Tail?.Alpha : null;
        bool looksRandom = NoiseTest.LooksRandom(input.Layer, input.Slice, metrics) == true;
        var evidence = Evidence(input, alpha, looksRandom);
        (double, double)? interval = metrics.Interval is { Low: double low, High: double high } ? (low, high) : null;
        return metrics with
        {
            Phase = new PhaseMetrics
            {
                Phase = evidence is not null ? PhaseRules.Decide(evidence)
                    : looksRandom ? TrainingPhase.RandomLike
                    : null,
                Sure = evidence is null ? null : PhaseRules.Sure(evidence, interval),
                Mu = alpha is double value ? MuOf(value) : null,
                ClassByMu = alpha is double a ? ClassOf(a, upper: 3) : null,
                ClassBySetol = alpha is double b ? ClassOf(b, TrainingWarnings.UnderTrainedAbove) : null,
            },
        };
    }

    /// <summary>
    /// What the rules need; null where there are too few eigenvalues: of ten, one spike is a tenth.
    /// </summary>
    private static PhaseEvidence? Evidence(MeasureInput input, double? alpha, bool looksRandom)
    {
        int all = input.Spectrum.Eigenvalues.Count;
        int rank = input.Spectrum.Rank;
        double lost = (double)(all - rank) / all;

        // WeightWatcher's fit does not say what the bulk is like, and the limits of the rules are not for its spikes.
        var bulk = input.Metrics.Bulk is { Kind: null }
            ? BulkOfNoise.Fit(input.Layer, input.Spectrum)
            : input.Metrics.Bulk;
        return all >= LayerLabels.LeastEigenvalues
            && bulk is { NumSpikes: int spikes, BulkMax: double end and > 0, Kind: BulkKind kind }
            ? new PhaseEvidence(
                looksRandom, lost, spikes, rank, input.Spectrum.LambdaMax / end, kind, alpha)
            : null;
    }

    private static double MuOf(double alpha) => alpha switch
    {
        < ClassLimit => 2 * (alpha - 1),
        <= 3 => 2,
        _ => alpha - 1,
    };

    private static TailClass ClassOf(double alpha, double upper) =>
        alpha < ClassLimit ? TailClass.VeryHeavy : alpha <= upper ? TailClass.Heavy : TailClass.Weak;
}
