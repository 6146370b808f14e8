// What:      where the windows of a matrix begin.
// Formula:   k windows of length w along a dimension of n begin at round(j·(n − w)/(k − 1)), j = 0 … k − 1: the first
//            at 0, the last at n − w. k is at most n − w + 1; by default ⌈n/w⌉, the fewest that leave no gap.
// Reference: FARMS (Hu et al., arXiv 2506.06280), whose own starts are multiples of ⌊(n − w)/(k − 1)⌋ and mostly end
//            before the border: of 4096 rows its 10 windows of 2000 never see the last eight.
// Not done:  FARMS' numbers to the digit.
namespace Heavytail.Derived;

/// <summary>Windows of one shape, evenly spaced, from border to border.</summary>
internal sealed class WindowGrid
{
    /// <summary>The longest side of a square that nobody asked for: that of the paper for language models.</summary>
    private const int LongestSide = 2000;

    private WindowGrid(int rows, int columns, int[] rowStarts, int[] columnStarts) =>
        (Rows, Columns, RowStarts, ColumnStarts) = (rows, columns, rowStarts, columnStarts);

    /// <summary>The rows of a window.</summary>
    public int Rows { get; }

    /// <summary>The columns of a window.</summary>
    public int Columns { get; }

    /// <summary>The first rows of the windows, ascending.</summary>
    public IReadOnlyList<int> RowStarts { get; }

    /// <summary>The first columns of the windows, ascending.</summary>
    public IReadOnlyList<int> ColumnStarts { get; }

    /// <summary>The number of windows.</summary>
    public int Count => RowStarts.Count * ColumnStarts.Count;

    /// <summary>The windows of a matrix; null where the shape that is asked for does not fit.</summary>
    /// <param name="rows">The rows of the matrix.</param>
    /// <param name="columns">The columns of the matrix.</param>
    /// <param name="options">The shape and the number of windows.</param>
    public static WindowGrid? Of(int rows, int columns, MatrixOptions options)
    {
        (int height, int width) = ShapeFor(rows, columns, options.Window);
        return height > rows || width > columns
            ? null
            : new WindowGrid(
                height, width, Starts(rows, height, options.WindowCount), Starts(columns, width, options.WindowCount));
    }

    /// <summary>A window's longer side lies along that of the matrix.</summary>
    private static (int Rows, int Columns) ShapeFor(int rows, int columns, WindowShape? shape)
    {
        if (shape is null)
        {
            int side = Math.Min(Math.Min(rows, columns), LongestSide);
            return (side, side);
        }

        (int shorter, int longer) = (Math.Min(shape.Rows, shape.Columns), Math.Max(shape.Rows, shape.Columns));
        return rows >= columns ? (longer, shorter) : (shorter, longer);
    }

    private static int[] Starts(int length, int window, int? asked)
    {
        int last = length - window;
        int count = Math.Min(asked ?? (int)(((long)length + window - 1) / window), last + 1);

        // In whole numbers, so that no machine rounds another way; one window alone begins at 0.
        return count == 1
            ? [0]
            : [.. Enumerable.Range(0, count).Select(j =>
                (int)(((2L * j * last) + (count - 1)) / (2L * (count - 1))))];
    }
}
