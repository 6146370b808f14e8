using System.Globalization;

namespace Heavytail.Formats.Quantization;

/// <summary>Which weights a scale is for, from the shapes of both.</summary>
/// <param name="Rows">Rows of all matrices of the tensor.</param>
/// <param name="Columns">Its last dimension.</param>
/// <param name="MatrixRows">Rows of one matrix of a stack.</param>
/// <param name="RowBlock">Rows that share a scale.</param>
/// <param name="ColumnBlock">Columns that share a scale.</param>
/// <param name="ScaleColumns">Scales of a row.</param>
/// <param name="Words">Description for people: <c>per tensor</c>, <c>per channel</c>, <c>groups of 32</c>.</param>
internal sealed record ScaleLayout(
    long Rows, long Columns, long MatrixRows, long RowBlock, long ColumnBlock, long ScaleColumns, string Words)
{
    /// <summary>Dimensions of the blocks of FP8 weights where the configuration does not say, and they fit.</summary>
    private const long UsualBlock = 128;

    /// <summary>
    /// One scale for all; one for each entry of the first dimension; or a matrix of them for a matrix of weights, a
    /// stack for a stack, in blocks. Null for any other shapes.
    /// </summary>
    public static ScaleLayout? Infer(TensorShape weights, TensorShape scales, (long Rows, long Columns)? configured)
    {
        if (weights.Rank < 2 || weights.ElementCount == 0 || scales.ElementCount == 0)
        {
            return null;
        }

        long columns = weights[weights.Rank - 1];
        long rows = weights.ElementCount / columns;
        if (scales.ElementCount == 1)
        {
            return new ScaleLayout(rows, columns, rows, rows, columns, 1, "per tensor");
        }

        // A scale for each entry of the first dimension: [out], [out, 1], [experts, 1, 1].
        if (scales.ElementCount == weights[0] && scales[0] == weights[0])
        {
            return new ScaleLayout(rows, columns, rows, rows / weights[0], columns, 1, "per channel");
        }

        bool isStack = weights.Rank == 3 && scales.Rank == 3 && scales[0] == weights[0];
        return isStack || (weights.Rank == 2 && scales.Rank == 2)
            ? OfMatrix(
                rows, weights[weights.Rank - 2], columns, scales[scales.Rank - 2], scales[scales.Rank - 1], configured)
            : null;
    }

    /// <summary>How codes become weights with this layout.</summary>
    public Dequantization Dequantize(NumberGrid codes, NumberGrid scales) =>
        new(codes, scales) { MatrixRows = MatrixRows, RowBlock = RowBlock, ColumnBlock = ColumnBlock };

    private static ScaleLayout? OfMatrix(
        long rows, long matrixRows, long columns, long scaleRows, long scaleColumns,
        (long Rows, long Columns)? configured)
    {
        // A matrix of fewer rows than a block has one row of scales, as one with groups along its rows has.
        var block = configured ?? (UsualBlock, UsualBlock);
        bool isTwoSided = scaleRows < matrixRows && (scaleRows > 1 || matrixRows <= block.Rows);
        return GroupSize.Infer(matrixRows, scaleRows, isTwoSided ? block.Rows : null) is { } rowBlock
            && GroupSize.Infer(columns, scaleColumns, isTwoSided ? block.Columns : null) is { } columnBlock
                ? new ScaleLayout(
                    rows, columns, matrixRows, rowBlock, columnBlock, scaleColumns, Describe(
                        rowBlock, columnBlock, columns))
                : null;
    }

    private static string Describe(long rowBlock, long columnBlock, long columns) => rowBlock == 1
        ? GroupSize.Words(columnBlock, columns)
        : string.Create(CultureInfo.InvariantCulture, $"blocks of {rowBlock} × {columnBlock}");
}
