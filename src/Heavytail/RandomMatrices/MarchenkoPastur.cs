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
    /// <summary>Halley's steps take 1 to 12; this many halve any interval to nothing.</summary>
    private const int MaxSteps = 60;

    private readonly double _root;

    /// <param name="aspect">c = M/N, above 0 and at most 1.</param>
    public MarchenkoPastur(double aspect)
    {
        if (!(aspect > 0 && aspect <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(aspect), aspect, "the aspect ratio must be above 0, at most 1");
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
        return Cdf(2 * Math.Atan(sine / cosine), 2 * sine * cosine, 1 - (2 * square));
    }

    /// <summary>The value that a share of the eigenvalues is below.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Quantile(double share)
    {
        if (!(share >= 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "a share is between 0 and 1");
        }

        var point = Steepest();
        return share switch
        {
            0 => LowerEdge,
            1 => UpperEdge,
            _ => Value(Solve(ref point, share)),
        };
    }

    /// <summary>The quantiles at the mid-ranks (i + ½)/m for i from 0.</summary>
    /// <param name="count">m: how many mid-ranks there are.</param>
    /// <param name="first">The first i.</param>
    /// <param name="quantiles">Receives the quantiles from i = <paramref name="first"/> on.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MidRankQuantiles(double count, int first, Span<double> quantiles)
    {
        // From the steepest point of F outward, each point is the start for the next.
        var point = Steepest();
        int middle = Math.Clamp((int)Math.Ceiling((point.Share * count) - 0.5) - first, 0, quantiles.Length);
        for (int i = middle; i < quantiles.Length; i++)
        {
            quantiles[i] = Value(Solve(ref point, (first + i + 0.5) / count));
        }

        point = Steepest();
        for (int i = middle - 1; i >= 0; i--)
        {
            quantiles[i] = Value(Solve(ref point, (first + i + 0.5) / count));
        }
    }

    private double Value(double angle)
    {
        double sine = Math.Sin(angle / 2);
        return LowerEdge + (4 * _root * sine * sine);
    }

    /// <summary>cos θ = √c: F is convex before and concave behind.</summary>
    private Point Steepest() => At(Math.Max(Math.Acos(_root), 1e-8)); // at c = 1 and θ = 0 sin²θ/x is 0/0

    /// <summary>F and its derivatives at an angle.</summary>
    private Point At(double angle)
    {
        (double sine, double cosine) = Math.SinCos(angle / 2);
        double square = sine * sine;
        double value = LowerEdge + (4 * _root * square);
        double full = 2 * sine * cosine;
        double ratio = full / value;
        return new Point(
            angle,
            Cdf(angle, full, 1 - (2 * square)),
            2 / Math.PI * full * ratio,
            (2 * (1 - (2 * square)) / full) - (2 * _root * ratio));
    }

    /// <summary>The angle of a quantile, by Halley's steps.</summary>
    /// <param name="point">Where they start; receives the last point at which F was computed.</param>
    /// <param name="share">Between 0 and 1.</param>
    private double Solve(ref Point point, double share)
    {
        double before = double.PositiveInfinity;
        for (int step = 0; step < MaxSteps; step++)
        {
            double newton = (share - point.Share) / point.Slope;
            double halley = newton / (1 + Math.Clamp(0.5 * newton * point.Curvature, -0.5, 0.5));
            double next = point.Angle + halley;
            next = next <= 0 ? point.Angle / 2 : next >= Math.PI ? (point.Angle + Math.PI) / 2 : next;
            double size = Math.Abs(next - point.Angle);
            // A step leaves an error of about size³·curvature²; below 1e-6 rounding may keep steps from shrinking.
            if (size * size * (1 + (point.Curvature * point.Curvature)) <= 1e-13 || (size < 1e-6 && size >= before))
            {
                return next;
            }

            before = size;
            point = At(next);
        }

        return point.Angle;
    }

    /// <summary>F(θ).</summary>
    private double Cdf(double angle, double sine, double cosine)
    {
        double phase = Math.Atan(_root * sine / (1 - (_root * cosine)));
        return (angle + (sine / _root) - ((1 - Aspect) * phase / Aspect)) / Math.PI;
    }

    /// <param name="Angle">θ.</param>
    /// <param name="Share">F.</param>
    /// <param name="Slope">F′ = dF/dθ.</param>
    /// <param name="Curvature">F″/F′ = 2·cot θ − 2√c·sin θ/x.</param>
    private readonly record struct Point(double Angle, double Share, double Slope, double Curvature);
}
