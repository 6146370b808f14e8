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

        double mostKappa = Math.Clamp(rows, 1, MostKappa);
        var (noise, direct) = Both(new LogSample(logs), mostKappa);
        var (_, reversed) = Both(new LogSample(inverse), mostKappa);
        bool isInverse = (reversed.Value - direct.Value) * n > LeastGain;
        var best = isInverse ? reversed : direct;
        if (!double.IsFinite(best.Value) || !double.IsFinite(noise.Value))
        {
            return null;
        }

        double gamma = HighTemperatureSearch.GammaOf(best);
        bool isLimit = best.Y >= Math.Log(mostKappa);
        double kappa = isLimit ? mostKappa : Math.Exp(best.Y);
        var law = new HighTemperatureLaw(gamma, kappa);
        var sample = new LogSample(isInverse ? inverse : logs);
        double shift = sample.Fit(law).Shift;
        double scale = Math.ScaleB(Math.Exp(isInverse ? shift : -shift), exponent);
        double distance = sample.Distance(law, shift);
        return new HighTemperatureFit(
            isInverse, isLimit, gamma, kappa, scale, best.Value, best.Value - noise.Value, distance);
    }

    /// <summary>The law at the largest κ, and the best one, which is the same unless a smaller κ explains more.</summary>
    private static (Peak AtLimit, Peak Best) Both(LogSample sample, double mostKappa)
    {
        var search = new HighTemperatureSearch(sample, mostKappa);
        var (limit, best) = (search.AtLimit(), search.Anywhere());
        return (limit, (best.Value - limit.Value) * sample.Count > LeastGain ? best : limit);
    }
}
