using Heavytail.Metrics;
using Heavytail.Traps;

namespace Heavytail.Measures;

/// <summary>
/// What the weights say whatever their places in W: their kurtosis, and the correlation traps among them. One pass over
/// the weights serves both.
/// </summary>
internal sealed class EntriesMeasure : IMeasure
{
    /// <summary>A weight costs about this many multiply-adds of a spectrum, by the time that both take.</summary>
    private const double CostPerWeight = 40;

    private const int MostPlaces = 2;

    public string Name => "entries";

    /// <summary>Its rows stand in <see cref="MetricTable.BuiltIn"/>.</summary>
    public IReadOnlyList<Metric> Metrics => [];

    public bool NeedsIndependence => true;

    public MeasureNeeds Needs => MeasureNeeds.Weights;

    public double Cost(Layer layer) => CostPerWeight * layer.ElementCount;

    public long Bytes(Layer layer) => TrapScan.Bytes(layer);

    public LayerMetrics Measure(MeasureInput input)
    {
        var moments = new WeightMoments();
        var scan = new TrapScan(input.Layer, input.Slice, needsTails: false);
        input.ReadWeights(weights =>
        {
            moments.Add(weights);
            scan.Add(weights);
        });
        return input.Metrics with
        {
            Weights = new WeightMetrics { Kurtosis = moments.Kurtosis },
            Traps = From(scan.Find(), input.Convention.Factor(input.Layer)),
        };
    }

    private static TrapMetrics From(LayerTraps traps, double factor)
    {
        var strongest = traps.Strongest;
        return new TrapMetrics
        {
            Count = traps.Count,
            Cause = traps.Cause,
            Lambda = strongest?.LargestEigenvalue * factor,
            Excess = strongest is null ? null
                : strongest.Cause == TrapCause.Mean ? strongest.Mean!.Excess
                : strongest.Entries[0].Excess,
            At = strongest is null ? null : Places(strongest, traps.Slices.Count > 1),
            Details = new TrapDetails(traps),
        };
    }

    private static string Places(SliceTraps traps, bool hasSlices)
    {
        string slice = hasSlices ? Invariant($"slice {traps.Slice} ") : "";
        if (traps.Cause == TrapCause.Mean)
        {
            return slice + Invariant($"mean {RealText.Rounded(traps.Mu)}");
        }

        var named = new List<string>();
        for (int k = 0; k < Math.Min(MostPlaces, traps.Entries.Count); k++)
        {
            named.Add(Invariant($"row {traps.Entries[k].Place.Row} column {traps.Entries[k].Place.Column}"));
        }

        string places = string.Join("; ", named);
        int more = traps.Entries.Count - MostPlaces;
        return slice + places + (more > 0 ? Invariant($" and {more} more") : "");
    }

    private static string Invariant(FormattableString text) =>
        text.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
