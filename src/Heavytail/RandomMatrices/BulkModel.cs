// What:      noise below k spikes: the quantiles to match a spectrum with; from its middle, σ² and shape.
// Formula:   with k spikes n = N − k, m = M − k, c = m/n;  q_i the Marchenko–Pastur quantile at (i − ½)/m;
//            σ̂² = Σ q_i·λ_(i) / (n·Σ q_i²) over i from ⌈0.2m⌉ to ⌊0.8m⌋, divided by 1 − 0.14/n, its mean on noise;
//            spread: λ_(i)/n = σ²·q_i·(1 + ν·(q_i − 1 − c)/(2c)) by least squares in σ² and σ²·ν. To first order these
//            are the quantiles where the columns of W have variances of mean σ² and coefficient of variation √ν.
// Reference: Ke, Ma & Lin, J. Amer. Statist. Assoc. 118 (2023) 374, Algorithm 1; that spikes take rows and columns, and
//            the figures of noise, are measured: bench, `bulk`. The first order: dF/dν = sin 2θ/(2πc).
// Not done:  a spread that is not small: see GammaBulk.
namespace Heavytail.RandomMatrices;

/// <summary>An (N − k) × (M − k) white matrix as spectra are matched with.</summary>
internal sealed class BulkModel
{
    private const double Low = 0.2;
    private const double High = 0.8;

    /// <summary>The mean of σ̂²/σ² on noise is 1 − this/n, for all shapes from 8 columns on.</summary>
    private const double MeanBias = 0.14;

    private readonly int _first;
    private readonly double[] _quantiles;
    private readonly double[] _changes;
    private readonly double _qq;
    private readonly double _qr;
    private readonly double _rr;

    /// <param name="rows">n.</param>
    /// <param name="columns">m.</param>
    /// <param name="probability">How often noise has a spike.</param>
    /// <param name="quantile">The Tracy–Widom quantile that is exceeded with it.</param>
    public BulkModel(int rows, int columns, double probability, double quantile)
    {
        (Rows, Columns) = (rows, columns);
        Law = new MarchenkoPastur(Math.Min(1, (double)columns / rows));
        Noise = new EstimatedEdge(rows, columns);
        Edge = Noise.At(probability, quantile);
        _first = Math.Max(1, (int)Math.Ceiling(Low * columns)) - 1;
        _quantiles = new double[Math.Max(1, (int)Math.Floor(High * columns) - _first)];
        _changes = new double[_quantiles.Length];
        Law.MidRankQuantiles(columns, _first, _quantiles);
        for (int i = 0; i < _quantiles.Length; i++)
        {
            double q = _quantiles[i];
            double r = q * (q - 1 - Law.Aspect) / (2 * Law.Aspect);
            _changes[i] = r;
            _qq += q * q;
            _qr += q * r;
            _rr += r * r;
        }
    }

    /// <summary>n.</summary>
    public int Rows { get; }

    /// <summary>m.</summary>
    public int Columns { get; }

    public MarchenkoPastur Law { get; }

    /// <summary>The law of λ_max/σ̂².</summary>
    public EstimatedEdge Noise { get; }

    /// <summary>The λ/σ̂² above which an eigenvalue is a spike.</summary>
    public double Edge { get; }

    /// <summary>Below 5 eigenvalues the window has no three values, and a line fits any two.</summary>
    public bool HasSpread => Columns >= 5;

    /// <summary>The mean of ν̂ on noise, measured.</summary>
    public double SpreadMean => 0.65 / Rows;

    /// <summary>The standard deviation of ν̂ on noise, measured.</summary>
    public double SpreadDeviation => (3.0 + (1.35 * Law.Aspect)) / Rows;

    /// <summary>σ̂², of the units of the eigenvalues.</summary>
    /// <param name="eigenvalues">Nonzero eigenvalues, ascending, of which the first m are noise.</param>
    public double Variance(ReadOnlySpan<double> eigenvalues) =>
        Product(_quantiles, eigenvalues) / _qq / (Rows - MeanBias);

    /// <summary>ν̂, the squared coefficient of variation of the columns' variances; may be below 0.</summary>
    /// <param name="eigenvalues">Nonzero eigenvalues, ascending, of which the first m are noise.</param>
    public double Spread(ReadOnlySpan<double> eigenvalues)
    {
        double qx = Product(_quantiles, eigenvalues);
        double rx = Product(_changes, eigenvalues);
        double spread = ((_qq * rx) - (_qr * qx)) / ((_rr * qx) - (_qr * rx));
        return double.IsFinite(spread) ? spread : 0;
    }

    private double Product(double[] factors, ReadOnlySpan<double> eigenvalues)
    {
        var window = eigenvalues.Slice(_first, factors.Length);
        double sum = 0;
        for (int i = 0; i < factors.Length; i++)
        {
            sum += factors[i] * window[i];
        }

        return sum;
    }
}
