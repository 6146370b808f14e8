// What:      the upper tail of the normal law over its density, and what follows.
// Formula:   Φ(−t)/φ(t);  its reciprocal, the hazard, is t + 1/(t + 2/(t + 3/(t + …))).
// Reference: Laplace's continued fraction: NIST DLMF 7.9.1.
// Not done:  nothing.
using MathNet.Numerics;

namespace Heavytail.Fits.Laws;

/// <summary>Mills' ratio of the normal law, without cancellation for large arguments.</summary>
internal static class MillsRatio
{
    /// <summary>From here on the fraction, below the error function.</summary>
    private const double Far = 3;

    /// <summary>Terms that are enough at 3.</summary>
    private const int Terms = 100;

    /// <summary>ln(Φ(−t)/φ(t)).</summary>
    public static double Log(double t) => t >= Far
        ? -Math.Log(t + HazardExcess(t))
        : (0.5 * t * t) + Math.Log(0.5 * SpecialFunctions.Erfc(t / Constants.Sqrt2)) + Constants.LogSqrt2Pi;

    /// <summary>φ(t)/Φ(−t) − t, which is positive and about 1/t for large t.</summary>
    public static double HazardExcess(double t) => t < Far ? Math.Exp(-Log(t)) - t : 1 / (t + Second(t));

    /// <summary>1 − t·(φ(t)/Φ(−t) − t), which is about 2/t² for large t.</summary>
    public static double Remainder(double t) =>
        t < Far ? 1 - (t * HazardExcess(t)) : Second(t) / (t + Second(t));

    /// <summary>2/(t + 3/(t + 4/(t + …))).</summary>
    private static double Second(double t)
    {
        double fraction = t;
        for (int k = Terms; k >= 3; k--)
        {
            fraction = t + (k / fraction);
        }

        return 2 / fraction;
    }
}
