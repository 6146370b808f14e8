namespace Heavytail.Spectra;

/// <summary>
/// The empirical spectral density of a layer: the eigenvalues λ of WᵀW of each slice, squared singular values, not
/// divided by N, pooled and sorted.
/// </summary>
public sealed class EigenvalueSpectrum
{
    private readonly IReadOnlyList<double> _zeroBelow;

    /// <summary>Pools the singular values of a layer's slices.</summary>
    /// <param name="slices">Singular values of each slice, ascending.</param>
    /// <param name="zeroBelow">Of each slice, the singular value up to which it is zero: see <see cref="NumericalRank"/>.</param>
    public EigenvalueSpectrum(IReadOnlyList<double[]> slices, IReadOnlyList<double> zeroBelow)
    {
        Slices = slices;
        _zeroBelow = zeroBelow;
        double[] singular = [.. slices.SelectMany(slice => slice)];
        Array.Sort(singular);
        SingularValues = singular;
        Eigenvalues = Array.ConvertAll(singular, s => s * s);

        double[] nonZero = [.. slices.SelectMany((slice, k) => slice.Where(s => s > zeroBelow[k]))];
        Array.Sort(nonZero);
        NonZeroEigenvalues = Array.ConvertAll(nonZero, s => s * s);
    }

    /// <summary>Singular values of each slice, ascending.</summary>
    public IReadOnlyList<double[]> Slices { get; }

    /// <summary>All singular values, ascending.</summary>
    public IReadOnlyList<double> SingularValues { get; }

    /// <summary>All eigenvalues, ascending; M·rf of them.</summary>
    public IReadOnlyList<double> Eigenvalues { get; }

    /// <summary>The eigenvalues above the numerical rank of the stored type, ascending: what is fitted.</summary>
    public IReadOnlyList<double> NonZeroEigenvalues { get; }

    /// <summary>The numerical rank, summed over slices.</summary>
    public int Rank => NonZeroEigenvalues.Count;

    /// <summary>The largest eigenvalue.</summary>
    public double LambdaMax => Eigenvalues[^1];

    /// <summary>One slice as a spectrum of its own: the historical conventions pool nothing.</summary>
    public EigenvalueSpectrum Slice(int index) => new([Slices[index]], [_zeroBelow[index]]);
}
