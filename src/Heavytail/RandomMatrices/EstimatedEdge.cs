// What:      the edge of noise where σ² is estimated from the same spectrum.
// Formula:   P(λ_max/σ̂² > μ + s·t) = E[1 − F₁(t + √κ·Z)], Z normal,  κ = (μ/s + t)²·g/(N·M·R);
//            g = N·M·R·(var σ̂²/σ⁴ − 2·cov(λ_max/E λ_max, σ̂²/σ²)) = 0.35 + c for the regression of BulkMatching.
// Reference: the relation, with the trace for σ̂²: Nadler, J. Multivariate Anal. 102 (2011) 363, eq. 12; g: measured by
//            bench, `theory`, on 22 shapes.
// Not done:  other estimators of σ.
namespace Heavytail.RandomMatrices;

/// <summary>The law of the largest eigenvalue over an estimated σ².</summary>
internal readonly struct EstimatedEdge
{
    private const int MaxSteps = 100;

    /// <summary>Nodes and weights of Gauss and Hermite for a standard normal variable: 0, and three of each sign.</summary>
    private static readonly (double Node, double Weight)[] s_normal =
    [
        (0, 0.457142857142857), (1.154405394739968, 0.240123178605013), (2.366759410734541, 0.030757123967586),
        (3.750439717725742, 0.000548268855972),
    ];

    private readonly WishartEdge _edge;
    private readonly double _widening;
    private readonly double _slices;

    /// <param name="rows">N of a slice, without spikes.</param>
    /// <param name="columns">M of a slice, without spikes.</param>
    /// <param name="slices">R, how many slices the largest is taken of.</param>
    public EstimatedEdge(double rows, double columns, int slices)
    {
        _edge = new WishartEdge(rows, columns);
        _slices = slices;
        _widening = (0.35 + (columns / rows)) / (rows * columns * slices);
    }

    /// <summary>The λ/σ̂² that no eigenvalue of noise exceeds, with a probability.</summary>
    /// <param name="level">That probability, such as 0.99.</param>
    public double At(double level)
    {
        double target = Math.Log(1 - level);
        double low = TracyWidom.UpperQuantile(WishartEdge.Tail(level, _slices));
        double below = Math.Log(Exceeded(low)) - target; // σ known: exceeded too often
        double width = 0.1;
        double high = low + width;
        double above = Math.Log(Exceeded(high)) - target;
        for (int step = 0; above > 0 && step < MaxSteps; step++)
        {
            (low, below) = (high, above);
            width *= 2;
            high += width;
            above = Math.Log(Exceeded(high)) - target;
        }

        for (int step = 0; step < MaxSteps && high - low > 1e-10 && below > 0; step++)
        {
            double middle = high - (above * (high - low) / (above - below));
            double value = Math.Log(Exceeded(middle)) - target;
            if (Math.Abs(value) < 1e-12 || middle <= low || middle >= high)
            {
                return Eigenvalue(middle);
            }

            (low, below, high, above) = value > 0
                ? (middle, value, high, above / 2)
                : (low, below / 2, middle, value);
        }

        return Eigenvalue(below > 0 ? high : low);
    }

    /// <summary>The probability that the largest eigenvalue of noise is above a value.</summary>
    /// <param name="eigenvalue">λ/σ̂².</param>
    public double PValue(double eigenvalue) => Exceeded((eigenvalue - _edge.Center) / _edge.Scale);

    private double Eigenvalue(double t) => _edge.Center + (_edge.Scale * t);

    private double Exceeded(double t)
    {
        double ratio = (_edge.Center / _edge.Scale) + t;
        double deviation = Math.Abs(ratio) * Math.Sqrt(_widening);
        double sum = s_normal[0].Weight * Single(t);
        foreach (var (node, weight) in s_normal.AsSpan(1))
        {
            sum += weight * (Single(t + (deviation * node)) + Single(t - (deviation * node)));
        }

        return sum;
    }

    /// <summary>The probability with σ known.</summary>
    private double Single(double t) => _edge.PValue(Eigenvalue(t), _slices);
}
