using System.Runtime.InteropServices;
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Quantization;

/// <summary>
/// A small matrix by columns, as F64, or a stack of them. It is buffered as a whole when the first element is
/// asked for.
/// </summary>
/// <param name="matrix">Numbers [rows, columns], or [matrices, rows, columns].</param>
internal sealed class TransposedStream(StoredTensor matrix)
    : ChunkStream(Null, checked(matrix.Info.Shape.ElementCount * sizeof(double)))
{
    private double[]? _numbers;
    private long _position;

    public override long BufferedBytes => base.BufferedBytes + Length;

    /// <summary>The columns of a matrix as rows.</summary>
    /// <exception cref="MisfitException">It is too large to be buffered.</exception>
    public static NumberGrid Grid(StoredTensor matrix) =>
        matrix.Info.Shape.ElementCount > NumberGrid.MaxBuffered
            ? throw new MisfitException(
                $"its companion `{matrix.Info.Name}` has {matrix.Info.Shape.ElementCount:N0} elements, at most "
                + $"{NumberGrid.MaxBuffered:N0} are read")
            : new NumberGrid(
                ElementType.F64, matrix.Info.Shape.ElementCount / Math.Max(1, matrix.Info.Shape.Dimensions[^2]),
                matrix.Info.Shape.Dimensions[^2], () => new TransposedStream(matrix));

    protected override void Fill(Span<byte> chunk)
    {
        if (_numbers is null)
        {
            _numbers = new double[matrix.Info.Shape.ElementCount];
            Scalars.Read(matrix, _numbers);
        }

        (long rows, long columns) = (matrix.Info.Shape.Dimensions[^2], matrix.Info.Shape.Dimensions[^1]);
        long size = rows * columns;
        foreach (ref double number in MemoryMarshal.Cast<byte, double>(chunk))
        {
            long within = _position % size;
            number = _numbers[_position - within + (within % rows * columns) + (within / rows)];
            _position++;
        }
    }
}
