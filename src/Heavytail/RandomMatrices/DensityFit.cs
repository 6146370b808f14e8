// What:      σ of the law of Marchenko and Pastur by least squares on a smoothed density, as WeightWatcher fits it.
// Formula:   y = λ·n/Σλ; density of y (of √y where N = M) by a triangular kernel of width 0.1 at 1000 points; over
//            those with a density above 0.01: min Σ (law − density)² over σ = 0.05 s₀, 0.06 s₀ … 2 s₀,
//            s₀ = √y_max/(1 + √(M/N)); then Nelder–Mead.
// Reference: WeightWatcher 0.7.5.5, RMT_Util.fit_density_with_range and WeightWatcher.mp_fit; scipy.optimize.brute.
// Not done:  its density is computed for every σ, here once: it does not depend on σ.
namespace Heavytail.RandomMatrices;

/// <summary>The fit of a density to the law of Marchenko and Pastur, in units of the mean eigenvalue.</summary>
/// <param name="Sigma">σ.</param>
/// <param name="Lower">The beginning of the law.</param>
/// <param name="Upper">The end of the law.</param>
/// <param name="Edge">The end, and the fluctuations that WeightWatcher allows it.</param>
internal sealed record DensityFit(double Sigma, double Lower, double Upper, double Edge)
{
    private const double Width = 0.1;
    private const double LeastDensity = 0.01;
    private const double Margin = 0.5;
    private const double First = 0.05;
    private const double Last = 2.0;
    private const double Step = 0.01;
    private const double Excluded = 1000;
    private const int Points = 1000;

    /// <summary>Fits eigenvalues.</summary>
    /// <param name="ascending">The eigenvalues over their mean, ascending.</param>
    /// <param name="n">N of a slice.</param>
    /// <param name="m">M of a slice.</param>
    /// <returns>Null where the values are not finite or have no density.</returns>
    public static DensityFit? Of(double[] ascending, int n, int m)
    {
        double largest = ascending[^1];
        if (!double.IsFinite(largest))
        {
            return null;
        }

        double q = (double)n / m;
        double root = 1 / Math.Sqrt(q);
        var density = SmoothedDensity.Of(n == m ? Array.ConvertAll(ascending, Math.Sqrt) : ascending);
        if (density.X.Length == 0)
        {
            return null;
        }

        double unit = Math.Sqrt(largest / ((1 + root) * (1 + root)));
        double sigma = Minimize(
            n == m ? s => density.QuarterCircle(s) : s => density.MarchenkoPastur(s, q), unit);
        double upper = Math.Pow(sigma * (1 + root), 2);
        double fluctuation = root * Math.Pow(upper, 2.0 / 3) * Math.Pow(m, -2.0 / 3);
        return new DensityFit(
            sigma, Math.Pow(sigma * (1 - root), 2), upper, upper + Math.Sqrt(fluctuation));
    }

    /// <summary>The best of a grid, the first of equals, and from there Nelder–Mead.</summary>
    private static double Minimize(Func<double, double> residual, double unit)
    {
        double first = First * unit;
        double step = Step * unit;
        int count = (int)Math.Ceiling(((Last * unit) - first) / step);
        double delta = first + step - first; // numpy.arange
        (double best, double least) = (first, double.PositiveInfinity);
        for (int k = 0; k < count; k++)
        {
            double sigma = first + (k * delta);
            double value = residual(sigma);
            if (value < least)
            {
                (best, least) = (sigma, value);
            }
        }

        return SimplexSearch.Minimize(residual, best);
    }

    /// <summary>The density at the points where it is high enough.</summary>
    private sealed record SmoothedDensity(double[] X, double[] Y, double Peak)
    {
        public static SmoothedDensity Of(double[] values)
        {
            double end = values[^1] + Margin;
            double step = end / (Points - 1);
            double[] density = new double[Points];
            foreach (double value in values)
            {
                int last = (int)Math.Min(Points - 1, Math.Floor((value + Width) / step));
                for (int k = (int)Math.Max(0, Math.Ceiling((value - Width) / step)); k <= last; k++)
                {
                    density[k] += Math.Max(0, 1 - (Math.Abs((k * step) - value) / Width));
                }
            }

            double scale = values.Length * Width;
            int[] kept = [.. Enumerable.Range(0, Points).Where(k => density[k] / scale > LeastDensity)];
            double[] y = Array.ConvertAll(kept, k => density[k] / scale);
            double[] x = Array.ConvertAll(kept, k => k == Points - 1 ? end : k * step);
            double peak = kept.Length == 0 ? 0 : x[Array.IndexOf(y, y.Max())];
            return new SmoothedDensity(x, y, peak);
        }

        public double MarchenkoPastur(double sigma, double q)
        {
            double root = Math.Sqrt(1 / q);
            double b = Math.Pow(sigma * (1 + root), 2);
            double a = Math.Pow(sigma * (1 - root), 2);
            if (b < Peak || b > X[^1] || a > Peak)
            {
                return X.Length * Excluded * Excluded;
            }

            double scale = 2 * Math.PI * sigma * sigma / q;
            double sum = 0;
            for (int k = 0; k < X.Length; k++)
            {
                double square = (b - X[k]) * (X[k] - a);
                double law = square > 0 ? Math.Sqrt(square) / (scale * X[k]) : 0;
                sum += (law - Y[k]) * (law - Y[k]);
            }

            return sum;
        }

        /// <summary>Its support ends at 2, and not at 2σ, in WeightWatcher.</summary>
        public double QuarterCircle(double sigma)
        {
            double scale = 1 / (Math.PI * sigma * sigma);
            double sum = 0;
            for (int k = 0; k < X.Length; k++)
            {
                double law = X[k] < 2 ? scale * Math.Sqrt(4 - (X[k] * X[k])) : 0;
                sum += (law - Y[k]) * (law - Y[k]);
            }

            return sum;
        }
    }
}
