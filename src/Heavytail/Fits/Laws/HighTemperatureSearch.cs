namespace Heavytail.Fits.Laws;

/// <summary>
/// The most likely law of one form. What lies far from it is found by a part of the values, which is as good there;
/// the last steps are taken with all.
/// </summary>
/// <param name="sample">The logarithms of λ or of 1/λ.</param>
/// <param name="mostKappa">The largest κ.</param>
internal sealed class HighTemperatureSearch(LogSample sample, double mostKappa)
{
    private const double LeastGamma = 1.001;
    private const double LeastKappa = 0.02;

    /// <summary>Of the search along the largest κ: ln(γ − 1) to 2e-5.</summary>
    private const int Points = 12;

    private const int Sections = 25;

    /// <summary>Values of the first search: the quantiles of more differ by less than a law found by these is off.
    /// </summary>
    private const int FirstValues = 256;

    /// <summary>How far from what the first search found the second one looks: in ln(γ − 1), and in both.</summary>
    private const double Near = 0.1;

    /// <summary>Golden sections of the second search: to 2e-5, as the first.</summary>
    private const int LastSections = 18;

    private const int LastPoints = 3;

    /// <summary>Of laws that are searched: the mean of ln of their density is known to 1e-6, at most to 2e-5.</summary>
    private const double Tolerance = 1e-7;

    private static readonly (double Least, double Most) s_gamma =
        (Math.Log(LeastGamma - 1), Math.Log(HighTemperatureFit.MostGamma - 1));

    /// <summary>Points of a first look at the likelihood, ln(γ − 1) and ln κ.</summary>
    private static readonly double[] s_gammas = [-4, -1.5, 0.5, 3.5];

    private static readonly double[] s_kappas = [-2, 0, 1.5, 3, 4.5];

    /// <summary>The values.</summary>
    public LogSample Sample { get; } = sample;

    private readonly LogSample _part = sample.Thinned(FirstValues);

    private double MostY => Math.Log(mostKappa);

    private bool IsThinned => _part != Sample;

    /// <summary>ln(γ − 1) and ln κ of the best law, and the mean of ln of its density; κ is its largest.</summary>
    public Peak AtLimit()
    {
        double y = MostY;
        double x = Maximum.Find(at => Likelihood(_part, at, y), s_gamma.Least, s_gamma.Most, Points, Sections);
        x = IsThinned
            ? Maximum.Find(
                at => Likelihood(Sample, at, y),
                Math.Max(s_gamma.Least, x - Near),
                Math.Min(s_gamma.Most, x + Near),
                LastPoints,
                LastSections)
            : x;
        return new Peak(x, y, Likelihood(Sample, x, y));
    }

    /// <summary>The same with any κ.</summary>
    public Peak Anywhere()
    {
        var start = s_gammas
            .SelectMany(
                _ => s_kappas.Select(y => Math.Min(y, MostY)), (x, y) => new Peak(x, y, Likelihood(_part, x, y)))
            .MaxBy(peak => peak.Value);
        var found = Simplex(_part).From(start.X, start.Y);
        return IsThinned ? Simplex(Sample).Near(found.X, found.Y, Near) : found;
    }

    /// <summary>γ of a law that was found; the limit itself where it ended there.</summary>
    public static double GammaOf(Peak law) =>
        law.X >= s_gamma.Most ? HighTemperatureFit.MostGamma : 1 + Math.Exp(law.X);

    /// <summary>κ of a law that was found; the limit itself where it ended there.</summary>
    public double KappaOf(Peak law) => IsAtLimit(law) ? mostKappa : Math.Exp(law.Y);

    /// <summary>Whether κ of a law that was found is the largest.</summary>
    public bool IsAtLimit(Peak law) => law.Y >= MostY;

    private Simplex Simplex(LogSample values) => new(
        (x, y) => Likelihood(values, x, y), (s_gamma.Least, Math.Log(LeastKappa)), (s_gamma.Most, MostY));

    private static double Likelihood(LogSample values, double x, double y) =>
        values.Fit(new HighTemperatureLaw(1 + Math.Exp(x), Math.Exp(y), Tolerance)).Value;
}
