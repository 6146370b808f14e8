// What:      which law a tail follows: the power law, unless a rival is better beyond chance.
// Formula:   each rival has the log-likelihood ratio R of the power law against it, and p: erfc(√|R|) for the three
//            families that contain the power law, Vuong's for the exponential, (1 − (xmax/xmin)^(1−α))^n for the
//            bounded one. Best is, of the rivals with p ≤ 0.05 and AIC = 2k − 2 ln L below the power law's by 2 or
//            more, the one with the smallest AIC.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), section 5; Akaike, IEEE TAC 19 (1974) 716. The 2:
//            laws that differ little everywhere have a tiny R with a tiny error, which Vuong's test calls significant.
// Not done:  no correction for five tests, and none between rivals, which small tails seldom tell apart.
namespace Heavytail.Fits.Laws;

/// <summary>A rival of the power law.</summary>
/// <param name="Law">The law.</param>
/// <param name="LogLikelihood">ln of its likelihood, of x/xmin.</param>
/// <param name="Ratio">The power law against it: R above 0 speaks for the power law.</param>
/// <param name="P">The p that decides between them.</param>
internal sealed record TailRival(TailLaw Law, double LogLikelihood, LikelihoodRatio Ratio, double P)
{
    /// <summary>Whether it is better than the power law beyond chance.</summary>
    public bool IsBetter => P <= TailComparison.Significant && AkaikeGain >= TailComparison.LeastGain;

    /// <summary>How far its AIC is below the power law's, which has one parameter.</summary>
    public double AkaikeGain => 2 * (1 - Law.ParameterCount - Ratio.R);
}

/// <summary>All laws of one tail.</summary>
/// <param name="PowerLaw">The power law.</param>
/// <param name="LogLikelihood">ln of its likelihood, of x/xmin.</param>
/// <param name="Rivals">The others, in the order of <see cref="TailLawKind"/>.</param>
internal sealed record TailComparison(ParetoLaw PowerLaw, double LogLikelihood, IReadOnlyList<TailRival> Rivals)
{
    public const double Significant = 0.05;

    public const double LeastGain = 2;

    /// <summary>The best law.</summary>
    public TailLawKind Best => Winner?.Law.Kind ?? TailLawKind.PowerLaw;

    /// <summary>
    /// The p of the power law against the best law; where it is the best itself, the smallest p of a rival that fits
    /// better, and 1 where none does.
    /// </summary>
    public double BestP => Winner?.P
        ?? Rivals.Where(rival => rival.Ratio.R < 0).Select(rival => rival.P).DefaultIfEmpty(1).Min();

    private TailRival? Winner => Rivals.Where(rival => rival.IsBetter).MaxBy(rival => rival.AkaikeGain);

    /// <summary>Fits all laws to the tail from xmin on.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="xmin">One of them.</param>
    /// <returns>Null where laws have no likelihood: see <see cref="TailSample.From"/>.</returns>
    public static TailComparison? Of(ReadOnlySpan<double> eigenvalues, double xmin) =>
        TailSample.From(eigenvalues, xmin) is { } sample ? Of(sample) : null;

    public static TailComparison Of(TailSample sample)
    {
        var powerLaw = ParetoLaw.Fit(sample);
        TailLaw[] rivals =
        [
            BoundedParetoLaw.Fit(sample), CutoffParetoLaw.Fit(sample), ExponentialLaw.Fit(sample),
            StretchedExponentialLaw.Fit(sample), LogNormalLaw.Fit(sample),
        ];
        return new TailComparison(
            powerLaw, powerLaw.LogLikelihood(sample), [.. rivals.Select(law => Rival(sample, powerLaw, law))]);
    }

    private static TailRival Rival(TailSample sample, ParetoLaw powerLaw, TailLaw law)
    {
        var ratio = LikelihoodRatio.Of(sample, powerLaw, law, law.ContainsPowerLaw);
        double p = law is BoundedParetoLaw ? BoundedParetoLaw.BoundP(sample) : ratio.Decisive;
        return new TailRival(law, law.LogLikelihood(sample), ratio, p);
    }
}
