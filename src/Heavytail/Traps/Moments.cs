// What:      count, mean and sum of squares of a multiset that grows.
// Formula:   M₂(A ∪ B) = M₂(A) + M₂(B) + δ²·n_A·n_B/(n_A + n_B), δ the difference of the means.
// Reference: Chan, Golub & LeVeque, Am. Stat. 37 (1983) 242.
// Not done:  nothing is ever taken out: what a difference of sums would lose beside a large entry is never added.
namespace Heavytail.Traps;

/// <summary>Count, mean and sum of squared distances from the mean.</summary>
/// <param name="Count">Values.</param>
/// <param name="Mean">Their mean; 0 of none.</param>
/// <param name="Squares">Σ(w − mean)².</param>
internal readonly record struct Moments(double Count, double Mean, double Squares)
{
    /// <summary>Σ(w − mean)² over all, per value: σ².</summary>
    public double Variance => Count > 0 ? Squares / Count : 0;

    /// <summary>σ of the values.</summary>
    public double Deviation => Math.Sqrt(Variance);

    public Moments With(double value) => With(new Moments(1, value, 0));

    public Moments With(Moments other)
    {
        double all = Count + other.Count;
        if (all == 0)
        {
            return this;
        }

        double delta = other.Mean - Mean;
        double share = other.Count / all;
        return new Moments(all, Mean + (delta * share), Squares + other.Squares + (delta * delta * Count * share));
    }
}
