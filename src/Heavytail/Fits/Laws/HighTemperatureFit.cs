// What:      the high-temperature Marchenko–Pastur law of a whole spectrum, by maximum likelihood.
// Formula:   λ = s·u (direct) or λ = s/u (inverse), u of the law; γ, κ and s maximize Σ ln(p(u_i)·u_i), the density of
//            ln λ, 1.001 ≤ γ ≤ 1000, 0.02 ≤ κ ≤ 200. For each γ and κ, s is where the slope of that sum is 0. The
//            tail of the inverse form is λ^−α, α = 1 + (κ/2)·(1 − 1/γ); that of the direct one is exponential.
// Reference: Hodgkinson, Wang & Mahoney, arXiv 2506.03470: matrices of weights have the direct form, of features the
//            inverse one.
// Not done:  eigenvalues count as independent; they repel each other, so likelihoods compare laws of one spectrum.
namespace Heavytail.Fits.Laws;

/// <summary>The fit of a whole spectrum.</summary>
/// <param name="IsInverse">Whether 1/λ follows the law.</param>
/// <param name="IsMarchenkoPastur">Whether κ is at its limit.</param>
/// <param name="Gamma">γ.</param>
/// <param name="Kappa">κ.</param>
/// <param name="Scale">s.</param>
/// <param name="LogLikelihood">ln of the density of ln λ, the mean over eigenvalues.</param>
/// <param name="Gain">That less its value by Marchenko and Pastur's law; 0 for that law.</param>
/// <param name="D">The largest distance between the two distribution functions.</param>
internal sealed record HighTemperatureFit(
    bool IsInverse,
    bool IsMarchenkoPastur,
    double Gamma,
    double Kappa,
    double Scale,
    double LogLikelihood,
    double Gain,
    double D)
{
    /// <summary>Fewest eigenvalues.</summary>
    public const int FewestValues = 20;

    private const double LeastGamma = 1.001;
    private const double MostGamma = 1000;
    private const double LeastKappa = 0.02;
    private const double MostKappa = 200;

    /// <summary>A third parameter has to gain more than 1 of the sum (Akaike).</summary>
    private const double LeastGain = 1;

    /// <summary>Points of a first look at the likelihood, ln(γ − 1) and ln κ.</summary>
    private static readonly double[] s_gammas = [-5, -3, -1, 1, 3, 5];

    private static readonly double[] s_kappas = [-2.5, -1, 0.5, 2, 3.5, 4.5];

    /// <summary>α of the tail of λ; null where there is no power law.</summary>
    public double? Alpha => IsInverse && !IsMarchenkoPastur ? 1 + (0.5 * Kappa * (1 - (1 / Gamma))) : null;

    /// <summary>Fits the law.</summary>
    /// <param name="ascending">Eigenvalues, positive, ascending.</param>
    /// <returns>Null for fewer than 20 eigenvalues, and where all are equal.</returns>
    public static HighTemperatureFit? Of(ReadOnlySpan<double> ascending)
    {
        int n = ascending.Length;
        if (n < FewestValues || ascending[0] == ascending[^1])
        {
            return null;
        }

        // By a power of two: W and 2^k·W have the same logarithms.
        int exponent = Math.ILogB(ascending[^1]);
        double[] logs = new double[n];
        double[] inverse = new double[n];
        for (int k = 0; k < n; k++)
        {
            logs[k] = Math.Log(Math.ScaleB(ascending[k], -exponent));
            inverse[n - 1 - k] = -logs[k];
        }

        var noise = Candidate.OfNoise(new LogSample(logs));
        var best = new[] { Candidate.Of(new LogSample(logs), false), Candidate.Of(new LogSample(inverse), true) }
            .MaxBy(found => found.Value)!;
        best = (best.Value - noise.Value) * n > LeastGain ? best : noise;
        return double.IsFinite(best.Value) ? best.Fit(noise.Value, exponent) : null;
    }

    /// <summary>A form with its parameters.</summary>
    private sealed record Candidate(LogSample Sample, bool IsInverse, double X, double Y, double Value)
    {
        private static readonly (double X, double Y) s_low = (Math.Log(LeastGamma - 1), Math.Log(LeastKappa));
        private static readonly (double X, double Y) s_high = (Math.Log(MostGamma - 1), Math.Log(MostKappa));

        private double Gamma => 1 + Math.Exp(X);

        private double Kappa => Math.Exp(Y);

        /// <summary>Marchenko and Pastur's law, its edges as soft as the largest κ makes them.</summary>
        public static Candidate OfNoise(LogSample sample)
        {
            double x = Maximum.Find(at => Profile(sample, at, s_high.Y), s_low.X, s_high.X);
            return new Candidate(sample, false, x, s_high.Y, Profile(sample, x, s_high.Y));
        }

        /// <summary>The parameters of one form.</summary>
        public static Candidate Of(LogSample sample, bool isInverse)
        {
            double At(double x, double y) => Profile(sample, x, y);
            var start = s_gammas.SelectMany(_ => s_kappas, (x, y) => new Peak(x, y, At(x, y)))
                .MaxBy(peak => peak.Value);
            var found = new Simplex(At, s_low, s_high).From(start.X, start.Y);
            return new Candidate(sample, isInverse, found.X, found.Y, found.Value);
        }

        public HighTemperatureFit Fit(double noise, int exponent)
        {
            var law = new HighTemperatureLaw(Gamma, Kappa);
            double shift = Sample.Fit(law).Shift;
            return new HighTemperatureFit(
                IsInverse,
                Y >= s_high.Y,
                Gamma,
                Kappa,
                Math.ScaleB(Math.Exp(IsInverse ? shift : -shift), exponent),
                Value,
                Value - noise,
                Sample.Distance(law, shift));
        }

        private static double Profile(LogSample sample, double x, double y) =>
            sample.Fit(new HighTemperatureLaw(1 + Math.Exp(x), Math.Exp(y))).Value;
    }
}
