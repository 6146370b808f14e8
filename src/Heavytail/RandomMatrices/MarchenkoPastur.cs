// What:      the law of the eigenvalues of WᵀW/N for an N × M matrix of independent entries of variance 1.
// Formula:   with c = M/N ≤ 1 and x = 1 + c − 2√c·cos θ, θ in [0, π]:  density √((x − a)(b − x))/(2πcx),
//            a, b = (1 ∓ √c)²;  F = (θ + sin θ/√c − (1 − c)·φ/c)/π,  φ = the angle of 1 − √c·e^{−iθ};
//            dF/dθ = (2/π)·sin²θ/x.
// Reference: Marchenko & Pastur, Math. USSR Sb. 1 (1967) 457. F is the integral of the density by the series of
//            sin θ/(1 + c − 2√c·cos θ) in sin kθ.
// Not done:  c > 1: the spectrum of Wᵀ is the same but for zeros, so callers exchange N and M.
using System.Runtime.CompilerServices;

namespace Heavytail.RandomMatrices;

/// <summary>The Marchenko–Pastur law of one aspect ratio.</summary>
internal readonly struct MarchenkoPastur
{
    /// <summary>Newton's steps take 4 to 15; this many halve any interval to nothing.</summary>
    private const int MaxSteps = 60;

    private readonly double _root;

    /// <param name="aspect">c = M/N, above 0 and at most 1.</param>
    public MarchenkoPastur(double aspect)
    {
        if (!(aspect > 0 && aspect <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(aspect), aspect, "the aspect ratio must be above 0, at most 1");
        }

        Aspect = aspect;
        _root = Math.Sqrt(aspect);
    }

    /// <summary>c.</summary>
    public double Aspect { get; }

    /// <summary>a, the start of the support.</summary>
    public double LowerEdge => (1 - _root) * (1 - _root);

    /// <summary>b, the end of the support.</summary>
    public double UpperEdge => (1 + _root) * (1 + _root);

    /// <summary>The value that half of the eigenvalues are below.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The density at <paramref name="x"/>; infinite at 0 for c = 1.</summary>
    public double Density(double x) => x < LowerEdge || x > UpperEdge
        ? 0
        : Math.Sqrt((x - LowerEdge) * (UpperEdge - x)) / (2 * Math.PI * Aspect * x);

    /// <summary>The share of eigenvalues up to <paramref name="x"/>.</summary>
    public double Cdf(double x)
    {
        if (!(x > LowerEdge))
        {
            return 0;
        }

        if (x >= UpperEdge)
        {
            return 1;
        }

        double square = (x - LowerEdge) / (4 * _root); // sin²(θ/2)
        double sine = Math.Sqrt(square);
        double cosine = Math.Sqrt(1 - square);
        return Cdf(2 * Math.Atan2(sine, cosine), 2 * sine * cosine, 1 - (2 * square));
    }

    /// <summary>The value that a share of the eigenvalues is below.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        if (!(share >= 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "a share is between 0 and 1");
        }

        return share switch
        {
            0 => LowerEdge,
            1 => UpperEdge,
            _ => Value(Angle(share, Math.Acos(_root))),
        };
    }

    /// <summary>The quantiles at the mid-ranks (i + ½)/m for i from 0.</summary>
    /// <param name="count">m: how many mid-ranks there are.</param>
    /// <param name="first">The first i.</param>
    /// <param name="quantiles">Receives the quantiles from i = <paramref name="first"/> on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MidRankQuantiles(double count, int first, Span<double> quantiles)
    {
        // F(θ) is steepest at cos θ = √c, convex before and concave behind: from there outward, each angle is a start
        // from which Newton's steps reach the next one without overshooting.
        double steepest = Math.Acos(_root);
        double share = Cdf(steepest, Math.Sin(steepest), _root);
        int middle = Math.Clamp((int)Math.Ceiling((share * count) - 0.5) - first, 0, quantiles.Length);
        double angle = steepest;
        for (int i = middle; i < quantiles.Length; i++)
        {
            angle = Angle((first + i + 0.5) / count, angle);
            quantiles[i] = Value(angle);
        }

        angle = steepest;
        for (int i = middle - 1; i >= 0; i--)
        {
            angle = Angle((first + i + 0.5) / count, angle);
            quantiles[i] = Value(angle);
        }
    }

    private double Value(double angle)
    {
        double sine = Math.Sin(angle / 2);
        return LowerEdge + (4 * _root * sine * sine);
    }

    /// <summary>The angle of a quantile.</summary>
    /// <param name="share">Between 0 and 1.</param>
    /// <param name="start">An angle between the steepest point of F and the one sought.</param>
    private double Angle(double share, double start)
    {
        double angle = start;
        double before = double.PositiveInfinity;
        for (int step = 0; step < MaxSteps; step++)
        {
            (double sine, double cosine) = Math.SinCos(angle);
            double value = 1 + Aspect - (2 * _root * cosine);
            double slope = 2 / Math.PI * sine * sine / value;
            double difference = Cdf(angle, sine, cosine) - share;
            // Halley's step: Newton's with the curvature d ln F'/dθ = 2·cot θ − 2√c·sin θ/x.
            double newton = difference / slope;
            double curvature = (2 * cosine / sine) - (2 * _root * sine / value);
            double halley = newton / (1 - Math.Clamp(0.5 * newton * curvature, -0.5, 0.5));
            double next = angle - halley;
            angle = next <= 0 ? angle / 2 : next >= Math.PI ? (angle + Math.PI) / 2 : next;
            double size = Math.Abs(halley);
            // The error that this step leaves is about (size·curvature)²·size.
            if (size * size * (1 + (curvature * curvature)) <= 1e-13 || size >= before)
            {
                break;
            }

            before = size > 1e-6 ? double.PositiveInfinity : size; // rounding alone may stop small steps
        }

        return angle;
    }

    /// <summary>F(θ).</summary>
    private double Cdf(double angle, double sine, double cosine)
    {
        double phase = Math.Atan2(_root * sine, 1 - (_root * cosine));
        return (angle + (sine / _root) - ((1 - Aspect) * phase / Aspect)) / Math.PI;
    }
}
