using Heavytail.Formats.Sparse;
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

    /// <summary>As <see cref="Rows"/>, with a block in place of each element.</summary>
    BlockRows,

    /// <summary>As <see cref="Columns"/>, with a block in place of each element.</summary>
    BlockColumns,
}

/// <summary>
/// A sparse tensor, read as the dense one that it stands for. Of a hybrid one, the last dimensions are dense: each of
/// its stored elements is a tensor itself.
/// </summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Layout">How its indexes are stored.</param>
/// <param name="Outer">Coordinates: all indexes, dimensions × elements. Else: where each row or column begins.</param>
/// <param name="Inner">The index in the row or column; null for coordinates.</param>
/// <param name="Values">The elements: how many, then the two dimensions of a block, then the dense dimensions.</param>
internal sealed record TorchSparse(
    TensorShape Shape, SparseLayout Layout, TorchDense Outer, TorchDense? Inner, TorchDense Values)
    : TorchContent(Shape, Values.Type)
{
    public override string Encoding => $"{Type.Name()}, sparse {Layout switch
    {
        SparseLayout.Coordinates => "COO",
        SparseLayout.Rows => "CSR",
        SparseLayout.Columns => "CSC",
        SparseLayout.BlockRows => "BSR",
        _ => "BSC",
    }}";

    public override Int128 StoredBytes => BytesOf(Outer) + BytesOf(Inner) + BytesOf(Values);

    /// <summary>Bytes in memory while it is read: positions, values, and the indexes that they are made of.</summary>
    public long BufferedBytes =>
        sizeof(double)
        * ((2 * Values.Shape.ElementCount) + Outer.Shape.ElementCount + (Inner?.Shape.ElementCount ?? 0));

    /// <summary>Why it is not read; null if it is.</summary>
    public string? Refusal =>
        SparseLimits.Refusal(Shape, Values.Type, Values.Shape.ElementCount, Outer.Shape.ElementCount)
        ?? (Values.Shape.Rank <= BlockRank ? $"sparse, and its stored elements have the shape {Values.Shape}"
            : Layout != SparseLayout.Coordinates && (Outer.Shape.Rank != 1 || Shape.Rank != 2 + DenseRank)
                ? "sparse, a stack of compressed matrices"
            : null);

    private bool IsInBlocks => Layout is SparseLayout.BlockRows or SparseLayout.BlockColumns;

    private bool IsByRow => Layout is SparseLayout.Rows or SparseLayout.BlockRows;

    private int BlockRank => IsInBlocks ? 2 : 0;

    /// <summary>Dimensions at the end that every stored element has all of.</summary>
    private int DenseRank => Values.Shape.Rank - 1 - BlockRank;

    private (long Rows, long Columns) Block => IsInBlocks ? (Values.Shape[1], Values.Shape[2]) : (1, 1);

    public override void Check(TorchFile file, string name)
    {
        Outer.Check(file, name);
        Inner?.Check(file, name);
        Values.Check(file, name);
        long count = Values.Shape[0];
        int sparse = Shape.Rank - DenseRank;
        if (sparse < 0 || !Shape.Dimensions[sparse..].SequenceEqual(Values.Shape.Dimensions[(1 + BlockRank)..]))
        {
            throw file.Source.InvalidTensor(
                name, $"{Encoding} of shape {Shape} has elements of shape {Values.Shape}, which do not end alike");
        }

        var block = Block;
        if (IsInBlocks && (block.Rows == 0 || block.Columns == 0 || Shape[0] % block.Rows != 0
            || Shape[1] % block.Columns != 0))
        {
            throw file.Source.InvalidTensor(
                name, $"{Encoding} of shape {Shape} does not fall into blocks of {block.Rows} × {block.Columns}");
        }

        var expected = Layout == SparseLayout.Coordinates ? new TensorShape(sparse, count)
            : new TensorShape((IsByRow ? Shape[0] / block.Rows : Shape[1] / block.Columns) + 1);
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

    public override Stream OpenRead(TorchFile file) =>
        new SparseStream(Shape, Type, BufferedBytes, () => Load(file));

    /// <summary>Reads its elements, each with its position in the dense tensor, in ascending order.</summary>
    /// <exception cref="InvalidDataException">An index leaves the tensor.</exception>
    private (long[] Positions, double[] Values) Load(TorchFile file)
    {
        double[] outer = Read(Outer, file);
        double[] values = Read(Values, file);
        long[] positions = Layout == SparseLayout.Coordinates
            ? FromCoordinates(outer, (int)Values.Shape[0])
            : FromCompressed(outer, Read(Inner!, file));
        positions = WithinElements(positions);
        Array.Sort(positions, values);
        return (positions, values);
    }

    /// <summary>The element that each column of indexes means, counted without the dense dimensions.</summary>
    private long[] FromCoordinates(double[] indexes, int count)
    {
        long[] positions = new long[count];
        for (int dimension = 0; dimension < Shape.Rank - DenseRank; dimension++)
        {
            for (int i = 0; i < count; i++)
            {
                long index = Within(indexes[((long)dimension * count) + i], Shape[dimension]);
                positions[i] = (positions[i] * Shape[dimension]) + index;
            }
        }

        return positions;
    }

    /// <summary>The element, or the first one of the block, that each index means.</summary>
    private long[] FromCompressed(double[] starts, double[] inner)
    {
        long[] positions = new long[inner.Length];
        var block = Block;
        long bound = IsByRow ? Shape[1] / block.Columns : Shape[0] / block.Rows;
        long from = 0;
        for (int line = 0; line < starts.Length - 1; line++)
        {
            long to = Within(starts[line + 1], inner.Length + 1L);
            for (; from < to; from++)
            {
                long index = Within(inner[from], bound);
                var (row, column) = IsByRow ? (line, index) : (index, (long)line);
                positions[from] = (row * block.Rows * Shape[1]) + (column * block.Columns);
            }
        }

        return starts[0] == 0 && from == inner.Length
            ? positions
            : throw new InvalidDataException("the rows of a sparse tensor do not hold all of its elements");
    }

    /// <summary>The positions of all values, where an index means a block or a tensor.</summary>
    private long[] WithinElements(long[] positions)
    {
        var block = Block;
        long dense = Values.Shape.Dimensions[(1 + BlockRank)..].Aggregate(1L, (product, side) => product * side);
        if (block == (1, 1) && dense == 1)
        {
            return positions;
        }

        long[] all = new long[Values.Shape.ElementCount];
        long at = 0;
        foreach (long first in positions)
        {
            for (long row = 0; row < block.Rows; row++)
            {
                long start = (first + (IsInBlocks ? row * Shape[1] : 0)) * dense;
                for (long k = 0; k < block.Columns * dense; k++)
                {
                    all[at++] = start + k;
                }
            }
        }

        return all;
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
