// What:      the power-law fit of the historical conventions: a distance whose law ends at the largest value, xmax.
// Formula:   for each distinct value x_i but the largest:  α_i = 1 + n / Σ_{j≥i} ln(x_j/x_i) over the n values from it
// on,
//            T(x) = (1 − (x/x_i)^(1−α_i)) / (1 − (xmax/x_i)^(1−α_i)),  D_i = max_j |T(x_{i+j}) − j/n|;
//            xmin is the x_i of the first smallest D_i.
// Reference: powerlaw.Fit(data, xmax=max(data)) of Alstott, Bullmore & Plenz, PLoS ONE 9 (2014) e85777, version 1.4.6.
// Not done:  xmax does not enter the likelihood, there as here: its search starts at this α and stays. As T(xmax) = 1,
// D is
//            never below 1/n.
namespace Heavytail.Fits;

/// <summary>Fits power laws that end at the largest eigenvalue.</summary>
internal static class XmaxPowerLaw
{
    /// <summary>Fits with every distinct value but the largest as a candidate xmin.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="equal">Which values are equal.</param>
    public static PowerLawFit Fit(ReadOnlySpan<double> eigenvalues, EqualValues equal)
    {
        if (eigenvalues.Length < 2)
        {
            return PowerLawFit.Failed(eigenvalues.IsEmpty ? FitStatus.AllZero : FitStatus.TooFewEigenvalues);
        }

        int[] groups = equal.Groups(eigenvalues);
        var merged = EqualValues.Merge(eigenvalues, groups);
        double largest = merged[^1];
        double[] logs = new double[merged.Length];
        double[] tailSums = new double[logs.Length]; // Σ_{j≥i} ln(x_j/x_max)
        double sum = 0;
        for (int i = logs.Length - 1; i >= 0; i--)
        {
            // The ratio first: so that c·λ gives the same bits as λ for any power of two c.
            logs[i] = Math.Log(merged[i] / largest);
            sum += logs[i];
            tailSums[i] = sum;
        }

        var best = (Index: -1, Alpha: double.NaN, D: double.PositiveInfinity);
        int witness = logs.Length - 1;
        foreach (int i in groups.AsSpan(..^1))
        {
            int n = logs.Length - i;
            double alpha = 1 + (n / (tailSums[i] - (n * logs[i])));
            double distance = new Tail(logs.AsSpan(i), alpha).Distance(best.D, i, ref witness);
            if (distance < best.D)
            {
                best = (i, alpha, distance);
            }
        }

        if (best.Index < 0)
        {
            return PowerLawFit.Failed(FitStatus.EqualEigenvalues);
        }

        int count = logs.Length - best.Index;
        return new PowerLawFit(
            FitStatus.Success,
            best.Alpha,
            eigenvalues[best.Index],
            eigenvalues[^1],
            best.D,
            (best.Alpha - 1) / Math.Sqrt(count),
            count);
    }

    /// <summary>The law of one candidate, and its values.</summary>
    private readonly ref struct Tail(ReadOnlySpan<double> logs, double alpha)
    {
        private readonly ReadOnlySpan<double> _logs = logs;
        private readonly double _first = logs[0];

        // The mean of ln(x/xmin) is at most ln(xmax/xmin), so this is at least 1 − 1/e: nothing cancels.
        private readonly double _whole = 1 - Math.Exp((1 - alpha) * (logs[^1] - logs[0]));

        /// <summary>
        /// D, or some number at or above <paramref name="limit"/> as soon as it is known to be there.
        /// </summary>
        /// <param name="limit">The smallest distance so far: what cannot beat it is left early.</param>
        /// <param name="start">The place of the tail among all values.</param>
        /// <param name="witness">
        /// The place where the last candidate was left, which mostly rules out this one too.
        /// </param>
        public double Distance(double limit, int start, ref int witness)
        {
            if (witness > start && Gap(witness - start) is double gap && gap >= limit)
            {
                return gap;
            }

            double largest = 0;
            for (int j = 0; j < _logs.Length; j++)
            {
                largest = Math.Max(largest, Gap(j));
                if (largest >= limit)
                {
                    witness = start + j;
                    break;
                }
            }

            return largest;
        }

        private double Gap(int j) => Math.Abs(
            ((1 - Math.Exp((1 - alpha) * (_logs[j] - _first))) / _whole) - ((double)j / _logs.Length));
    }
}
