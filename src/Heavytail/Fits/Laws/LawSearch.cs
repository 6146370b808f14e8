// What:      a law of a tail with an xmin of its own: the one of the smallest Kolmogorov–Smirnov distance.
// Formula:   for each distinct x_i with two or more values above it, the law is fitted to the tail from x_i on;
//            D_i = max_j |F(x_(i+j)) − j/n|; the first smallest D_i is taken.
// Reference: powerlaw.Fit(…, distribution=…) 1.4.6, as WeightWatcher's TPL and E_TPL use it.
// Not done:  every candidate is fitted, and each of its values is looked at: N fits and N²/2 distances.
namespace Heavytail.Fits.Laws;

/// <summary>A law with the tail that it fits best.</summary>
/// <param name="Law">The law.</param>
/// <param name="XMin">Where its tail begins.</param>
/// <param name="D">The distance.</param>
/// <param name="TailCount">Number of values at or above xmin.</param>
internal sealed record LawSearch(TailLaw Law, double XMin, double D, int TailCount)
{
    /// <summary>Searches.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="fit">The fit of a law.</param>
    /// <param name="least">The smallest candidate.</param>
    /// <param name="most">The largest candidate.</param>
    /// <returns>Null where no candidate has a law.</returns>
    public static LawSearch? Run(
        ReadOnlySpan<double> eigenvalues,
        Func<TailSample, TailLaw> fit,
        double least = 0,
        double most = double.PositiveInfinity)
    {
        LawSearch? best = null;
        for (int i = 0; i < eigenvalues.Length - 2; i++)
        {
            double xmin = eigenvalues[i];
            if ((i > 0 && xmin == eigenvalues[i - 1])
                || xmin < least || xmin > most
                || TailSample.From(eigenvalues[i..], xmin) is not { } sample)
            {
                continue;
            }

            var law = fit(sample);
            double distance = Distance(sample, law);
            if (best is null || distance < best.D)
            {
                best = new LawSearch(law, xmin, distance, sample.Count);
            }
        }

        return best;
    }

    private static double Distance(TailSample sample, TailLaw law)
    {
        double[] survivals = law.Survivals(sample.Logs);
        double largest = 0;
        for (int j = 0; j < survivals.Length; j++)
        {
            largest = Math.Max(largest, Math.Abs(1 - survivals[j] - ((double)j / survivals.Length)));
        }

        return largest;
    }
}
