using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail;

/// <summary>
/// The empirical spectral density of a layer: the eigenvalues λ of WᵀW of each of its slices, unscaled, not divided
/// by N.
/// </summary>
/// <example>
/// <code>
/// var spectrum = Spectrum.Of(weights, rows: 512, columns: 256);
/// var fit = PowerLaw.Fit(spectrum.Eigenvalues);
/// </code>
/// </example>
public sealed class Spectrum : IEquatable<Spectrum>
{
    private double[]? _pooled;

    /// <param name="slices">The slices, in the order of the kernel's positions.</param>
    /// <param name="method">How they were computed.</param>
    /// <param name="precision">In which arithmetic.</param>
    internal Spectrum(IReadOnlyList<SliceSpectrum> slices, SpectrumMethod method, Precision precision)
    {
        Slices = slices;
        Method = method;
        Precision = precision;
    }

    /// <summary>The spectrum of each slice: one for a dense layer, kh·kw for a 2-D convolution.</summary>
    public IReadOnlyList<SliceSpectrum> Slices { get; }

    /// <summary>How the eigenvalues were computed, which decides their errors.</summary>
    public SpectrumMethod Method { get; }

    /// <summary>The arithmetic of the reduction to a band.</summary>
    public Precision Precision { get; }

    /// <summary>The eigenvalues of all slices, ascending, M·rf values.</summary>
    public IReadOnlyList<double> Eigenvalues => _pooled ??= Pool();

    /// <summary>The numerical rank, summed over slices.</summary>
    public int Rank => Slices.Sum(slice => slice.Rank);

    /// <summary>The spectrum of a matrix in memory.</summary>
    /// <param name="weights">W, row-major, rows · columns values.</param>
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Columns of W.</param>
    /// <exception cref="ArgumentException">
    /// The dimensions do not fit the values, or a value is NaN or infinite.
    /// </exception>
    public static Spectrum Of(ReadOnlySpan<float> weights, int rows, int columns) =>
        Of(MemoryMarshal.AsBytes(weights), ElementType.F32, weights.Length, rows, columns);

    /// <summary>The spectrum of a matrix in memory, small singular values to ε·s_max.</summary>
    /// <param name="weights">W, row-major, rows · columns values.</param>
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Columns of W.</param>
    /// <exception cref="ArgumentException">
    /// The dimensions do not fit the values, or a value is NaN or infinite.
    /// </exception>
    public static Spectrum Of(ReadOnlySpan<double> weights, int rows, int columns) =>
        Of(MemoryMarshal.AsBytes(weights), ElementType.F64, weights.Length, rows, columns);

    /// <summary>
    /// The spectrum as bytes, which <see cref="TryDeserialize"/> reads: exact bits, with a version and a checksum, the
    /// same on every machine.
    /// </summary>
    /// <exception cref="OverflowException">It has more than 2^31 bytes.</exception>
    public byte[] Serialize() => SpectrumBytes.Write(this);

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    /// <param name="bytes">All bytes of it. Nothing in them is trusted.</param>
    /// <param name="spectrum">The spectrum, equal to the one that was written; null where there is none.</param>
    /// <returns>
    /// False where the bytes were changed or cut, are something else, or have the form of another version.
    /// </returns>
    public static bool TryDeserialize(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Spectrum? spectrum) =>
        SpectrumBytes.TryRead(bytes, out spectrum);

    /// <summary>
    /// Whether all eigenvalues, their thresholds and how they were computed are the same, to the bit.
    /// </summary>
    public bool Equals(Spectrum? other) => other is not null
        && Method == other.Method
        && Precision == other.Precision
        && Slices.Count == other.Slices.Count
        && Slices.Zip(other.Slices).All(pair => pair.First.IsSameAs(pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Spectrum);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Precision, Slices.Count, Rank);

    /// <summary>One slice as a spectrum of its own.</summary>
    /// <param name="index">The slice, from 0.</param>
    internal Spectrum SliceAlone(int index) => new([Slices[index]], Method, Precision);

    /// <summary>
    /// The spectrum of 1/λ, of the eigenvalues above the numerical rank; a slice of rank 0 stays as it is.
    /// </summary>
    internal Spectrum Inverse() => new([.. Slices.Select(slice => slice.Inverse())], SpectrumMethod.Gram, Precision);

    /// <summary>The spectrum of c·W, by which a convention reads it.</summary>
    /// <param name="factor">c².</param>
    internal ScaledSpectrum Scale(double factor) => new(this, factor);

    private static Spectrum Of(ReadOnlySpan<byte> bytes, ElementType type, int length, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (length != (long)rows * columns)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{length} weights are not a matrix of {rows} × {columns}"),
                nameof(length));
        }

        byte[] stored = bytes.ToArray();
        var tensor = new TensorInfo(0, "weights", type, new TensorShape([rows, columns]), "memory");
        var request = new SpectrumRequest(
            new Layer(tensor, LayerKind.Dense, rows, columns, 1), new TensorAccess(CanSeek: true, BufferedBytes: 0));
        var engine = new CpuEngine(KernelSet.Current);
        var result = engine.Decompose(
            request, () => new MemoryStream(stored), new SpectrumResources(1, Environment.ProcessorCount), default);
        return result.Spectrum
            ?? throw new ArgumentException($"the weights hold {result.NonFinite!.Nan + result.NonFinite.Infinite} values "
                + $"that are NaN or infinite, the first at index {result.NonFinite.First}");
    }

    private double[] Pool()
    {
        double[] pooled = [.. Slices.SelectMany(slice => slice.Eigenvalues())];
        Array.Sort(pooled);
        return pooled;
    }
}
