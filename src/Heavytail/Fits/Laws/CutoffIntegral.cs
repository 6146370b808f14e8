// What:      the integrals of a power law with an exponential cutoff, from which its moments follow.
// Formula:   Z = ∫₀^∞ e^f(s) ds with f(s) = (1 − α)s − κ(e^s − 1), s = ln u; Z = e^κ·κ^(α−1)·Γ(1 − α, κ), for every
//            real α. f is concave: it is integrated by Gauss and Legendre from 0 to where it is 45 below its peak.
// Reference: NIST DLMF 8.2.2 and 8.19.1 (the generalized exponential integral E_α(κ) = e^−κ·Z).
// Not done:  κ = 0, which has a closed form.
using MathNet.Numerics.Integration;

namespace Heavytail.Fits.Laws;

/// <summary>Z and the means of s and of u − 1 under its integrand.</summary>
/// <param name="LogNormalizer">ln Z.</param>
/// <param name="MeanLog">The mean of s.</param>
/// <param name="VarianceLog">The variance of s.</param>
/// <param name="MeanExcess">The mean of u − 1.</param>
internal readonly record struct CutoffIntegral(
    double LogNormalizer, double MeanLog, double VarianceLog, double MeanExcess)
{
    private const int FewestPanels = 12;
    private const double WidestPanel = 2; // the cutoff itself is about as wide
    private const int Order = 16;

    /// <summary>e^−45 is 3e-20: what is left out is below rounding.</summary>
    private const double Depth = 45;

    private const int MostBisections = 60;
    private const double MostChange = 4;
    private const int MostHalvings = 12;

    private static readonly double[] s_abscissas = new GaussLegendreRule(-1, 1, Order).Abscissas;
    private static readonly double[] s_weights = new GaussLegendreRule(-1, 1, Order).Weights;
    private static readonly double[] s_fewAbscissas = new GaussLegendreRule(-1, 1, 8).Abscissas;
    private static readonly double[] s_fewWeights = new GaussLegendreRule(-1, 1, 8).Weights;

    /// <summary>∫ e^f(s) ds between two limits, in halves until e^f changes by no more than e⁴.</summary>
    public static double Between(double alpha, double rate, double low, double high, int depth = 0)
    {
        double half = 0.5 * (high - low);
        double change = (Math.Abs(1 - alpha) * 2 * half) + (rate * (double.ExpM1(high) - double.ExpM1(low)));
        if ((half > 1 || change > MostChange) && depth < MostHalvings)
        {
            return Between(alpha, rate, low, low + half, depth + 1) + Between(alpha, rate, low + half, high, depth + 1);
        }

        double sum = 0;
        for (int k = 0; k < s_fewWeights.Length; k++)
        {
            double s = low + half + (half * s_fewAbscissas[k]);
            sum += s_fewWeights[k] * Math.Exp(((1 - alpha) * s) - (rate * double.ExpM1(s)));
        }

        return half * sum;
    }

    /// <summary>The integrals from a lower limit on.</summary>
    /// <param name="alpha">α, 0 or above.</param>
    /// <param name="rate">κ, above 0.</param>
    /// <param name="from">The lower limit of s.</param>
    public static CutoffIntegral Of(double alpha, double rate, double from = 0)
    {
        double peak = alpha < 1 ? Math.Max(from, Math.Log((1 - alpha) / rate)) : from;
        double top = Exponent(peak);
        double end = End(peak);
        double begin = Begin(peak);
        (double z, double s1, double s2, double u1) = (0, 0, 0, 0);
        int panels = Math.Max(FewestPanels, (int)((end - begin) / WidestPanel));
        double half = (end - begin) / (2 * panels);
        for (int panel = 0; panel < panels; panel++)
        {
            double middle = begin + (((2 * panel) + 1) * half);
            for (int k = 0; k < Order; k++)
            {
                double s = middle + (half * s_abscissas[k]);
                double excess = double.ExpM1(s);
                double weight = half * s_weights[k] * Math.Exp(((1 - alpha) * s) - (rate * excess) - top);
                z += weight;
                s1 += weight * (s - peak);
                s2 += weight * (s - peak) * (s - peak);
                u1 += weight * excess;
            }
        }

        double mean = s1 / z;
        return new CutoffIntegral(Math.Log(z) + top, peak + mean, (s2 / z) - (mean * mean), u1 / z);

        double Exponent(double s) => ((1 - alpha) * s) - (rate * double.ExpM1(s));

        // Where the exponent is 45 below its peak: at most where one of its two terms alone has done that.
        double End(double start)
        {
            double cut = Math.Log(Math.Exp(start) + (2 * Depth / rate)) + (alpha < 1 ? 2 : 0);
            double high = alpha > 1 ? Math.Min(start + (Depth / (alpha - 1)), cut) : cut;
            return Bisect(start, high);
        }

        // To the left of an inner peak the exponent ascends by at most 1 − α.
        double Begin(double start) => start > from && Exponent(from) < top - Depth ? Bisect(start, from) : from;

        double Bisect(double inside, double outside)
        {
            double start = inside;
            for (int k = 0; k < MostBisections && Math.Abs(outside - inside) > 0.05 * Math.Abs(outside - start); k++)
            {
                double middle = 0.5 * (inside + outside);
                (inside, outside) = Exponent(middle) < top - Depth ? (inside, middle) : (middle, outside);
            }

            return outside;
        }
    }
}
