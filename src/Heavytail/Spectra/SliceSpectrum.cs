using Heavytail.Spectra;

namespace Heavytail;

/// <summary>The eigenvalues of one slice of a layer: one matrix W of N × M.</summary>
public sealed class SliceSpectrum
{
    private readonly double[] _values;
    private readonly SpectrumMethod _method;

    /// <param name="values">
    /// What the method computes, M values, ascending: λ ≥ 0 of WᵀW, or singular values of W.
    /// </param>
    /// <param name="method">Which of the two they are.</param>
    /// <param name="threshold">The singular value up to which one is zero: see <see cref="NumericalRank"/>.</param>
    /// <param name="included">
    /// c², where values and threshold are those of c·W: WeightWatcher scales weights in F32.
    /// </param>
    internal SliceSpectrum(double[] values, SpectrumMethod method, double threshold, double included = 1)
    {
        _values = values;
        _method = method;
        Included = included;
        RawThreshold = threshold;
        Threshold = threshold / Math.Sqrt(included);
        foreach (double value in values)
        {
            Rank += Root(value, 1) > threshold ? 1 : 0;
        }
    }

    /// <summary>M, the number of eigenvalues.</summary>
    public int Count => _values.Length;

    /// <summary>The numerical rank: how many singular values are above <see cref="Threshold"/>.</summary>
    public int Rank { get; }

    /// <summary>
    /// The singular value up to which one is zero to the precision of the stored weights and of the arithmetic.
    /// </summary>
    public double Threshold { get; }

    /// <summary>The values as the method computed them, of c·W.</summary>
    internal ReadOnlySpan<double> Raw => _values;

    /// <summary>The threshold of <see cref="Raw"/>.</summary>
    internal double RawThreshold { get; }

    /// <summary>c², where <see cref="Raw"/> is of c·W; 1 elsewhere.</summary>
    internal double Included { get; }

    /// <summary>The eigenvalues λ of WᵀW, M values, ascending.</summary>
    public double[] Eigenvalues() => Eigenvalues(1);

    /// <summary>The singular values of W, M values, ascending.</summary>
    public double[] SingularValues() => SingularValues(1);

    /// <summary>Whether two slices have the same values and the same threshold, to the bit.</summary>
    internal bool IsSameAs(SliceSpectrum other) =>
        _method == other._method
        && Included.Equals(other.Included)
        && Threshold.Equals(other.Threshold)
        && _values.AsSpan().SequenceEqual(other._values);

    /// <summary>1/λ of those above the rank; the slice itself where there are none.</summary>
    internal SliceSpectrum Inverse()
    {
        double[] eigenvalues = Eigenvalues();
        double[] inverse = Array.ConvertAll(eigenvalues[^Rank..], static value => 1 / value);
        Array.Reverse(inverse);
        return Rank == 0 ? this : new SliceSpectrum(inverse, SpectrumMethod.Gram, threshold: 0);
    }

    /// <summary>The eigenvalues of c·W.</summary>
    /// <param name="factor">c².</param>
    internal double[] Eigenvalues(double factor) => _method == SpectrumMethod.Gram && factor == Included
        ? [.. _values]
        : Array.ConvertAll(SingularValues(factor), s => s * s);

    /// <summary>The singular values of c·W.</summary>
    /// <param name="factor">c².</param>
    internal double[] SingularValues(double factor)
    {
        double ratio = factor / Included;
        double[] singular = new double[_values.Length];
        for (int i = 0; i < singular.Length; i++)
        {
            singular[i] = Root(_values[i], ratio);
        }

        return singular;
    }

    /// <summary>The singular value of √ratio·W.</summary>
    private double Root(double value, double ratio) =>
        _method == SpectrumMethod.Gram ? Math.Sqrt(ratio * value) : Math.Sqrt(ratio) * value;
}
