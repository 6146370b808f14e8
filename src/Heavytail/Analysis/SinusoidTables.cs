using Heavytail.Layers.Rules;
using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>
/// Fixed tables: pairs of columns that are the sine and the cosine of position × frequency, to the precision that is
/// stored, bases of powers and cosines, identities. Headers do not show it, so only what reads weights asks for it;
/// learned tables are no such thing.
/// </summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="cancellation">Stops the comparison.</param>
internal sealed class SinusoidTables(Checkpoint checkpoint, CancellationToken cancellation)
{
    /// <summary>What their elements are, for people.</summary>
    public const string Sinusoids =
        "its elements are sines and cosines of position × frequency, as exactly as they are stored";

    /// <summary>Fewer rows or columns prove nothing.</summary>
    private const int Least = 8;

    /// <summary>Wider tables are of no known program.</summary>
    private const int MostColumns = 1 << 16;

    /// <summary>Larger tables are not compared with what needs all elements at once.</summary>
    private const long MostElements = 1 << 23;

    /// <summary>Rows of zeros that a table may begin with: a class token, padding.</summary>
    private const int MostZeroRows = 2;

    /// <summary>The tensors that are such tables, each with what its elements are.</summary>
    public IReadOnlyDictionary<TensorInfo, string> Find(IEnumerable<TensorInfo> tensors)
    {
        var found = new Dictionary<TensorInfo, string>();
        foreach (var tensor in tensors)
        {
            if (What(tensor) is { } what)
            {
                found.TryAdd(tensor, what);
            }
        }

        return found;
    }

    private string? What(TensorInfo tensor)
    {
        if (tensor.IsQuantized || Precision(tensor.Type) is not double epsilon)
        {
            return null;
        }

        var sides = new List<long>();
        foreach (long side in tensor.Shape.Dimensions)
        {
            if (side > 1)
            {
                sides.Add(side);
            }
        }

        try
        {
            // Grids of positions are [channels, …] or […, channels], behind a one.
            return sides.Count switch
            {
                2 => Matrix(tensor, sides[0], sides[1], epsilon),
                3 or 4 when tensor.Shape[0] == 1 =>
                    Other(tensor, tensor.Shape.ElementCount / sides[0], [.. sides.Skip(1).Select(Cut)], epsilon)
                    ?? Other(tensor, sides[^1], null, epsilon),
                _ => null,
            };
        }
        catch (Exception e) when (e is CheckpointException || Checkpoint.IsDamage(e))
        {
            // Its analysis says why.
            return null;
        }
    }

    private static int Cut(long side) => (int)Math.Min(side, MostColumns);

    private string? Matrix(TensorInfo tensor, long rows, long columns, double epsilon)
    {
        if (columns > MostColumns || FirstRow(tensor, columns) is not { } first)
        {
            return null;
        }

        if (Math.Min(rows, columns) >= Least && columns % 2 == 0 && SinusoidFit.MayBeRow(first, epsilon))
        {
            using var stream = checkpoint.OpenRead(tensor);
            if (AreSinusoids(stream, tensor.Type, rows, new double[columns], epsilon))
            {
                return Sinusoids;
            }
        }

        return FixedTable.MayBegin(first, null, epsilon) ? Whole(tensor, columns, null, epsilon) : null;
    }

    /// <summary>What a table is that is not known by each of its rows.</summary>
    private string? Other(TensorInfo tensor, long columns, int[]? grid, double epsilon) =>
        columns <= MostColumns && FirstRow(tensor, columns) is { } first && FixedTable.MayBegin(first, grid, epsilon)
            ? Whole(tensor, columns, grid, epsilon) : null;

    /// <summary>
    /// The first row that is not zero, where most tensors end; null where more rows are zero than tables have.
    /// </summary>
    private double[]? FirstRow(TensorInfo tensor, long columns)
    {
        using var stream = checkpoint.OpenRead(tensor);
        double[] row = new double[columns];
        long rows = tensor.Shape.ElementCount / columns;
        for (long k = 0; k < Math.Min(rows, MostZeroRows + 1); k++)
        {
            ElementConversion.Read(stream, tensor.Type, row);
            if (row.AsSpan().ContainsAnyExcept(0.0))
            {
                return row;
            }
        }

        return null;
    }

    private string? Whole(TensorInfo tensor, long columns, int[]? grid, double epsilon)
    {
        if (tensor.Shape.ElementCount > MostElements)
        {
            return null;
        }

        using var stream = checkpoint.OpenRead(tensor);
        var values = new float[tensor.Shape.ElementCount];
        double[] row = new double[columns];
        for (int start = 0; start < values.Length; start += row.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            ElementConversion.Read(stream, tensor.Type, row);
            for (int k = 0; k < row.Length; k++)
            {
                values[start + k] = (float)row[k];
            }
        }

        // A weight that was initialized so is one still, of which its equal eigenvalues say enough.
        return new FixedTable(values, (int)columns, epsilon).What(grid) is { } what
            && (what != FixedTable.Identity || !IsNamedWeight(tensor)) ? what : null;
    }

    private static bool IsNamedWeight(TensorInfo tensor)
    {
        string last = NameParts.Of(tensor.Name).Last;
        return ConvolutionEvidence.IsWeight(tensor) || last.Contains("weight", StringComparison.Ordinal)
            || last.Contains("kernel", StringComparison.Ordinal);
    }

    private bool AreSinusoids(Stream stream, ElementType type, long rows, double[] row, double epsilon)
    {
        List<SinusoidFit>? fits = null;
        for (long k = 0; k < rows; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            ElementConversion.Read(stream, type, row);
            if (!SinusoidFit.MayBeRow(row, epsilon))
            {
                return false;
            }

            // Most tensors end with their first row, and need no comparison.
            fits ??= [.. SinusoidFit.All(rows, row.Length, epsilon)];
            fits.RemoveAll(fit => !fit.Accepts(k, row));
            if (fits.Count == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The relative error of a stored number; null of types that are too coarse to prove anything.</summary>
    private static double? Precision(ElementType type) => type switch
    {
        ElementType.F64 or ElementType.F32 => double.ScaleB(1, -24),
        ElementType.F16 => double.ScaleB(1, -11),
        ElementType.BF16 => double.ScaleB(1, -8),
        _ => null,
    };
}
