// What:      estimates of the tail index ξ from the k largest of n values, and their standard errors.
// Formula:   M_j = mean of ln(x_i/x_(k+1))^j over the k largest.  Hill: M₁, error ξ/√k.
//            Moments: M₁ + 1 − ½/(1 − M₁²/M₂), error √(1 + ξ²)/√k for ξ ≥ 0.
//            Pickands: ln((x_q − x_2q)/(x_2q − x_4q))/ln 2 with q = ⌊k/4⌋ and x descending,
//            error ξ·√(2^(2ξ+1) + 1)/(2·(2^ξ − 1)·ln 2)/√q.
//            Smoothed Hill: the mean of Hill's estimates for k < j ≤ 2k, error ξ·√(2·(1 − ln 2)/k).
// Reference: Hill, Annals of Statistics 3 (1975) 1163; Dekkers, Einmahl & de Haan, ibid. 17 (1989) 1833; Pickands,
//            ibid. 3 (1975) 119; Resnick & Stărică, Advances in Applied Probability 29 (1997) 271.
// Not done:  the error of moments for ξ < 0, where no power law is, is that at 0; no bias is subtracted.
namespace Heavytail.Fits.Extremes;

/// <summary>An estimate of the tail index.</summary>
/// <param name="Xi">ξ, which is 1/(α − 1) of a power law; 0 or below where the tail is no power law.</param>
/// <param name="Error">Its standard error, for independent values.</param>
internal readonly record struct TailIndex(double Xi, double Error)
{
    private static readonly double s_ln2 = Math.Log(2);

    /// <summary>The exponent of the power law; infinite where there is none.</summary>
    public double Alpha => Xi > 0 ? 1 + (1 / Xi) : double.PositiveInfinity;

    /// <summary>Hill's estimate; of k from 1 to n − 1.</summary>
    public static TailIndex Hill(TopLogs top, int k)
    {
        double xi = top.First(k);
        return new TailIndex(xi, xi / Math.Sqrt(k));
    }

    /// <summary>The estimate by moments; null where the k logarithms are equal.</summary>
    public static TailIndex? Moments(TopLogs top, int k)
    {
        double m1 = top.First(k);
        double spread = 1 - (m1 * m1 / top.Second(k));
        if (!(spread > 1e-12))
        {
            return null;
        }

        double xi = m1 + 1 - (0.5 / spread);
        return new TailIndex(xi, Math.Sqrt(1 + (Math.Max(0, xi) * Math.Max(0, xi))) / Math.Sqrt(k));
    }

    /// <summary>Pickands' estimate; null for k below 4 and where values are equal.</summary>
    public static TailIndex? Pickands(TopLogs top, int k)
    {
        int q = k / 4;
        if (q == 0)
        {
            return null;
        }

        (double near, double middle, double far) = (Value(q), Value(2 * q), Value(4 * q));
        if (!(near > middle && middle > far))
        {
            return null;
        }

        double xi = Math.Log((near - middle) / (middle - far)) / s_ln2;
        double shape = Math.Abs(xi) < 1e-6
            ? Math.Sqrt(3) / (2 * s_ln2 * s_ln2)
            : xi * Math.Sqrt(Math.Pow(2, (2 * xi) + 1) + 1) / (2 * (Math.Pow(2, xi) - 1) * s_ln2);
        return new TailIndex(xi, shape / Math.Sqrt(q));

        double Value(int rank) => Math.Exp(top.Log(rank - 1));
    }

    /// <summary>
    /// Hill's estimates averaged over (k, 2k]. Averaging removes the jumps, not the error, which is that of Hill's
    /// estimate from 1.63·k values.
    /// </summary>
    public static TailIndex SmoothHill(TopLogs top, int k)
    {
        int last = Math.Min(2 * k, top.MostTail);
        int first = Math.Min(k + 1, last);
        double sum = 0;
        for (int j = first; j <= last; j++)
        {
            sum += top.First(j);
        }

        double xi = sum / (last - first + 1);
        return new TailIndex(xi, xi * Math.Sqrt(2 * (1 - s_ln2) / (0.5 * last)));
    }
}
