// What:      how far a spectrum is from that of its permuted matrix, or from the law of noise.
// Formula:   rank by rank: p_i = λ_i/Σλ, q_i likewise, ascending; √((KL(p‖m) + KL(q‖m))/2), m = (p + q)/2, nats.
//            Jensen–Shannon: the same of two histograms over B bins that hold equal shares of both spectra together,
//            B = ⌈2·n^⅓⌉ for n values of the smaller, each spectrum with half of the weight; in bits, so that it is 0
//            of equal and 1 of disjoint spectra. Bins by rank make it the same in λ, ln λ and c·λ.
//            Wasserstein: W₁/⟨λ⟩ = Σ|λ_i − q_i|/Σλ_i with the law's quantiles q_i at (i − ½)/n.
// Reference: Lin, IEEE Trans. Inf. Theory 37 (1991) 145; WeightWatcher 0.7.5.5, RMT_Util.jensen_shannon_distance.
// Not done:  no correction for finite samples: two independent samples of n values of one law are about √(B/(4n·ln 2))
//            apart; eigenvalues, which repel, less.
using System.Numerics;

namespace Heavytail.Traps;

/// <summary>Distances between spectra, and between a spectrum and a law.</summary>
internal static class SpectrumDistance
{
    /// <summary>WeightWatcher's <c>rand_distance</c>, for which rank is the sample space.</summary>
    /// <param name="one">Eigenvalues, ascending, at least 0.</param>
    /// <param name="other">As many.</param>
    /// <returns>Null where a spectrum is all zeros.</returns>
    public static double? RankByRank(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        if (one.Length != other.Length)
        {
            throw new ArgumentException($"{one.Length} and {other.Length} eigenvalues", nameof(other));
        }

        (double all, double allOther) = (Sum(one), Sum(other));
        if (!(all > 0) || !(allOther > 0))
        {
            return null;
        }

        double divergence = 0;
        for (int i = 0; i < one.Length; i++)
        {
            divergence += Term(one[i] / all, other[i] / allOther);
        }

        return Math.Sqrt(Math.Max(0, divergence));
    }

    /// <summary>The Jensen–Shannon distance of the two densities, from 0 to 1.</summary>
    /// <param name="one">Eigenvalues, ascending; those that are zero to their precision as zeros.</param>
    /// <param name="other">Eigenvalues, as many or not.</param>
    /// <returns>Null where one is empty.</returns>
    public static double? JensenShannon(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        if (one.IsEmpty || other.IsEmpty)
        {
            return null;
        }

        int bins = Bins(Math.Min(one.Length, other.Length));

        // The largest product below is that of all shares; 64 bits hold it for spectra of some millions.
        double divergence = 2.0 * bins * one.Length * other.Length < long.MaxValue / 2
            ? Divergence<long>(one, other, bins)
            : Divergence<Int128>(one, other, bins);
        return Math.Sqrt(Math.Clamp(divergence / Math.Log(2), 0, 1));
    }

    /// <summary>The divergence of the histograms, in nats, in whole numbers of a type that holds 2·bins·n·m.</summary>
    private static double Divergence<T>(ReadOnlySpan<double> one, ReadOnlySpan<double> other, int bins)
        where T : IBinaryInteger<T>
    {
        // In units of 1/(bins·n·m): an eigenvalue of one spectrum, of the other, and both of a bin.
        var own = T.CreateChecked(bins) * T.CreateChecked(other.Length);
        var others = T.CreateChecked(bins) * T.CreateChecked(one.Length);
        var width = T.CreateChecked(2) * T.CreateChecked(one.Length) * T.CreateChecked(other.Length);
        double divergence = 0;
        (int i, int j) = (0, 0);
        for (int bin = 1; bin <= bins; bin++)
        {
            (int begin, int beginOther) = (i, j);

            // A bin ends where its share does, the last with all eigenvalues: i/n + j/m < 2·bin/bins.
            var share = T.CreateChecked(bin) * width;
            while ((T.CreateChecked(i) * own) + (T.CreateChecked(j) * others) < share)
            {
                // Equal eigenvalues fall into one bin.
                double value = i < one.Length && (j == other.Length || one[i] <= other[j]) ? one[i] : other[j];
                i = Past(one, i, value);
                j = Past(other, j, value);
            }

            divergence += Term((double)(i - begin) / one.Length, (double)(j - beginOther) / other.Length);
        }

        return divergence;
    }

    /// <summary>W₁ between a spectrum and a law, in units of the mean eigenvalue.</summary>
    /// <param name="eigenvalues">Eigenvalues, ascending.</param>
    /// <param name="quantiles">The law's quantiles at the mid-ranks, in the units of the eigenvalues.</param>
    /// <returns>Null where the spectrum is empty, or all zeros.</returns>
    public static double? Wasserstein(ReadOnlySpan<double> eigenvalues, ReadOnlySpan<double> quantiles)
    {
        double distance = 0;
        for (int i = 0; i < eigenvalues.Length; i++)
        {
            distance += Math.Abs(eigenvalues[i] - quantiles[i]);
        }

        double all = Sum(eigenvalues);
        return all > 0 ? distance / all : null;
    }

    /// <summary>The number of bins of a spectrum of n eigenvalues.</summary>
    public static int Bins(int n) => (int)Math.Ceiling(2 * Math.Cbrt(n));

    private static int Past(ReadOnlySpan<double> values, int first, double value)
    {
        while (first < values.Length && values[first] == value)
        {
            first++;
        }

        return first;
    }

    /// <summary>½·p·ln(p/m) + ½·q·ln(q/m), m = (p + q)/2.</summary>
    private static double Term(double p, double q)
    {
        double m = (p + q) / 2;
        return ((p > 0 ? p * Math.Log(p / m) : 0) + (q > 0 ? q * Math.Log(q / m) : 0)) / 2;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum;
    }
}
