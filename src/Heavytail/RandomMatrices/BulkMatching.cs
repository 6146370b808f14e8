// What:      σ² of the noise from the middle of a spectrum, whatever spikes are above.
// Formula:   with k spikes n = N − k, m = M − k, c = m/n;  q_i the Marchenko–Pastur quantile at (i − ½)/m;
//            σ̂² = Σ q_i·λ_(i) / (n·Σ q_i²) over i from ⌈0.2m⌉ to ⌊0.8m⌋, divided by 1 − 0.14/n, its mean on noise;
//            spread: λ_(i)/n = σ²·q_i·(1 + ν·(q_i − 1 − c)/(2c)) by least squares in σ² and σ²·ν. To first order these
//            are the quantiles where the columns of W have variances of mean σ² and coefficient of variation √ν.
// Reference: Ke, Ma & Lin, J. Amer. Statist. Assoc. 118 (2023) 374, Algorithm 1; that spikes take rows and columns, and
//            the figures of noise, are measured: bench, `theory`. The first order: dF/dν = sin 2θ/(2πc).
// Not done:  a spread that is not small: see GammaBulk.
using System.Buffers;

namespace Heavytail.RandomMatrices;

/// <summary>The regression of BEMA, on the eigenvalues below k spikes.</summary>
internal readonly struct BulkMatching
{
    /// <summary>Below this many eigenvalues the window has no two values.</summary>
    public const int LeastCount = 3;

    private const double Low = 0.2;
    private const double High = 0.8;

    /// <summary>The mean of σ̂²/σ² on noise is 1 − this/n, for all shapes from 8 columns on.</summary>
    private const double MeanBias = 0.14;

    private BulkMatching(double variance, double spread)
    {
        Variance = variance;
        Spread = spread;
    }

    /// <summary>σ̂², in the units of the eigenvalues divided by N.</summary>
    public double Variance { get; }

    /// <summary>ν̂, the squared coefficient of variation of the columns' variances; may be below 0.</summary>
    public double Spread { get; }

    /// <summary>Matches the bulk.</summary>
    /// <param name="eigenvalues">Nonzero eigenvalues, ascending.</param>
    /// <param name="shape">Their matrix.</param>
    /// <param name="spikes">How many of the largest are spikes.</param>
    public static BulkMatching Of(ReadOnlySpan<double> eigenvalues, BulkShape shape, int spikes)
    {
        int count = shape.Count - spikes;
        double aspect = shape.Aspect(spikes);
        int first = Math.Max(1, (int)Math.Ceiling(Low * count)) - 1;
        var window = eigenvalues[first..Math.Max(first + 1, (int)Math.Floor(High * count))];
        double[] rented = ArrayPool<double>.Shared.Rent(window.Length);
        var quantiles = rented.AsSpan(0, window.Length);
        new MarchenkoPastur(aspect).MidRankQuantiles(count, first, quantiles);
        double qq = 0;
        double qr = 0;
        double rr = 0;
        double qx = 0;
        double rx = 0;
        for (int i = 0; i < window.Length; i++)
        {
            double q = quantiles[i];
            double r = q * (q - 1 - aspect) / (2 * aspect);
            qq += q * q;
            qr += q * r;
            rr += r * r;
            qx += q * window[i];
            rx += r * window[i];
        }

        ArrayPool<double>.Shared.Return(rented);
        double rows = shape.EffectiveRows(spikes);
        double variance = qx / qq / rows / (1 - (MeanBias / rows));
        double spread = ((qq * rx) - (qr * qx)) / ((rr * qx) - (qr * rx));
        return new BulkMatching(variance, double.IsFinite(spread) ? spread : 0);
    }
}
