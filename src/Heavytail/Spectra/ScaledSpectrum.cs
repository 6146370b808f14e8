using Heavytail.Statistics;

namespace Heavytail;

/// <summary>
/// A spectrum as a convention reads it: the eigenvalues of c·W, pooled over slices and sorted, or those of one slice.
/// </summary>
public sealed class ScaledSpectrum
{
    private readonly IReadOnlyList<SliceSpectrum> _slices;
    private readonly double _factor;
    private readonly double[] _all;
    private readonly double[] _nonZero;

    /// <summary>All slices of a spectrum.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="factor">c².</param>
    internal ScaledSpectrum(Spectrum spectrum, double factor)
        : this(spectrum.Slices, factor, spectrum.Method, spectrum.Precision)
    {
    }

    private ScaledSpectrum(
        IReadOnlyList<SliceSpectrum> slices, double factor, SpectrumMethod method, Precision precision)
    {
        _slices = slices;
        _factor = factor;
        Method = method;
        Precision = precision;
        double[][] singular = [.. slices.Select(slice => slice.SingularValues(factor))];
        Slices = singular;
        double[] pooled = Sorted(singular, slices.Select(slice => slice.Count));
        _all = Squares(pooled);
        SingularValues = pooled;
        _nonZero = slices.All(slice => slice.Rank == slice.Count)
            ? _all
            : Squares(Sorted(singular, slices.Select(slice => slice.Rank)));
    }

    /// <summary>The singular values of each slice, ascending.</summary>
    public IReadOnlyList<double[]> Slices { get; }

    /// <summary>All singular values, ascending.</summary>
    public IReadOnlyList<double> SingularValues { get; }

    /// <summary>The singular values above the numerical rank, ascending: what is below is rounding.</summary>
    internal IReadOnlyList<double> NonZeroSingularValues =>
        _nonZero.Length == _all.Length ? SingularValues : Array.ConvertAll(_nonZero, Math.Sqrt);

    /// <summary>All eigenvalues λ, ascending; M·rf of them.</summary>
    public IReadOnlyList<double> Eigenvalues => _all;

    /// <summary>The eigenvalues above the numerical rank, ascending: those that a power law is fitted to.</summary>
    public IReadOnlyList<double> NonZeroEigenvalues => _nonZero;

    /// <summary>The numerical rank, summed over slices.</summary>
    public int Rank => _nonZero.Length;

    /// <summary>The largest eigenvalue, λ_max.</summary>
    public double LambdaMax => _all[^1];

    /// <summary><see cref="Eigenvalues"/>, without a copy.</summary>
    internal ReadOnlySpan<double> All => _all;

    /// <summary><see cref="NonZeroEigenvalues"/>, without a copy.</summary>
    internal ReadOnlySpan<double> NonZero => _nonZero;

    /// <summary><see cref="NonZeroEigenvalues"/>, without a copy.</summary>
    internal ReadOnlyMemory<double> NonZeroMemory => _nonZero;

    /// <summary>How the eigenvalues were computed.</summary>
    internal SpectrumMethod Method { get; }

    /// <summary>The arithmetic of the reduction to a band.</summary>
    internal Precision Precision { get; }

    /// <summary>One slice as a spectrum of its own.</summary>
    /// <param name="index">The slice, from 0.</param>
    internal ScaledSpectrum Slice(int index) => new([_slices[index]], _factor, Method, Precision);

    /// <summary>The numerical rank of a slice.</summary>
    /// <param name="index">The slice, from 0.</param>
    internal int RankOf(int index) => _slices[index].Rank;

    /// <summary>The largest values of each slice together, ascending.</summary>
    /// <param name="slices">The values of each slice, ascending.</param>
    /// <param name="counts">How many values of each slice are taken.</param>
    private static double[] Sorted(double[][] slices, IEnumerable<int> counts) => SortedRuns.Merge(
        [.. slices.Zip(counts, (slice, count) => (ReadOnlyMemory<double>)slice.AsMemory(slice.Length - count))]);

    private static double[] Squares(double[] values) => Array.ConvertAll(values, static value => value * value);
}
