// What:      a bulk that is not flat: noise whose columns have variances drawn from a gamma law, and the edge of that.
// Formula:   variances σ²·t, t gamma of shape θ and mean 1 (coefficient of variation 1/√θ), at mid-ranks by Wilson and
//            Hilferty: t = (1 − 1/(9θ) + z/(3√θ))³;  Q_θ the quantiles of ColoredLaw;  θ̂ minimizes over the middle
//            60 % Σ (λ/n − σ²·Q_θ)², σ² by least squares. Edge: the larger of the support's end with its Tracy–Widom
//            quantile, and the eigenvalue of a column as large as the largest of M is at the level.
// Reference: Ke, Ma & Lin, J. Amer. Statist. Assoc. 118 (2023) 374, Algorithm 2; theirs draws matrices for Q_θ and for
//            the edge. As in BulkSearch the spikes are taken out, and the rest is fitted again.
// Not done:  θ below 0.25: the law of Wilson and Hilferty is not close to gamma there.
using MathNet.Numerics.Distributions;

namespace Heavytail.RandomMatrices;

/// <summary>The bulk of a layer under unequal column variances.</summary>
/// <param name="Theta">θ, the shape; large for a flat bulk.</param>
/// <param name="Sigma">σ, of the mean column; of slices the root mean square.</param>
/// <param name="Edge">λ above which an eigenvalue is a spike.</param>
/// <param name="Spikes">How many are.</param>
/// <param name="KolmogorovSmirnov">The distance of the eigenvalues below the spikes from the law.</param>
internal sealed record GammaBulk(double Theta, double Sigma, double Edge, int Spikes, double KolmogorovSmirnov)
{
    private const int LeastCount = 20;
    private const int LeastRank = 8;
    private const int MaxRounds = 12;
    private const int Blocks = 16;
    private const int SearchSteps = 16;
    private static readonly double s_golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>The coefficient of variation of the columns' variances.</summary>
    public double Spread => 1 / Math.Sqrt(Theta);

    /// <summary>Fits one matrix; null if it has fewer than 20 nonzero eigenvalues.</summary>
    /// <param name="eigenvalues">Eigenvalues of WᵀW, ascending.</param>
    /// <param name="rows">N, the longer dimension.</param>
    /// <param name="rank">How many of the largest eigenvalues are not zero; null for all.</param>
    /// <param name="level">The share of noise that has no spike.</param>
    public static GammaBulk? Fit(
        double[] eigenvalues, int rows, int? rank = null, double level = BulkFit.DefaultLevel) =>
        Fit([eigenvalues], rows, [rank ?? eigenvalues.Length], level);

    /// <summary>
    /// Fits the slices of a layer, which have one θ and each a σ; null if those of full rank have fewer than 20 nonzero
    /// eigenvalues together, or 8 each.
    /// </summary>
    /// <param name="slices">Eigenvalues of WᵀW of each slice, ascending.</param>
    /// <param name="rows">N, the longer dimension of a slice.</param>
    /// <param name="ranks">How many of the largest eigenvalues of each slice are not zero.</param>
    /// <param name="level">The share of noise layers that have no spike.</param>
    public static GammaBulk? Fit(
        IReadOnlyList<double[]> slices, int rows, IReadOnlyList<int> ranks, double level = BulkFit.DefaultLevel)
    {
        int rank = ranks.Count == 0 ? 0 : ranks.Max();
        double[][] full = [.. slices.Where((_, i) => ranks[i] == rank).Select(slice => slice[^rank..])];
        if (rank < LeastRank || rank * full.Length < LeastCount)
        {
            return null;
        }

        double[] scales = [.. full.Select(MiddleMean)];
        for (int i = 0; i < full.Length; i++)
        {
            double scale = scales[i];
            full[i] = Array.ConvertAll(full[i], value => value / scale);
        }

        double[] means = [.. Enumerable.Range(0, rank).Select(i => full.Average(slice => slice[i]))];
        double single = Math.Pow(level, 1.0 / full.Length);
        int spikes = 0; // of a slice, on average
        for (int round = 0; ; round++)
        {
            var (theta, variance) = Match(means, rows, spikes);
            double edge = variance * NoiseEdge(theta, rows - spikes, rank - spikes, single);
            int above = full.Sum(slice => slice.Count(value => value > edge));
            int next = (int)Math.Round((double)above / full.Length);
            if (next <= spikes || next > rank / 2 || round == MaxRounds)
            {
                double[] bulk = [.. full.SelectMany(slice => slice).Where(value => value <= edge).Order()];
                double aspect = Math.Min(1, (double)(rank - spikes) / (rows - spikes));
                var law = new ColoredLaw(aspect, Variances(theta, Nodes(rank, rows)));
                double scale = scales.Average();
                return new GammaBulk(
                    theta,
                    Math.Sqrt(variance * scale),
                    edge * scale,
                    above,
                    Distance(law, bulk, variance * (rows - spikes)));
            }

            spikes = next;
        }
    }

    private static double MiddleMean(double[] values)
    {
        int first = (int)(0.2 * values.Length);
        int last = (int)(0.8 * values.Length);
        double sum = 0;
        foreach (double value in values.AsSpan(first..last))
        {
            sum += value / (last - first);
        }

        return sum;
    }

    /// <summary>The λ/σ² that noise exceeds with the rest of the level.</summary>
    private static double NoiseEdge(double theta, int rows, int columns, double level)
    {
        double[] variances = Variances(theta, columns);
        var law = new ColoredLaw(Math.Min(1, (double)columns / rows), variances);
        double end = law.UpperEdge
            + (law.EdgeScale / Math.Pow(rows, 2.0 / 3) * TracyWidom.UpperQuantile(1 - level));
        double top = WilsonHilferty(theta, Normal.InvCDF(0, 1, Math.Pow(level, 1.0 / columns)));
        // The eigenvalue of the largest column varies by about √(2/N) of itself.
        return rows * (top > law.Last ? Math.Max(end, law.Outlier(top) * (1 + Math.Sqrt(2.0 / rows))) : end);
    }

    private static (double Theta, double Variance) Match(double[] ratios, int rows, int spikes)
    {
        int columns = ratios.Length - spikes;
        double aspect = Math.Min(1, (double)columns / (rows - spikes));
        int first = (int)(0.2 * columns);
        int width = (int)(0.8 * columns) - first;
        int blocks = Math.Min(Blocks, width);
        double[] shares = new double[blocks];
        double[] means = new double[blocks];
        for (int i = 0; i < blocks; i++)
        {
            int from = first + (width * i / blocks);
            int to = first + (width * (i + 1) / blocks);
            shares[i] = 0.5 * (from + to) / columns;
            foreach (double ratio in ratios.AsSpan(from..to))
            {
                means[i] += ratio / (to - from);
            }
        }

        int nodes = Nodes(columns, rows);
        // Golden section in ln θ.
        double low = Math.Log(0.25);
        double high = Math.Log(1e4);
        double left = high - (s_golden * (high - low));
        double right = low + (s_golden * (high - low));
        double atLeft = Misfit(left).Sum;
        double atRight = Misfit(right).Sum;
        for (int step = 0; step < SearchSteps; step++)
        {
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (s_golden * (high - low));
                atLeft = Misfit(left).Sum;
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (s_golden * (high - low));
                atRight = Misfit(right).Sum;
            }
        }

        double best = 0.5 * (low + high);
        return (Math.Exp(best), Misfit(best).Variance / (rows - spikes));

        (double Sum, double Variance) Misfit(double log)
        {
            double[] quantiles = new ColoredLaw(aspect, Variances(Math.Exp(log), nodes)).Quantiles(shares);
            (double xx, double qx, double qq) = (0, 0, 0);
            for (int i = 0; i < blocks; i++)
            {
                xx += means[i] * means[i];
                qx += means[i] * quantiles[i];
                qq += quantiles[i] * quantiles[i];
            }

            return (xx - (qx * qx / qq), qx / qq);
        }
    }

    private static double Distance(ColoredLaw law, ReadOnlySpan<double> ratios, double unit)
    {
        const int Points = 128;
        double square = 1;
        var before = (Value: 0.0, Share: 0.0);
        double largest = 0;
        int index = 0;
        for (int i = 0; i <= Points && index < ratios.Length; i++)
        {
            // Dense at the lower end, where the law is.
            double part = (double)i / Points;
            var point = law.At(law.First + ((law.Last - law.First) * part * part), ref square);
            for (; index < ratios.Length && (ratios[index] / unit <= point.Value || i == Points); index++)
            {
                double x = Math.Min(ratios[index] / unit, point.Value);
                double share = point.Value > before.Value
                    ? before.Share + ((point.Share - before.Share) * (x - before.Value) / (point.Value - before.Value))
                    : point.Share;
                double rank = (double)index / ratios.Length;
                largest = Math.Max(largest, Math.Max(share - rank, rank + (1.0 / ratios.Length) - share));
            }

            before = point;
        }

        return largest;
    }

    /// <summary>As many variances as blur into a density: columns of few rows blur more.</summary>
    private static int Nodes(int columns, int rows) => Math.Min(columns, columns < rows / 50 ? 256 : 64);

    private static double[] Variances(double theta, int count)
    {
        double[] variances = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            variances[i] = WilsonHilferty(theta, Normal.InvCDF(0, 1, (i + 0.5) / count));
            sum += variances[i];
        }

        foreach (ref double variance in variances.AsSpan())
        {
            variance *= count / sum;
        }

        return variances;
    }

    private static double WilsonHilferty(double theta, double z)
    {
        double root = Math.Max(0.01, 1 - (1 / (9 * theta)) + (z / (3 * Math.Sqrt(theta))));
        return root * root * root;
    }
}
