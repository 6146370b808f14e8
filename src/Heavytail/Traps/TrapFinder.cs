// What:      which entries, and whether the mean, survive a random permutation of a matrix's entries as spikes.
// Formula:   a permuted matrix is σG + Σ θ_t·e_i·e_jᵀ + μ·11ᵀ. An entry is trapped iff θ = |w − μ| > σ·(N·M)^¼, the
//            mean iff |μ|·√(N·M) > σ·(N·M)^¼, with μ and σ of the entries that are not trapped; λ as in SpikeLaw. Of a
//            small matrix, noise of few entries passes that by chance, so each must also be further out than Gaussian
//            entries of that number get in 1 of 200 layers: Student's t of the entry against all others.
// Reference: Benaych-Georges & Nadakuditi, J. Multivariate Anal. 111 (2012) 120; Rosner, Technometrics 25 (1983) 165.
// Not done:  a permutation scatters entries of one row: each is a spike of its own, and only the cause says that they
//            share a row. Two that a permutation moves into one row or column by chance, about k²·(1/N + 1/M)/2 of k,
//            are one spike of √(θ₁² + θ₂²); λ is that of separate entries.
using MathNet.Numerics;

namespace Heavytail.Traps;

/// <summary>Finds the traps of a slice.</summary>
internal static class TrapFinder
{
    /// <summary>
    /// The share of layers of Gaussian entries that may have a trap by an entry, and as many by the mean.
    /// </summary>
    private const double Level = 0.005;

    /// <summary>
    /// Entries enter with the mean and σ of the others, which they change. The second round already finds the same.
    /// </summary>
    private const int MostRounds = 4;

    /// <summary>Of entries that share a row or column, one in so many may lie elsewhere.</summary>
    private const int Strays = 8;

    /// <summary>So many entries of a heavy-tailed multiset do not meet in one row or column by chance.</summary>
    private const int LeastOfLine = 8;

    /// <summary>
    /// Trapped entries that are told apart. More of them than half of √(N·M) would meet in rows and columns, and are a
    /// tail.
    /// </summary>
    public static int MostTraps(long entries) => (int)Math.Clamp(Math.Sqrt(entries) / 2, 1, 128);

    /// <summary>
    /// Entries that a scan keeps at each end: of a symmetric law, traps and what they are compared with lie half at
    /// one end and half at the other; of any law, as many as one end has are the furthest.
    /// </summary>
    public static int Capacity(long entries) =>
        (int)Math.Min(entries, ((MostTraps(entries) + TailTest.References(entries)) / 2) + 2);

    /// <summary>
    /// How many σ of all others an entry is at least away from their mean to be trapped: a quantile of Student's t is
    /// larger than that of the normal law.
    /// </summary>
    /// <param name="layer">Its layer, of more than one column.</param>
    /// <param name="family">Slices that share the false positives.</param>
    public static double LeastDistance(Layer layer, int family)
    {
        double level = Level / ((double)family * layer.Rows * layer.Columns);
        return Math.Max(
            SpikeLaw.Threshold(layer.N, layer.M),
            RunLimits.NormalQuantile(level / 2) - RunLimits.QuantileError);
    }

    /// <summary>The traps of a slice.</summary>
    /// <param name="scan">All its entries.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="slice">Its number.</param>
    /// <param name="family">Slices that share the false positives.</param>
    /// <param name="places">Where its entries lie.</param>
    /// <param name="needsTails">Whether <see cref="SliceTraps.TailIndex"/> is asked for.</param>
    public static SliceTraps Find(
        SliceScan scan, Layer layer, int slice, int family, EntryPlaces places, bool needsTails)
    {
        var far = new Furthest(scan);
        double threshold = SpikeLaw.Threshold(layer.N, layer.M);
        int trapped = 0;
        for (int round = 0; round < MostRounds; round++)
        {
            far.Sort(far.Rest(trapped).Mean);
            int before = trapped;
            trapped = layer.M > 1 ? far.Trapped(threshold, Level / ((double)family * places.SliceEntries)) : 0;
            if (trapped == before)
            {
                break;
            }
        }

        var rest = far.Rest(trapped);
        double unit = scan.Scale;
        var mean = layer.M > 1 ? MeanTrapOf(rest, unit, layer, Level / family) : null;
        double sigma = rest.Deviation / unit;
        double[] thetas = new double[trapped];
        for (int k = 0; k < trapped; k++)
        {
            thetas[k] = Math.Abs(far[k].Value - (rest.Mean / unit));
        }

        var entries = new EntryTrap[trapped];
        for (int k = 0; k < trapped; k++)
        {
            entries[k] = new EntryTrap(
                places.Of(slice, far[k].Index),
                far[k].Value,
                Math.Abs((far[k].Value * unit) - rest.Mean) / (rest.Deviation * threshold),
                SpikeLaw.Eigenvalue(thetas[k], sigma, layer.N, layer.M, SpikeLaw.Taken(thetas, k, sigma)));
        }

        if (trapped > 1)
        {
            // By λ, since all excesses are infinite where the other entries are equal.
            Array.Sort(entries, static (a, b) => b.Eigenvalue != a.Eigenvalue
                ? b.Eigenvalue.CompareTo(a.Eigenvalue)
                : a.Place.InTensor.CompareTo(b.Place.InTensor));
        }

        return new SliceTraps(
            slice,
            layer.N,
            layer.M,
            rest.Mean / unit,
            rest.Deviation / unit,
            mean,
            entries,
            CauseOf(entries, far, rest.Mean),
            needsTails ? TailTest.Index(far.Distances(rest.Mean), trapped, far.References) : null,
            IsComplete: far.Knows(trapped));
    }

    private static MeanTrap? MeanTrapOf(Moments rest, double unit, Layer layer, double level)
    {
        (double n, double m) = (layer.N, layer.M);
        double theta = Math.Abs(rest.Mean) * Math.Sqrt(n * m);
        double limit = rest.Deviation * SpikeLaw.Threshold(n, m);
        double t = Math.Abs(rest.Mean) * Math.Sqrt(rest.Count - 1) / rest.Deviation;
        return theta > limit && Chance(t, rest.Count - 1) < level
            ? new MeanTrap(theta / limit, SpikeLaw.Eigenvalue(theta / unit, rest.Deviation / unit, n, m))
            : null;
    }

    private static TrapCause CauseOf(EntryTrap[] entries, Furthest far, double mean)
    {
        int count = entries.Length;
        if (count == 0)
        {
            return TrapCause.None;
        }

        var line = count == 1 ? TrapCause.Entry
            : Shared(entries, entry => entry.Place.Row) ? TrapCause.Row
            : Shared(entries, entry => entry.Place.Column) ? TrapCause.Column
            : TrapCause.Entries;
        return (count <= far.MostTraps && far.Knows(count)
                && TailTest.StandApart(far.Distances(mean), count, far.References))
            || (line is TrapCause.Row or TrapCause.Column && count >= LeastOfLine)
            ? line
            : TrapCause.HeavyTail;
    }

    private static bool Shared(EntryTrap[] entries, Func<EntryTrap, int> line)
    {
        // Sorted, a line with so many entries has equal ones that far apart.
        int[] lines = Array.ConvertAll(entries, entry => line(entry));
        Array.Sort(lines);
        int least = entries.Length - (entries.Length / Strays);
        for (int first = 0; first + least <= lines.Length; first++)
        {
            if (lines[first] == lines[first + least - 1])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>P(|T| > t) of Student's t.</summary>
    public static double Chance(double t, double freedom) => freedom < 1 ? 1
        : double.IsFinite(t) ? SpecialFunctions.BetaRegularized(freedom / 2, 0.5, freedom / (freedom + (t * t)))
        : 0;
}
