// What:      the top eigenvalues on which det X = 1 holds.
// Formula:   y_i = λ_i·n/Σλ; from the largest on, the product of k of them falls below 1 first.
// Reference: WeightWatcher 0.7.5.5, RMT_Util.detX_constraint.
namespace Heavytail.Conventions;

/// <summary>The top eigenvalues on which the product of y = λ·n/Σλ is 1, with the one that takes it below.</summary>
/// <param name="Count">Their number; 0 where all eigenvalues are zero or equal.</param>
/// <param name="Smallest">The smallest λ of them; 0 where there are none.</param>
internal readonly record struct DeterminantTail(int Count, double Smallest)
{
    /// <summary>
    /// The logarithm from which on no product vanishes or loses digits: that of the smallest normal number is −708.4.
    /// </summary>
    private const double SafeLogarithm = -700;

    /// <summary>By sums of logarithms, which hold for any number of eigenvalues.</summary>
    /// <param name="ascending">All eigenvalues, zeros included.</param>
    /// <param name="rank">How many of the largest are more than rounding; null for all that are positive.</param>
    public static DeterminantTail ByLogarithms(IReadOnlyList<double> ascending, int? rank = null)
    {
        int n = ascending.Count;
        int most = rank ?? n;
        double largest = ascending[^1];
        if (HasNoTail(ascending))
        {
            return default;
        }

        double logMean = Math.Log(RelativeMean(ascending));
        int count = 0;
        double sum = 0;
        while (count < n && sum >= 0)
        {
            count++;
            double value = count > most ? 0 : ascending[n - count];
            sum += Math.Log(value / largest) - logMean; // −∞ for a zero, which ends the loop
        }

        return new DeterminantTail(count, count > most ? 0 : ascending[n - count]);
    }

    /// <summary>
    /// By products from the smaller eigenvalue up, as WeightWatcher multiplies: they vanish where many are below 1,
    /// from some 3,000 eigenvalues on, and its count is another then. It never looks at the smallest eigenvalue: where
    /// no product is below 1, it counts all and gives the second.
    /// </summary>
    /// <param name="ascending">All eigenvalues, zeros included.</param>
    public static DeterminantTail ByProducts(IReadOnlyList<double> ascending)
    {
        if (HasNoTail(ascending))
        {
            return default;
        }

        int n = ascending.Count;
        double scale = Math.Sqrt(n) / Math.Sqrt(ascending.Sum());
        double[] y = [.. ascending.Select(value => scale * scale * value)];
        double product = 0;
        double below = 0;
        for (int k = n - 1; k > 0; k--)
        {
            double logarithm = Math.Log(y[k]);
            product += logarithm;
            below += Math.Min(logarithm, 0);
            if (below < SafeLogarithm ? Product(y.AsSpan(k)) < 1 : product < 0)
            {
                return new DeterminantTail(n - k, ascending[k]);
            }
        }

        return new DeterminantTail(n, ascending[1]);
    }

    /// <summary>The mean eigenvalue over the largest: no sum overflows, and it does not depend on the scale.</summary>
    /// <param name="ascending">All eigenvalues.</param>
    public static double RelativeMean(IReadOnlyList<double> ascending)
    {
        double largest = ascending[^1];
        double sum = 0;
        foreach (double value in ascending)
        {
            sum += value / largest;
        }

        return sum / ascending.Count;
    }

    private static bool HasNoTail(IReadOnlyList<double> ascending) =>
        !(ascending[^1] > 0) || ascending[0] == ascending[^1];

    private static double Product(ReadOnlySpan<double> values)
    {
        double product = 1;
        foreach (double value in values)
        {
            product *= value;
        }

        return product;
    }
}
