// What:      continuous power-law fit of a spectrum's tail, with xmin chosen by the Kolmogorov–Smirnov distance.
// Formula:   for each x_i:  n = N − i,  α_i = 1 + n / Σ_{j≥i} ln(x_j/x_i),
//            D_i = max_j | 1 − (x_{i+j}/x_i)^(1−α_i) − j/n |;  xmin is the x_i of the first smallest D_i.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), eq. 3.1 and 3.9; the search as in WeightWatcher's WWFit.
// Not done:  no upper cut-off in the likelihood, no p-value; the empirical distribution is j/n only, so that D is
//            one-sided at each point, as in WeightWatcher, powerlaw and plfit.
namespace Heavytail.Fits;

/// <summary>Fits power laws to eigenvalues.</summary>
public static class PowerLaw
{
    /// <summary>
    /// Eigenvalues are known to about n·ε·λ_max; tails whose values agree to this are taken as one value, of which no
    /// exponent can be had.
    /// </summary>
    private const double EqualTolerance = 1e-12;

    /// <summary>Fits with every value but the largest as a candidate xmin.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="acceptInfinite">Whether α = ∞ counts as a fit, as WeightWatcher has it.</param>
    public static PowerLawFit Fit(ReadOnlySpan<double> eigenvalues, bool acceptInfinite = false)
    {
        if (eigenvalues.Length < 2)
        {
            return PowerLawFit.Failed(eigenvalues.IsEmpty ? FitStatus.AllZero : FitStatus.TooFewEigenvalues);
        }

        int count = eigenvalues.Length;
        double largest = eigenvalues[^1];
        double[] logs = new double[count];
        double[] tailSums = new double[count]; // Σ_{j≥i} ln(x_j/x_max)
        double sum = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            // The ratio first: so that c·λ gives the same bits as λ for any power of two c.
            logs[i] = Math.Log(eigenvalues[i] / largest);
            sum += logs[i];
            tailSums[i] = sum;
        }

        (int best, double bestAlpha, double bestDistance) = (-1, double.NaN, double.PositiveInfinity);
        for (int i = 0; i < count - 1; i++)
        {
            int n = count - i;
            (double alpha, double distance) = IsOneValue(eigenvalues[i], largest)
                ? (double.PositiveInfinity, (n - 1.0) / n)
                : Evaluate(logs.AsSpan(i), tailSums[i], bestDistance);
            if (distance < bestDistance)
            {
                (best, bestAlpha, bestDistance) = (i, alpha, distance);
            }
        }

        if (double.IsInfinity(bestAlpha) && !acceptInfinite)
        {
            return PowerLawFit.Failed(FitStatus.EqualEigenvalues);
        }

        double xmin = eigenvalues[best];
        int tail = count - best;
        while (tail < count && eigenvalues[count - tail - 1] == xmin)
        {
            tail++; // ties below the chosen candidate belong to the tail λ ≥ xmin
        }

        double sigma = (bestAlpha - 1) / Math.Sqrt(count - best);
        return new PowerLawFit(FitStatus.Success, bestAlpha, xmin, largest, bestDistance, sigma, tail);
    }

    private static bool IsOneValue(double x, double largest) => largest - x <= largest * EqualTolerance;

    /// <summary>α and D of one candidate; D is only exact where it is below <paramref name="limit"/>.</summary>
    private static (double Alpha, double Distance) Evaluate(ReadOnlySpan<double> logs, double tailSum, double limit)
    {
        int n = logs.Length;
        double alpha = 1 + (n / (tailSum - (n * logs[0])));
        return alpha > 1 && double.IsFinite(alpha)
            ? (alpha, KolmogorovSmirnov.Distance(logs, alpha, limit))
            : (alpha, 1);
    }
}
