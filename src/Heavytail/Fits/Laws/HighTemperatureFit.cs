// What:      the high-temperature Marchenko–Pastur law of a whole spectrum, by maximum likelihood.
// Formula:   λ = s·u (direct) or λ = s/u (inverse), u of the law; γ, κ and s maximize Σ ln(p(u_i)·u_i), the density of
//            ln λ, 1.001 ≤ γ ≤ 1000, 0.02 ≤ κ ≤ min(N, 200). For each γ and κ, s is where the slope of that sum is 0.
//            The tail of the inverse form is λ^−α, α = 1 + (κ/2)·(1 − 1/γ); that of the direct one is exponential.
//            Noise has the direct form with κ = N: κ = β·N for matrices whose eigenvalues repel by β, 1 for real ones.
// Reference: Hodgkinson, Wang & Mahoney, arXiv 2506.03470: matrices of weights have the direct form, of features the
//            inverse one; Dumitriu & Edelman, Journal of Mathematical Physics 43 (2002) 5830.
// Not done:  eigenvalues count as independent; they repel each other, so likelihoods compare laws of one spectrum.
namespace Heavytail.Fits.Laws;

/// <summary>The fit of a whole spectrum.</summary>
/// <param name="IsInverse">Whether 1/λ follows the law.</param>
/// <param name="IsMarchenkoPastur">Whether κ is that of noise, its limit.</param>
/// <param name="Gamma">γ; 1000 where the likelihood grows up to it.</param>
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

    /// <summary>The largest γ: the law is a gamma law to a thousandth.</summary>
    public const double MostGamma = 1000;

    /// <summary>The largest κ: edges are soft to some 3 % of the width.</summary>
    private const double MostKappa = 200;

    /// <summary>What the sum has to gain by a smaller κ or by the inverse: noise has more in 1 % of cases.</summary>
    private const double LeastGain = 1;

    /// <summary>Eigenvalues of orthogonal weights in F32 differ by less.</summary>
    private const double RoundingSpread = 1e-5;

    /// <summary>α of the tail of λ; null where there is no power law.</summary>
    public double? Alpha => IsInverse && !IsMarchenkoPastur ? 1 + (0.5 * Kappa * (1 - (1 / Gamma))) : null;

    /// <summary>Fits the law.</summary>
    /// <param name="ascending">Eigenvalues, positive, ascending.</param>
    /// <param name="rows">N, the larger dimension of the matrices that they are of.</param>
    /// <returns>
    /// Null for fewer than 20 eigenvalues, where all are equal, and where the law could not be computed.
    /// </returns>
    public static HighTemperatureFit? Of(ReadOnlySpan<double> ascending, int rows)
    {
        int n = ascending.Length;
        if (n < FewestValues || ascending[^1] - ascending[0] <= RoundingSpread * ascending[^1])
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

        double mostKappa = Math.Clamp(rows, 1, MostKappa);
        var direct = new HighTemperatureSearch(new LogSample(logs), mostKappa);
        var reversed = new HighTemperatureSearch(new LogSample(inverse), mostKappa);
        var noise = direct.AtLimit();
        var (best, other) = (Better(noise, direct.Anywhere(), n), Better(reversed.AtLimit(), reversed.Anywhere(), n));
        bool isInverse = Better(best, other, n) == other;
        if (Of(direct, noise, isInverse: false, exponent) is not { } limit)
        {
            return null;
        }

        if (!isInverse && best == noise)
        {
            return limit;
        }

        return Of(isInverse ? reversed : direct, isInverse ? other : best, isInverse, exponent) is not { } found ? null
            : (found.LogLikelihood - limit.LogLikelihood) * n > LeastGain
            ? found with { Gain = found.LogLikelihood - limit.LogLikelihood }
            : limit;
    }

    /// <summary>The first of two laws, unless the second is better beyond chance.</summary>
    private static Peak Better(Peak first, Peak second, int count) =>
        (second.Value - first.Value) * count > LeastGain ? second : first;

    /// <summary>The fit of a law that was found; null where it could not be computed.</summary>
    private static HighTemperatureFit? Of(HighTemperatureSearch search, Peak peak, bool isInverse, int exponent)
    {
        (double gamma, double kappa) = (HighTemperatureSearch.GammaOf(peak), search.KappaOf(peak));
        var law = new HighTemperatureLaw(gamma, kappa);
        var (value, shift) = search.Sample.Fit(law);
        double scale = Math.ScaleB(Math.Exp(isInverse ? shift : -shift), exponent);
        double distance = search.Sample.Distance(law, shift);
        return double.IsFinite(value) && double.IsFinite(scale) && double.IsFinite(distance)
            ? new HighTemperatureFit(isInverse, search.IsAtLimit(peak), gamma, kappa, scale, value, 0, distance)
            : null;
    }
}
