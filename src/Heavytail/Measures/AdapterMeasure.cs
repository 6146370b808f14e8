// What:      how many of its r dimensions the change of an adapter uses.
// Formula:   energy_rank_p = least k with λ₁ + … + λ_k ≥ p·Σλ, from the largest on; dead_dims = r − #{s > s_max/1000}.
// Reference: energy ranks as in truncated SVD (Golub & Van Loan, §2.4); a dimension of s_max/1000 has a millionth of
//            the energy of the largest.
//            Intruder dimensions: Shuttleworth et al., arXiv 2410.21228, with k = 10 and ε = 0.5 (`IntruderVectors`).
// Not done:  intruders of ΔW without its base, which has no singular vectors to compare with.
using Heavytail.Vectors;

namespace Heavytail.Measures;

/// <summary>The ranks of ΔW of an adapter, and the intruders of W + ΔW; of other layers nothing.</summary>
internal sealed class AdapterMeasure : IMeasure
{
    /// <summary>Smaller singular values, relative to the largest, belong to dead dimensions.</summary>
    internal const double DeadBelow = 1e-3;

    public string Name => "adapter";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("adapter_rank", MetricKind.Count, m => m.Adapter?.AdapterRank) { IsOwn = true },
        new("energy_rank_90", MetricKind.Count, m => m.Adapter?.EnergyRank90) { IsOwn = true },
        new("energy_rank_99", MetricKind.Count, m => m.Adapter?.EnergyRank99) { IsOwn = true },
        new("dead_dims", MetricKind.Count, m => m.Adapter?.DeadDims) { IsOwn = true },
        new("intruder_dims", MetricKind.Count, m => m.Adapter?.IntruderDims) { IsOwn = true },
        new("intruder_vectors", MetricKind.Count, m => m.Adapter?.IntruderVectors) { IsOwn = true },
    ];

    /// <summary>Products of an iteration, each of two multiply-adds an element, which wait for memory.</summary>
    private const double CostPerElement = 3000;

    public double Cost(Layer layer) => IsMerged(layer) ? CostPerElement * layer.ElementCount : 0;

    public long Bytes(Layer layer) => IsMerged(layer)
        ? UnchangedWeights.Bytes(layer) + (sizeof(double)
            * ((2L * layer.Rows * layer.Columns) + Lanczos.Length(layer.M)
                + Vectors.IntruderVectors.Length(layer.Rows, layer.Columns)))
        : 0;

    public LayerMetrics Measure(MeasureInput input)
    {
        if (input.Unchanged is { } unchanged && IsMerged(input.Layer))
        {
            return input.Metrics with { Adapter = Intruders(input, unchanged) };
        }

        if (input.Layer.Tensor.Factors is not { } factors || input.Layer.IsComputed || input.Layer.Inverse)
        {
            return input.Metrics;
        }

        var ascending = input.Spectrum.Eigenvalues;
        long dimensions = Math.Min((long)factors.Rank * input.Layer.Rf, ascending.Count);
        double least = ascending[^1] * DeadBelow * DeadBelow;
        return input.Metrics with
        {
            Adapter = new AdapterMetrics
            {
                AdapterRank = factors.Rank,
                EnergyRank90 = EnergyRank(ascending, 0.9),
                EnergyRank99 = EnergyRank(ascending, 0.99),
                DeadDims = (int)(dimensions - ascending.Count(value => value > least)),
            },
        };
    }

    /// <summary>The fewest of the largest eigenvalues that have a share of the sum of all; 0 where that is 0.</summary>
    /// <param name="ascending">The eigenvalues.</param>
    /// <param name="share">The share, from 0 to 1.</param>
    internal static int EnergyRank(IReadOnlyList<double> ascending, double share)
    {
        double largest = ascending[^1];
        if (!(largest > 0))
        {
            return 0;
        }

        double all = ascending.Sum(value => value / largest);
        double sum = 0;
        for (int k = 1; k <= ascending.Count; k++)
        {
            sum += ascending[^k] / largest;
            if (sum >= share * all)
            {
                return k;
            }
        }

        return ascending.Count;
    }

    private static bool IsMerged(Layer layer) => layer is { IsComputed: false, Inverse: false, Tensor.IsMerged: true }
        && layer.ElementCount <= Array.MaxLength;

    private static AdapterMetrics? Intruders(MeasureInput input, UnchangedWeights unchanged)
    {
        var layer = input.Layer;
        if (unchanged.Read() is not var (before, after))
        {
            return null;
        }

        int size = layer.Rows * layer.Columns;
        int? intruders = 0;
        int asked = 0;
        for (int slice = 0; slice < layer.Rf; slice++)
        {
            if (input.Slice is int one && one != slice)
            {
                continue;
            }

            var top = TopVectors.Of(
                SliceOf(after, slice), layer.Rows, layer.Columns, Vectors.IntruderVectors.Count,
                input.SeedFor("intruders", slice));
            if (top is null)
            {
                return null;
            }

            bool?[] found = Vectors.IntruderVectors.Find(
                SliceOf(before, slice), layer.Columns, top.Left, input.Cancellation);
            intruders = found.Contains(null) ? null : intruders + found.Count(isOne => isOne == true);
            asked += found.Length;
        }

        return new AdapterMetrics { IntruderDims = intruders, IntruderVectors = asked };

        double[] SliceOf(double[] elements, int slice) =>
            layer.Rf == 1 ? elements : elements.AsSpan(slice * size, size).ToArray();
    }
}
