namespace Heavytail.Analysis;

/// <summary>One way to store sines and cosines of positions in a table, compared with its rows in turn.</summary>
/// <param name="columns">Number of columns.</param>
/// <param name="grid">Length of a line of a square of positions; null where positions are a line.</param>
/// <param name="first">The position of the first row that is not zero.</param>
/// <param name="epsilon">Relative error of a stored number.</param>
/// <param name="pair">The columns of the sine and the cosine of each pair.</param>
internal sealed class SinusoidFit(
    int columns, long? grid, int first, double epsilon, Func<int, (int Sine, int Cosine)> pair)
{
    /// <summary>Rounding of the argument in single precision, as programs compute it.</summary>
    private const double ArgumentError = 4.0 / (1 << 24);

    /// <summary>Rows of zeros that a table may have: a class token, padding.</summary>
    private const int MostZeroRows = 2;

    private readonly double[] _frequency = new double[columns / 2];
    private readonly long[] _measuredAt = new long[columns / 2];
    private readonly bool[] _isDown = new bool[columns / 2];
    private long? _start;
    private int _zeros;

    /// <summary>
    /// All ways: pairs side by side, in two halves, in two halves of each half; sine or cosine first; positions on a
    /// line or in a square, from zero or from one.
    /// </summary>
    public static IEnumerable<SinusoidFit> All(long rows, int columns, double epsilon)
    {
        int half = columns / 2;
        int quarter = columns / 4;
        var layouts = new List<Func<int, (int, int)>>
        {
            k => (2 * k, (2 * k) + 1),
            k => (k, k + half),
        };
        if (columns % 4 == 0)
        {
            layouts.Add(k => k < quarter ? (k, k + quarter) : (k + quarter, k + half));
        }

        long?[] grids = [null, .. new[] { rows, rows - 1 }.Select(Root).OfType<long>().Cast<long?>()];
        return
            from layout in layouts
            from pair in new[] { layout, k => Swap(layout(k)) }
            from grid in grids
            from first in Enumerable.Range(0, grid is null ? 2 : 1)
            select new SinusoidFit(columns, grid, first, epsilon, pair);
    }

    /// <summary>
    /// Whether a row is zero, or its squares add up to one for each pair, whichever columns are a pair.
    /// </summary>
    public static bool MayBeRow(ReadOnlySpan<double> row, double epsilon)
    {
        double sum = 0;
        foreach (double value in row)
        {
            sum += value * value;
        }

        return sum == 0 || Math.Abs(sum - (row.Length / 2)) <= 8 * epsilon * row.Length;
    }

    /// <summary>Whether a row is what it should be.</summary>
    public bool Accepts(long row, ReadOnlySpan<double> values)
    {
        if (!values.ContainsAnyExcept(0.0))
        {
            return ++_zeros <= MostZeroRows;
        }

        _start ??= row - first;
        long position = row - _start.Value;
        for (int k = 0; k < columns / 2; k++)
        {
            (int sine, int cosine) = pair(k);
            if (!Accepts(k, position, values[sine], values[cosine]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Accepts(int k, long position, double sine, double cosine)
    {
        if (grid is long side)
        {
            // The first step along a line shows which of the two coordinates a pair has.
            _isDown[k] |= position == 1 && sine == 0;
            position = _isDown[k] ? position / side : position % side;
        }

        if (position == 0)
        {
            return sine == 0 && cosine == 1;
        }

        double phase = Math.Atan2(sine, cosine);
        bool isNew = _measuredAt[k] == 0;
        double rest = isNew ? 0 : Math.IEEERemainder(phase - (_frequency[k] * position), Math.Tau);
        double allowed = (8 * epsilon) + (ArgumentError * position * Math.Abs(_frequency[k]));
        if (!(Math.Abs(Math.Sqrt((sine * sine) + (cosine * cosine)) - 1) <= 4 * epsilon) || Math.Abs(rest) > allowed
            || (isNew && phase == 0))
        {
            return false;
        }

        // The further away, the more exact is the frequency.
        if (position > _measuredAt[k])
        {
            _frequency[k] = isNew ? phase / position : _frequency[k] + (rest / position);
            _measuredAt[k] = position;
        }

        return true;
    }

    private static long? Root(long rows)
    {
        long root = (long)Math.Round(Math.Sqrt(rows));
        return root > 2 && root * root == rows ? root : null;
    }

    private static (int Sine, int Cosine) Swap((int Sine, int Cosine) pair) => (pair.Cosine, pair.Sine);
}
