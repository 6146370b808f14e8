// What:      the Stieltjes transform of the high-temperature Marchenko–Pastur law, M(u) = ∫dμ(t)/(u − t).
// Formula:   b = κ/2, c = 1 + b·(1 − 1/γ); u·M' = b·(u·M² − (c/b + u)·M + 1). M(1) is a continued fraction far above
//            the axis, carried down to it.
// Reference: the measure of associated Laguerre polynomials: Ismail, Letessier & Valent, Journal of Approximation
//            Theory 56 (1988) 337; steps of Dormand & Prince, J. of Computational and Applied Mathematics 6 (1980) 19.
// Not done:  Tricomi's U, whose parts cancel. An error of M shrinks or grows as Im M does along the real axis, so that
//            Riccati's equation, from above the bulk down to it and then to both sides, keeps the density's digits.
using System.Numerics;

namespace Heavytail.Fits.Laws;

/// <summary>The equation of the law with given parameters.</summary>
/// <param name="gamma">γ, above 1.</param>
/// <param name="kappa">κ, above 0.</param>
/// <param name="tolerance">The relative error of a step.</param>
internal sealed class HighTemperatureEquation(double gamma, double kappa, double tolerance)
{
    /// <summary>A step so short that the equation has no solution there.</summary>
    public const double LeastStep = 1e-10;

    /// <summary>Levels of the continued fraction.</summary>
    private const int Levels = 400;

    /// <summary>The relative error of a step.</summary>
    public double Tolerance { get; } = tolerance;

    public double B { get; } = 0.5 * kappa;

    public double C { get; } = 1 + (0.5 * kappa * (1 - (1 / gamma)));

    /// <summary>The density of what is not at 0, by −Im M.</summary>
    public double Scale { get; } = gamma / Math.PI;

    /// <summary>M at one point of the real axis, from above.</summary>
    /// <param name="Real">Re M.</param>
    /// <param name="Log">ln(−Im M).</param>
    /// <param name="Mass">The probability between u = 1 and the point, negative below 1.</param>
    public readonly record struct State(double Real, double Log, double Mass)
    {
        public static State operator +(State a, State b) => new(a.Real + b.Real, a.Log + b.Log, a.Mass + b.Mass);

        public static State operator *(double s, State a) => new(s * a.Real, s * a.Log, s * a.Mass);
    }

    /// <summary>The state at u = 1; NaN where it could not be computed.</summary>
    public State Start()
    {
        var m = AtOne();
        return new State(m.Real, Math.Log(-m.Imaginary), 0);
    }

    /// <summary>Derivatives by ln u.</summary>
    public State Slope(double at, State state)
    {
        double u = Math.Exp(at);
        double imaginary = Math.Exp(state.Log);
        double real = state.Real;
        return new State(
            B * ((u * ((real * real) - (imaginary * imaginary))) - (((C / B) + u) * real) + 1),
            (2 * B * u * real) - C - (B * u),
            Scale * imaginary * u);
    }

    /// <summary>One step of Dormand and Prince, the slope at its end, and its relative error.</summary>
    /// <param name="y">The state before it.</param>
    /// <param name="k1">The slope before it.</param>
    /// <param name="at">ln u before it.</param>
    /// <param name="h">Its length in ln u.</param>
    public (State Next, State Slope, double Error) Step(State y, State k1, double at, double h)
    {
        var k2 = Slope(at + (h / 5), y + (h / 5 * k1));
        var k3 = Slope(at + (0.3 * h), y + (h * 3 / 40 * k1) + (h * 9 / 40 * k2));
        var k4 = Slope(at + (0.8 * h), y + (h * 44 / 45 * k1) + (-h * 56 / 15 * k2) + (h * 32 / 9 * k3));
        var k5 = Slope(
            at + (h * 8 / 9),
            y + (h * 19372 / 6561 * k1) + (-h * 25360 / 2187 * k2) + (h * 64448 / 6561 * k3) + (-h * 212 / 729 * k4));
        var k6 = Slope(
            at + h,
            y + (h * 9017 / 3168 * k1) + (-h * 355 / 33 * k2) + (h * 46732 / 5247 * k3) + (h * 49 / 176 * k4)
                + (-h * 5103 / 18656 * k5));
        var next = y + (h * 35 / 384 * k1) + (h * 500 / 1113 * k3) + (h * 125 / 192 * k4)
            + (-h * 2187 / 6784 * k5) + (h * 11 / 84 * k6);
        var k7 = Slope(at + h, next);
        var off = (h * 71 / 57600 * k1) + (-h * 71 / 16695 * k3) + (h * 71 / 1920 * k4)
            + (-h * 17253 / 339200 * k5) + (h * 22 / 525 * k6) + (-h / 40 * k7);
        double scale = Math.Abs(y.Real) + Math.Exp(y.Log);
        double error = Math.Max(Math.Max(Math.Abs(off.Real) / scale, Math.Abs(off.Log)), Math.Abs(off.Mass));
        return (next, k7, error);
    }

    /// <summary>A step's length times this is the next one's.</summary>
    /// <param name="error">The step's error.</param>
    /// <param name="tolerance">The largest error.</param>
    public static double Growth(double error, double tolerance) =>
        Math.Clamp(0.9 * Math.Pow(tolerance / Math.Max(error, 1e-300), 0.2), 0.2, 4);

    private Complex AtOne()
    {
        // Recurrence of the associated Laguerre polynomials in y = b·u.
        double height = Math.Max(1, 8 / B);
        var z = new Complex(B, B * height);
        var tail = Complex.Zero;
        for (int n = Levels; n >= 1; n--)
        {
            tail = (n + B) * (n + B - C) / (z - ((2 * (n + B)) + 1 - C) - tail);
        }

        // The first level differs: (1 + b)·(1 + b − c) stands at n = 1, and b + 1 − c in place of 2b + 1 − c.
        var m = B / (z - (B + 1 - C) - tail);
        double at = height;
        double step = 0.01 * height;
        while (at > 0)
        {
            step = Math.Min(step, at);
            double most = Tolerance * -m.Imaginary;
            var (next, error) = Descend(m, at, step);
            if (!(error >= 0) || !(most > 0) || step < LeastStep * at)
            {
                return double.NaN;
            }

            if (error <= most)
            {
                m = next;
                at = step == at ? 0 : at - step;
            }

            step *= Growth(error, most);
        }

        return m;
    }

    /// <summary>One step down from u = 1 + i·at, of Runge and Kutta with two halves for its error.</summary>
    private (Complex Next, double Error) Descend(Complex m, double at, double h)
    {
        var whole = Classical(m, at, h);
        var half = Classical(Classical(m, at, 0.5 * h), at - (0.5 * h), 0.5 * h);
        return (half + ((half - whole) / 15), (half - whole).Magnitude);
    }

    private Complex Classical(Complex m, double at, double h)
    {
        var k1 = Down(m, at);
        var k2 = Down(m + (0.5 * h * k1), at - (0.5 * h));
        var k3 = Down(m + (0.5 * h * k2), at - (0.5 * h));
        var k4 = Down(m + (h * k3), at - h);
        return m + (h / 6 * (k1 + (2 * k2) + (2 * k3) + k4));
    }

    private Complex Down(Complex m, double at)
    {
        var u = new Complex(1, at);
        return -Complex.ImaginaryOne * B * ((m * m) - (((C / B / u) + 1) * m) + (1 / u));
    }
}
