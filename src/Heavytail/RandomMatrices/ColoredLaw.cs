// What:      the law of the eigenvalues of WᵀW/N where the columns of W have variances t_j of their own.
// Formula:   z(w) = w + (c/J)·Σ (t_j + t_j²/(w − t_j)), c = M/N. On the support w = a + ib with b² the one root of
//            (c/J)·Σ t_j²/((a − t_j)² + b²) = 1, x = z(w) rises with a, and with angles in (0, π)
//            1 − F(x) = ((1 − c)·arg w + (c/J)·Σ arg(w − t_j) − x·b/|w|²)/(πc).
//            Upper edge: where b = 0 above all t_j.
// Reference: Marchenko & Pastur (1967), with w = −1/m and m the companion Stieltjes transform; Silverstein & Choi,
//            J. Multivariate Anal. 54 (1995) 295; F by the potential Φ = −zm − ln(−m) + c·mean ln(1 + tm), Φ′ = −m;
//            the edge: El Karoui, Ann. Probab. 35 (2007) 663.
// Not done:  c > 1.
namespace Heavytail.RandomMatrices;

/// <summary>The Marchenko–Pastur law for columns of unequal variances.</summary>
internal sealed class ColoredLaw
{
    private const int MaxSteps = 80;
    private const int Points = 28;

    private readonly double _aspect;
    private readonly double[] _variances;

    /// <param name="aspect">c, above 0 and at most 1.</param>
    /// <param name="variances">t_j, ascending, positive: equally likely ones.</param>
    public ColoredLaw(double aspect, double[] variances)
    {
        (_aspect, _variances) = (aspect, variances);
        First = Boundary(isUpper: false);
        Last = Boundary(isUpper: true);
    }

    /// <summary>a where the support begins.</summary>
    public double First { get; }

    /// <summary>a where the support ends.</summary>
    public double Last { get; }

    /// <summary>The end of the support.</summary>
    public double UpperEdge => Outlier(Last);

    /// <summary>
    /// s: eigenvalue λ_max/N of noise is at UpperEdge + s·N^−⅔ times a Tracy–Widom variable. With m = −1/w:
    /// s³ = ½·d²x/dm² = w³ + (c/J)·Σ (t·w/(w − t))³.
    /// </summary>
    public double EdgeScale
    {
        get
        {
            double sum = 0;
            foreach (double t in _variances)
            {
                double ratio = t * Last / (Last - t);
                sum += ratio * ratio * ratio;
            }

            return Math.Cbrt((Last * Last * Last) + (_aspect * sum / _variances.Length));
        }
    }

    /// <summary>Where a column of a variance above <see cref="Last"/> puts an eigenvalue.</summary>
    /// <param name="variance">Its variance.</param>
    public double Outlier(double variance)
    {
        double sum = 0;
        foreach (double t in _variances)
        {
            sum += t + (t * t / (variance - t));
        }

        return variance + (_aspect * sum / _variances.Length);
    }

    /// <summary>A point of the law.</summary>
    /// <param name="a">The parameter, between <see cref="First"/> and <see cref="Last"/>.</param>
    /// <param name="square">b² of a point near, to start from, then that of this one.</param>
    public (double Value, double Share) At(double a, ref double square)
    {
        square = Square(a, square);
        double b = Math.Sqrt(square);
        double sum = 0;
        double angles = 0;
        foreach (double t in _variances)
        {
            double distance = a - t;
            double size = (distance * distance) + square;
            sum += t + (size > 0 ? t * t * distance / size : 0);
            angles += Math.Atan2(b, distance);
        }

        double mean = _aspect / _variances.Length;
        double value = a + (mean * sum);
        double above = ((1 - _aspect) * Math.Atan2(b, a)) + (mean * angles) - (value * b / ((a * a) + square));
        return (value, 1 - Math.Clamp(above / (Math.PI * _aspect), 0, 1));
    }

    /// <summary>Quantiles by interpolation between points of the law.</summary>
    /// <param name="shares">Shares, ascending.</param>
    public double[] Quantiles(double[] shares)
    {
        double square = 1;
        double from = Parameter(shares[0], ref square);
        double to = Parameter(shares[^1], ref square);
        // One point beyond either end, so that every share has two points on each side.
        double step = (to - from) / (Points - 3);
        (double Value, double Share)[] points = new (double, double)[Points];
        for (int i = 0; i < Points; i++)
        {
            points[i] = At(Math.Clamp(from + ((i - 1) * step), First, Last), ref square);
        }

        double[] quantiles = new double[shares.Length];
        int first = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            while (first < Points - 4 && points[first + 2].Share < shares[i])
            {
                first++;
            }

            quantiles[i] = Interpolate(points.AsSpan(first, 4), shares[i]);
        }

        return quantiles;
    }

    /// <summary>The value at a share, by the cubic through four points; in a gap, its middle.</summary>
    private static double Interpolate(ReadOnlySpan<(double Value, double Share)> points, double share)
    {
        double sum = 0;
        for (int i = 0; i < points.Length; i++)
        {
            double weight = 1;
            for (int k = 0; k < points.Length; k++)
            {
                weight *= k == i ? 1 : (share - points[k].Share) / (points[i].Share - points[k].Share);
            }

            sum += weight * points[i].Value;
        }

        // A gap of the support has points of one share, of which no cubic goes through.
        return sum >= points[0].Value && sum <= points[^1].Value ? sum : 0.5 * (points[1].Value + points[2].Value);
    }

    /// <summary>a at a share, to a thousandth of it.</summary>
    private double Parameter(double share, ref double square)
    {
        (double low, double high) = (First, Last);
        for (int step = 0; step < MaxSteps; step++)
        {
            double a = 0.5 * (low + high);
            double found = At(a, ref square).Share;
            if (Math.Abs(found - share) < 1e-3)
            {
                return a;
            }

            (low, high) = found < share ? (a, high) : (low, a);
        }

        return 0.5 * (low + high);
    }

    /// <summary>b². The reciprocal of the sum is concave in it, so that Newton's steps do not overshoot.</summary>
    private double Square(double a, double start)
    {
        double square = start;
        for (int step = 0; step < MaxSteps; step++)
        {
            double sum = 0;
            double slope = 0;
            foreach (double t in _variances)
            {
                double distance = a - t;
                double inverse = 1 / Math.Max(1e-300, (distance * distance) + square);
                double term = t * t * inverse;
                sum += term;
                slope += term * inverse;
            }

            double mean = _aspect / _variances.Length;
            (sum, slope) = (sum * mean, slope * mean);
            double change = sum * (sum - 1) / slope;
            double next = Math.Max(0, square + change);
            if (Math.Abs(next - square) <= 1e-12 * next || next == square)
            {
                return next;
            }

            square = next;
        }

        return square;
    }

    /// <summary>Outside of all variances, where (c/J)·Σ t²/(a − t)² = 1.</summary>
    private double Boundary(bool isUpper)
    {
        double low = isUpper ? _variances[^1] : 0;
        double high = isUpper ? _variances[^1] * (2 + Math.Sqrt(_aspect)) : _variances[0];
        for (int step = 0; step < MaxSteps; step++)
        {
            double a = 0.5 * (low + high);
            double sum = 0;
            foreach (double t in _variances)
            {
                double ratio = t / (a - t);
                sum += ratio * ratio;
            }

            bool isInside = _aspect * sum > _variances.Length;
            (low, high) = isInside == isUpper ? (a, high) : (low, a);
        }

        return isUpper ? high : low;
    }
}
