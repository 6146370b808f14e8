using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>
/// Fixed tables of positions: each pair of columns is the sine and the cosine of position × frequency, to the precision
/// that is stored. Headers do not show it, so only what reads weights asks for it; learned tables are no such thing.
/// </summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="cancellation">Stops the comparison.</param>
internal sealed class SinusoidTables(Checkpoint checkpoint, CancellationToken cancellation)
{
    /// <summary>Fewer rows or columns prove nothing.</summary>
    private const int Least = 8;

    /// <summary>Wider tables are of no known program.</summary>
    private const int MostColumns = 1 << 16;

    /// <summary>The tensors that are such tables.</summary>
    public IReadOnlySet<TensorInfo> Find(IEnumerable<TensorInfo> tensors) => tensors.Where(IsTable).ToHashSet();

    private bool IsTable(TensorInfo tensor)
    {
        var (rows, columns) = Sides(tensor.Shape);
        if (tensor.IsQuantized || rows < Least || columns < Least || columns > MostColumns
            || columns % 2 != 0 || Precision(tensor.Type) is not double epsilon)
        {
            return false;
        }

        try
        {
            using var stream = checkpoint.OpenRead(tensor);
            return AreSinusoids(stream, tensor.Type, rows, new double[columns], epsilon);
        }
        catch (Exception e) when (e is CheckpointException || Checkpoint.IsDamage(e))
        {
            // Its analysis says why.
            return false;
        }
    }

    /// <summary>The two dimensions of more than one row; zeros where there are not two.</summary>
    private static (long Rows, long Columns) Sides(TensorShape shape)
    {
        long rows = 0;
        long columns = 0;
        foreach (long side in shape.Dimensions)
        {
            if (side > 1 && columns > 0)
            {
                return (0, 0);
            }

            (rows, columns) = side <= 1 ? (rows, columns) : rows == 0 ? (side, 0) : (rows, side);
        }

        return (rows, columns);
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
