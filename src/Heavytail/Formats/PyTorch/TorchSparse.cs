using Heavytail.Tensors;

namespace Heavytail.Formats.PyTorch;

/// <summary>How the indexes of a sparse tensor are stored.</summary>
internal enum SparseLayout
{
    /// <summary>A column of indexes for each element.</summary>
    Coordinates,

    /// <summary>The elements of each row lie together.</summary>
    Rows,

    /// <summary>The elements of each column lie together.</summary>
    Columns,
}

/// <summary>A sparse tensor, read as the dense one that it stands for.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Layout">How its indexes are stored.</param>
/// <param name="Outer">Coordinates: all indexes, dimensions × elements. Else: where each row or column begins.</param>
/// <param name="Inner">The index in the row or column; null for coordinates.</param>
/// <param name="Values">The elements.</param>
internal sealed record TorchSparse(
    TensorShape Shape, SparseLayout Layout, TorchDense Outer, TorchDense? Inner, TorchDense Values)
    : TorchContent(Shape, Values.Type)
{
    /// <summary>
    /// A thousand to one is a graph or a table of counts, and no weights; small tensors may be as empty as they like.
    /// </summary>
    public const int MaxZeros = 1000;

    /// <summary>Elements of a tensor that may be of any density.</summary>
    public const long FreeElements = 1 << 20;

    /// <summary>Of indexes and of elements: they are in memory while it is read.</summary>
    public const long MaxStored = 1 << 28;

    /// <summary>Of a dimension; no count of indexes overflows.</summary>
    private const long MaxSide = 1L << 40;

    public override string Encoding => $"{Type.Name()}, sparse {Layout switch
    {
        SparseLayout.Coordinates => "COO",
        SparseLayout.Rows => "CSR",
        _ => "CSC",
    }}";

    public override Int128 StoredBytes => BytesOf(Outer) + BytesOf(Inner) + BytesOf(Values);

    /// <summary>Bytes in memory while it is read: positions, values, and the indexes that they are made of.</summary>
    public long BufferedBytes =>
        sizeof(double)
        * ((2 * Values.Shape.ElementCount) + Outer.Shape.ElementCount + (Inner?.Shape.ElementCount ?? 0));

    /// <summary>Why it is not read; null if it is.</summary>
    public string? Refusal =>
        Values.Type is not (ElementType.F64 or ElementType.F32 or ElementType.F16 or ElementType.BF16)
            ? $"sparse, with elements of {Values.Type.Name()}"
        : Values.Shape.Rank != 1 ? $"sparse, in blocks: its stored elements have the shape {Values.Shape}"
        : Math.Max(Outer.Shape.ElementCount, Values.Shape.ElementCount) > MaxStored
            || Shape.Dimensions.Any(side => side > MaxSide)
            ? $"sparse, with {Values.Shape.ElementCount:N0} elements of {Shape}: too large"
        : Layout != SparseLayout.Coordinates && Shape.Rank != 2 ? "sparse, a stack of compressed matrices"
        : Shape.ElementCount > Int128.Max(FreeElements, (Int128)Values.Shape.ElementCount * MaxZeros)
            ? $"sparse: {Values.Shape.ElementCount:N0} of {Shape.ElementCount:N0} elements are stored, too few for "
                + "weights"
        : null;

    public override void Check(TorchFile file, string name)
    {
        Outer.Check(file, name);
        Inner?.Check(file, name);
        Values.Check(file, name);
        long count = Values.Shape[0];
        var expected = Layout switch
        {
            SparseLayout.Coordinates => new TensorShape(Shape.Rank, count),
            SparseLayout.Rows => new TensorShape(Shape[0] + 1),
            _ => new TensorShape(Shape[1] + 1),
        };
        if (!Outer.Shape.Equals(expected) || (Inner is not null && !Inner.Shape.Equals(new TensorShape(count))))
        {
            throw file.Source.InvalidTensor(
                name,
                $"{Encoding} of {count:N0} elements has indexes of shape {Outer.Shape}"
                + (Inner is null ? "" : $" and {Inner.Shape}") + $", expected {expected}");
        }

        foreach (var indexes in Inner is null ? [Outer] : (ReadOnlySpan<TorchDense>)[Outer, Inner])
        {
            if (indexes.Type is not (ElementType.I64 or ElementType.I32))
            {
                throw file.Source.InvalidTensor(name, $"its indexes are {indexes.Type.Name()}, expected I64 or I32");
            }
        }
    }

    public override Stream OpenRead(TorchFile file) => new TorchSparseStream(this, file);

    /// <summary>Reads its elements, each with its position in the dense tensor, in ascending order.</summary>
    /// <exception cref="InvalidDataException">An index leaves the tensor.</exception>
    public (long[] Positions, double[] Values) Load(TorchFile file)
    {
        double[] outer = Read(Outer, file);
        double[] values = Read(Values, file);
        long[] positions = Layout == SparseLayout.Coordinates
            ? FromCoordinates(outer, values.Length)
            : FromCompressed(outer, Read(Inner!, file));
        Array.Sort(positions, values);
        return (positions, values);
    }

    private long[] FromCoordinates(double[] indexes, int count)
    {
        long[] positions = new long[count];
        for (int dimension = 0; dimension < Shape.Rank; dimension++)
        {
            for (int i = 0; i < count; i++)
            {
                long index = Within(indexes[((long)dimension * count) + i], Shape[dimension]);
                positions[i] = (positions[i] * Shape[dimension]) + index;
            }
        }

        return positions;
    }

    private long[] FromCompressed(double[] starts, double[] inner)
    {
        long[] positions = new long[inner.Length];
        bool byRow = Layout == SparseLayout.Rows;
        long from = 0;
        for (int line = 0; line < starts.Length - 1; line++)
        {
            long to = Within(starts[line + 1], inner.Length + 1L);
            for (; from < to; from++)
            {
                long index = Within(inner[from], Shape[byRow ? 1 : 0]);
                positions[from] = byRow ? (line * Shape[1]) + index : (index * Shape[1]) + line;
            }
        }

        return starts[0] == 0 && from == inner.Length
            ? positions
            : throw new InvalidDataException("the rows of a sparse tensor do not hold all of its elements");
    }

    /// <summary>Integers below 2^53 are exact as doubles, and larger ones leave any tensor.</summary>
    private static long Within(double index, long bound) => index >= 0 && index < bound
        ? (long)index
        : throw new InvalidDataException($"an index of a sparse tensor is {index}, its dimension is {bound}");

    private static Int128 BytesOf(TorchDense? part) =>
        part is null ? 0 : (Int128)part.Shape.ElementCount * part.Type.Bits() / 8;

    private static double[] Read(TorchDense tensor, TorchFile file)
    {
        double[] values = new double[tensor.Shape.ElementCount];
        using var stream = tensor.OpenRead(file);
        ElementConversion.Read(stream, tensor.Type, values);
        return values;
    }
}
