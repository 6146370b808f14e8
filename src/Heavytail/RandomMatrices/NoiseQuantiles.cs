using System.Collections.Concurrent;

namespace Heavytail.RandomMatrices;

/// <summary>
/// The spectra that the Marchenko–Pastur law expects. All layers of a process share small ones: the networks of a
/// family have few shapes.
/// </summary>
internal static class NoiseQuantiles
{
    /// <summary>Longer spectra cost far more to decompose.</summary>
    private const int MostSharedValues = 4096;

    /// <summary>Shared spectra take 2 MB at most.</summary>
    private const int MostShared = 64;

    private static readonly ConcurrentDictionary<Shape, double[]> s_shared = new();

    /// <summary>The quantiles at the mid-ranks (i + ½)/count, ascending, for entries of variance 1/N.</summary>
    /// <param name="rows">N, at least M.</param>
    /// <param name="columns">M.</param>
    /// <param name="count">How many mid-ranks there are.</param>
    public static ReadOnlySpan<double> Of(int rows, int columns, int count)
    {
        var shape = new Shape(rows, columns, count);
        if (s_shared.TryGetValue(shape, out double[]? known))
        {
            return known;
        }

        double[] quantiles = new double[count];
        new MarchenkoPastur((double)columns / rows).MidRankQuantiles(count, first: 0, quantiles);
        if (count <= MostSharedValues && s_shared.Count < MostShared)
        {
            s_shared.TryAdd(shape, quantiles);
        }

        return quantiles;
    }

    /// <summary>A class, for which the framework's dictionary is compiled already.</summary>
    private sealed record Shape(int Rows, int Columns, int Count);
}
