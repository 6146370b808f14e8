using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The inner loops that everything else is made of. <see cref="ScalarKernels"/> is the specification,
/// <see cref="VectorKernels"/> the fast form; tests hold one against the other.
/// Parameter order: sources, settings, destination.
/// </summary>
internal abstract class Kernels
{
    /// <summary>The environment variable that forces a kernel set by name.</summary>
    public const string Variable = "HEAVYTAIL_KERNELS";

    /// <summary>Best first; the last always runs.</summary>
    private static readonly (string Name, Func<bool> IsSupported, Func<Kernels> Create)[] s_all =
    [
        ("vector", () => Vector128.IsHardwareAccelerated, () => new VectorKernels()),
        ("scalar", () => true, () => new ScalarKernels()),
    ];

    /// <summary>The set in use: the best that this CPU supports, unless <see cref="Variable"/> names another.</summary>
    public static Kernels Current { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    public abstract string Name { get; }

    /// <summary>The kernel set of a name; null or empty for the best one.</summary>
    /// <exception cref="ArgumentException">No set has this name.</exception>
    public static Kernels Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return s_all.First(set => set.IsSupported()).Create();
        }

        var chosen = s_all.FirstOrDefault(set => set.Name == name);
        return chosen.Create is not null
            ? chosen.Create()
            : throw new ArgumentException(
                $"{Variable}={name}: known kernels are {string.Join(", ", s_all.Select(set => set.Name))}");
    }

    /// <summary>Σ x[k]·y[k].</summary>
    public abstract double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y);

    /// <summary>y += a·x.</summary>
    public abstract void AddScaled(ReadOnlySpan<double> x, double a, Span<double> y);

    /// <summary>y += a·x + b·z: one row of a rank-two update.</summary>
    public abstract void AddScaledPair(
        ReadOnlySpan<double> x, double a, ReadOnlySpan<double> z, double b, Span<double> y);

    /// <summary>
    /// The 4 × 4 dot products of four rows with four rows, added to <paramref name="sums"/> (row-major).
    /// </summary>
    /// <param name="a">First element of the first of four rows, <paramref name="stride"/> apart.</param>
    /// <param name="b">Likewise for the other four.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="length">Elements of a row to take.</param>
    /// <param name="sums">16 sums.</param>
    public abstract void DotTile(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, int stride, int length, Span<double> sums);

    /// <summary>
    /// Sturm counts: for each shift x, how many eigenvalues of the symmetric tridiagonal matrix are below x.
    /// q₁ = d₁ − x, qᵢ = dᵢ − x − eᵢ₋₁²/qᵢ₋₁; the count of negative qᵢ (Golub &amp; Van Loan, §8.4.1).
    /// A q closer to zero than <paramref name="pivotMin"/> is taken as −<paramref name="pivotMin"/>.
    /// </summary>
    /// <param name="diagonal">d, n numbers.</param>
    /// <param name="offDiagonalSquared">e², n numbers, the first of which is 0 (there is no e₀).</param>
    /// <param name="pivotMin">Smallest pivot, positive.</param>
    /// <param name="shifts">The x, <see cref="SturmBatch"/> of them.</param>
    /// <param name="counts">Receives the counts.</param>
    public abstract void SturmCounts(
        ReadOnlySpan<double> diagonal,
        ReadOnlySpan<double> offDiagonalSquared,
        double pivotMin,
        ReadOnlySpan<double> shifts,
        Span<double> counts);

    /// <summary>Shifts that one call of <see cref="SturmCounts"/> takes: enough to hide the latency of division.</summary>
    public const int SturmBatch = 32;
}
