// What:      an interval of α that costs about one more fit: the exponents of all tails that fit about as well.
// Formula:   the tail of n_i values from x_i on is plausible if n_i ≥ 5 and D_i ≤ D + 0.2/√n_i, D that of the fit;
//            the interval is the hull of 1 + (α_i − 1)·exp(±z_i/√n_i), z_i = 1.4 + 2/√n_i, over them and the fit's own.
// Reference: derived here. D of a true law varies by about 0.26/√n, so a tail whose D is above the smallest by less is
//            no worse; the choice among them is what the error (α − 1)/√n leaves out. The constants are calibrated for
//            95 % on power laws above a bulk, of 25 to 5,000 values: `Heavytail.Benchmarks calibrate coverage`.
// Not done:  independent values, as in the bootstrap; a tail that is a tenth of a small spectrum and less hides in it.
namespace Heavytail.Fits;

/// <summary>The interval of α that every analysis can afford.</summary>
internal static class PlausibleTails
{
    /// <summary>A smaller tail fits any exponent.</summary>
    public const int Fewest = 5;

    /// <summary>How much larger √n·D may be than with the fit's own distance.</summary>
    private const double Slack = 0.2;

    /// <summary>Standard errors of ln(α − 1) on either side of each exponent, of a large tail.</summary>
    private const double Errors = 1.4;

    /// <summary>How many more there are of a small tail, times √n.</summary>
    private const double MoreErrors = 2;

    /// <summary>Factors of tails of most layers, by their number of values: each is asked for in every layer.</summary>
    private static readonly double[] s_factors = [.. Enumerable.Range(0, 1 << 11).Select(Factor)];

    /// <summary>The interval.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="equal">Which values are equal.</param>
    /// <param name="fit">Their fit with the same <paramref name="equal"/>.</param>
    /// <returns>Null where the fit failed.</returns>
    public static AlphaInterval? Interval(ReadOnlySpan<double> eigenvalues, EqualValues equal, PowerLawFit fit) =>
        fit.Status == FitStatus.Success ? Interval(new TailCandidates(eigenvalues, equal), fit) : null;

    /// <summary>The interval.</summary>
    /// <param name="candidates">Those of the spectrum.</param>
    /// <param name="fit">The fit among them.</param>
    /// <returns>Null where the fit failed.</returns>
    public static AlphaInterval? Interval(TailCandidates candidates, PowerLawFit fit)
    {
        if (fit.Status != FitStatus.Success || candidates is not { Groups: var groups, Tails: { } tails })
        {
            return null;
        }

        var screen = new CandidateExclusion(tails.Logs);
        var hull = Around(fit.Alpha, fit.TailCount);

        // Small tails first: their exponents vary most, so that most of the others need no look at their distance.
        for (int g = groups.Length - 2; g >= 0; g--)
        {
            int count = tails.Count(groups[g]);
            if (count < Fewest)
            {
                continue;
            }

            double alpha = tails.Alpha(groups[g]);
            var own = Around(alpha, count);
            if (!(own.Low < hull.Low || own.High > hull.High))
            {
                continue;
            }

            double limit = fit.D + (Slack / Math.Sqrt(count));
            if (double.IsFinite(alpha)
                && !screen.Excludes(groups[g], alpha, limit)
                && KolmogorovSmirnov.Distance(tails.Logs.AsSpan(groups[g]), alpha, limit) < limit)
            {
                hull = new AlphaInterval(Math.Min(own.Low, hull.Low), Math.Max(own.High, hull.High), hull.Count + 1);
            }
        }

        return hull;
    }

    private static AlphaInterval Around(double alpha, int count)
    {
        double factor = count < s_factors.Length ? s_factors[count] : Factor(count);
        return new AlphaInterval(1 + ((alpha - 1) / factor), 1 + ((alpha - 1) * factor), 1);
    }

    /// <summary>e^(z/√n).</summary>
    private static double Factor(int count)
    {
        double root = Math.Sqrt(count);
        return Math.Exp((Errors + (MoreErrors / root)) / root);
    }
}
