// What:      the edge of noise where σ² is estimated from the same spectrum.
// Formula:   P(λ_max/σ̂² > x) = E[1 − F₁((x·(1 + δZ) − μ)/s)], Z normal,  δ² = g/(N·M);
//            g = N·M·(var σ̂²/σ⁴ − 2·cov(λ_max/E λ_max, σ̂²/σ²)) = (0.35 + M/N)(1 + 4/M) for that of BulkModel,
//            with M/16 for 4/M below 8 columns.
// Reference: the relation, with the trace for σ̂²: Nadler, J. Multivariate Anal. 102 (2011) 363, eq. 12; g: measured on
//            22 shapes of 3 to 300 columns by drawn spectra, so that the edge keeps its level: bench, `bulk`.
// Not done:  other estimators of σ.
namespace Heavytail.RandomMatrices;

/// <summary>The law of the largest eigenvalue over an estimated σ².</summary>
internal readonly struct EstimatedEdge
{
    private const int MaxSteps = 60;

    /// <summary>−d ln(1 − F₁)/ds near the quantiles that edges are at.</summary>
    private const double TailSlope = 1.7;

    /// <summary>σ̂²/σ² is not below this, where a normal law would be.</summary>
    private const double LeastVariance = 0.02;

    /// <summary>The weight of 0 in the rule of Gauss and Hermite for a standard normal variable.</summary>
    private const double WeightOfMean = 0.369408369408369;

    /// <summary>Its other nodes, each for both signs, and their weights.</summary>
    private static readonly (double Node, double Weight)[] s_normal =
    [
        (0.928868997381064, 0.24224029987397),
        (1.87603502015485, 0.0661387460710578),
        (2.86512316064365, 0.00672028523553727),
        (3.93616660712998, 0.000195671930271224),
        (5.18800122437487, 8.12184979021491e-07),
    ];

    private readonly WishartEdge _edge;
    private readonly double _deviation;

    /// <param name="rows">N, without spikes.</param>
    /// <param name="columns">M, without spikes.</param>
    public EstimatedEdge(double rows, double columns)
    {
        _edge = new WishartEdge(rows, columns);
        _deviation = Math.Sqrt(
            (0.35 + (columns / rows)) * (1 + Math.Min(4 / columns, columns / 16)) / (rows * columns));
    }

    /// <summary>The λ/σ̂² that noise exceeds with a probability.</summary>
    /// <param name="probability">That probability, such as 0.01.</param>
    /// <param name="quantile">The Tracy–Widom quantile that is exceeded with it.</param>
    public double At(double probability, double quantile)
    {
        double target = Math.Log(probability);
        double ratio = _deviation * Eigenvalue(quantile) / _edge.Scale;
        double low = quantile;
        double below = LogExceeded(low) - target;
        double width = Math.Max(1e-9, 0.5 * TailSlope * ratio * ratio);
        double high = low;
        double above = below;
        for (int step = 0; above > 0 && step < MaxSteps; step++)
        {
            (low, below) = (high, above);
            high += width;
            width *= 2;
            above = LogExceeded(high) - target;
        }

        for (int step = 0; below > 0 && above < 0 && step < MaxSteps; step++)
        {
            double middle = high - (above * (high - low) / (above - below));
            double value = LogExceeded(middle) - target;
            if (Math.Abs(value) < 1e-11 || middle <= low || middle >= high)
            {
                return Eigenvalue(middle);
            }

            (low, below, high, above) = value > 0
                ? (middle, value, high, above / 2)
                : (low, below / 2, middle, value);
        }

        return Eigenvalue(high);
    }

    /// <summary>The probability that the largest eigenvalue of noise is above a value.</summary>
    /// <param name="eigenvalue">λ/σ̂².</param>
    public double PValue(double eigenvalue)
    {
        double sum = WeightOfMean * _edge.PValue(eigenvalue);
        foreach (var (node, weight) in s_normal)
        {
            double less = Math.Max(LeastVariance, 1 - (_deviation * node));
            sum += weight * (_edge.PValue(eigenvalue * (1 + (_deviation * node))) + _edge.PValue(eigenvalue * less));
        }

        return sum;
    }

    private double Eigenvalue(double t) => _edge.Center + (_edge.Scale * t);

    private double LogExceeded(double t) => Math.Log(PValue(Eigenvalue(t)));
}
