namespace Heavytail.Tests.RandomMatrices;

/// <summary>
/// The Tracy–Widom law by its definition: q″ = s·q + 2q³ with q ~ Ai, and ln F₁(s) = −½∫ₛ(x − s)q² − ½∫ₛq, integrated
/// downward by Runge and Kutta.
/// </summary>
internal static class PainleveTracyWidom
{
    private const double Step = 1e-3;

    /// <summary>ln F₁ at points one distance apart.</summary>
    public static IEnumerable<(double S, double LogCdf)> LogCdf(double from, double to, double every)
    {
        // q, q′, u = ∫q², v = ∫(x − s)q², w = ∫q, from s on
        (double value, double slope) = Airy(from);
        double root = Math.Sqrt(from);
        double[] y = [value, slope, value * value / (2 * root), value * value / (4 * from), value / root];
        int steps = (int)Math.Round((from - to) / Step);
        int shown = (int)Math.Round(every / Step);
        for (int i = 1; i <= steps; i++)
        {
            y = Advance(from - ((i - 1) * Step), y, -Step);
            if (i % shown == 0)
            {
                yield return (from - (i * Step), -0.5 * (y[3] + y[4]));
            }
        }
    }

    private static double[] Advance(double s, double[] y, double h)
    {
        double[] a = Slopes(s, y);
        double[] b = Slopes(s + (h / 2), Moved(y, a, h / 2));
        double[] c = Slopes(s + (h / 2), Moved(y, b, h / 2));
        double[] d = Slopes(s + h, Moved(y, c, h));
        double[] next = new double[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            next[i] = y[i] + (h / 6 * (a[i] + (2 * b[i]) + (2 * c[i]) + d[i]));
        }

        return next;
    }

    private static double[] Slopes(double s, double[] y) =>
        [y[1], (s * y[0]) + (2 * y[0] * y[0] * y[0]), -y[0] * y[0], -y[2], -y[0]];

    private static double[] Moved(double[] y, double[] slopes, double h)
    {
        double[] moved = new double[y.Length];
        for (int i = 0; i < y.Length; i++)
        {
            moved[i] = y[i] + (h * slopes[i]);
        }

        return moved;
    }

    /// <summary>Ai and Ai′ by the trapezoidal rule on the path of steepest descent.</summary>
    private static (double Value, double Slope) Airy(double x)
    {
        const double Width = 0.02;
        double root = Math.Sqrt(x);
        (double value, double slope) = (0, 0);
        for (int i = 0; i < 400; i++)
        {
            double t = i * Width;
            double weight = Math.Exp(-root * t * t) * (i == 0 ? 0.5 : 1);
            (double sine, double cosine) = Math.SinCos(t * t * t / 3);
            value += weight * cosine;
            slope -= weight * ((root * cosine) + (t * sine));
        }

        double scale = Math.Exp(-2.0 / 3 * x * root) / Math.PI * Width;
        return (scale * value, scale * slope);
    }
}
