// What:      the noise in a spectrum: σ, where noise ends, and the eigenvalues above, counted one after another.
// Formula:   from k = 0: σ̂ and the edge from the eigenvalues below the k largest, as of an (N − k) × (M − k) matrix;
//            while λ of rank k + 1 is above that edge, k grows to the number of λ above it.
// Reference: Kritchman & Nadler, IEEE Trans. Signal Process. 57 (2009) 3930: a test for each next spike, σ̂ estimated
//            anew after each that is found; σ̂ of Ke, Ma & Lin (BulkMatching) in the place of theirs.
// Not done:  noise whose variance differs between columns has no sharp edge: see GammaBulk.
namespace Heavytail.RandomMatrices;

/// <summary>Fits the bulk of a spectrum.</summary>
internal static class BulkFit
{
    /// <summary>The share of noise that has no spike.</summary>
    public const double DefaultLevel = 0.99;

    /// <summary>Fits the bulk of the slices of a layer; all slices have one σ.</summary>
    /// <param name="eigenvalues">Eigenvalues of WᵀW of all slices, ascending.</param>
    /// <param name="rows">N, the rows of a slice.</param>
    /// <param name="columns">M, the columns of a slice.</param>
    /// <param name="slices">R, how many slices.</param>
    /// <param name="rank">How many of the largest eigenvalues are not zero; null for all that are positive.</param>
    /// <param name="level">The share of noise that has no spike.</param>
    public static BulkResult? Of(
        ReadOnlySpan<double> eigenvalues,
        int rows,
        int columns,
        int slices = 1,
        int? rank = null,
        double level = DefaultLevel)
    {
        int zeros = eigenvalues.IndexOfAnyInRange(double.Epsilon, double.MaxValue);
        int count = zeros < 0 ? 0 : Math.Min(rank ?? int.MaxValue, eigenvalues.Length - zeros);
        if (count < BulkMatching.LeastCount)
        {
            return null;
        }

        // Ratios to the largest: so that the scale of W changes no count, and nothing overflows.
        double largest = eigenvalues[^1];
        double[] ratios = eigenvalues[^count..].ToArray();
        foreach (ref double ratio in ratios.AsSpan())
        {
            ratio /= largest;
        }

        var shape = new BulkShape(count, Math.Max(rows, columns), slices);
        var bulk = new BulkSearch(ratios, shape, level);
        return bulk.Result(largest);
    }
}
