// What:      how many of its r dimensions the change of an adapter uses.
// Formula:   energy_rank_p = least k with λ₁ + … + λ_k ≥ p·Σλ, from the largest on; dead_dims = r − #{s > s_max/1000}.
// Reference: energy ranks as in truncated SVD (Golub & Van Loan, §2.4); a dimension of s_max/1000 has a millionth of
//            the energy of the largest.
// Not done:  intruder dimensions (Shuttleworth et al., arXiv 2410.21228): they need all singular vectors of the base.
namespace Heavytail.Measures;

/// <summary>The ranks of ΔW of an adapter; of other layers nothing.</summary>
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
    ];

    public LayerMetrics Measure(MeasureInput input)
    {
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
}
