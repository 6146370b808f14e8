// What:      p, how often values that do follow the fitted power law fit it worse than the spectrum does.
// Formula:   each replica has N values: with probability n/N one of the law from xmin on, else one of the values below
//            xmin, all with replacement; it is fitted as the spectrum, xmin chosen anew. p is the share of replicas
//            whose D is at least the spectrum's. R replicas give p to within ε = 1/(2√R), one standard error at most.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), section 4.1, which rejects the law at p ≤ 0.1.
// Not done:  p is no exact level: of samples of a power law 3 to 8 % have p ≤ 0.1, as their xmin was chosen to fit; and
//            eigenvalues of one matrix repel each other, so that they fit better still.

using Heavytail.Statistics;
namespace Heavytail.Fits;

/// <summary>The goodness of fit of a power law.</summary>
/// <param name="P">The share of replicas that fit no better than the spectrum.</param>
/// <param name="Replicas">Number of replicas.</param>
internal readonly record struct GoodnessOfFit(double P, int Replicas)
{
    /// <summary>At or below this p the law is rejected.</summary>
    public const double Rejected = 0.1;

    /// <summary>A tail of fewer values than these has no power against any other law.</summary>
    public const int FewestValues = 50;

    /// <summary>ε: the largest standard error that p can have with so many replicas.</summary>
    public double Precision => 0.5 / Math.Sqrt(Replicas);

    /// <summary>The number of replicas for a precision: 2,500 for 0.01.</summary>
    public static int ReplicasFor(double precision) => (int)Math.Ceiling(Math.Round(0.25 / (precision * precision), 6));

    /// <summary>Draws the replicas.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="equal">Which values are equal.</param>
    /// <param name="fit">Their fit with the same <paramref name="equal"/>.</param>
    /// <param name="replicas">Number of replicas.</param>
    /// <param name="seed">The seed; the same one gives the same p.</param>
    /// <param name="cancellation">Ends the draws.</param>
    /// <returns>Null where the fit failed.</returns>
    public static GoodnessOfFit? Of(
        ReadOnlySpan<double> eigenvalues,
        EqualValues equal,
        PowerLawFit fit,
        int replicas,
        int seed,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        if (fit.Status != FitStatus.Success)
        {
            return null;
        }

        double[] logs = LogTails.Of(EqualValues.Merge(eigenvalues, equal.Groups(eigenvalues))).Logs;
        var law = new Replica(logs, logs.Length - fit.TailCount, fit.Alpha);
        var random = new Twister(seed);
        int worse = 0;
        for (int k = 0; k < replicas; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            worse += law.Draw(random).FitsBelow(fit.D) ? 0 : 1;
        }

        return new GoodnessOfFit((double)worse / replicas, replicas);
    }

    /// <summary>The semi-parametric model of a spectrum.</summary>
    private sealed class Replica(double[] logs, int below, double alpha)
    {
        private readonly int[] _counts = new int[below];

        /// <summary>One replica in order: values below xmin by their counts, those of the law by spacings.</summary>
        public DrawnTails Draw(Twister random)
        {
            Array.Clear(_counts);
            int tail = 0;
            for (int k = 0; k < logs.Length; k++)
            {
                int index = random.Next(logs.Length);
                if (index < below)
                {
                    _counts[index]++;
                }
                else
                {
                    tail++;
                }
            }

            var drawn = new DrawnTails(logs.Length);
            for (int i = 0; i < below; i++)
            {
                drawn.Add(logs[i], _counts[i]);
            }

            // Rényi: the j-th smallest of m exponentials is a sum of exponentials, each over the number still to come.
            double log = logs[below];
            for (int left = tail; left > 0; left--)
            {
                log -= Math.Log(1 - random.NextDouble()) / (left * (alpha - 1));
                drawn.Add(log, 1);
            }

            return drawn;
        }
    }
}
