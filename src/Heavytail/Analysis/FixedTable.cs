namespace Heavytail.Analysis;

/// <summary>
/// A matrix in memory that may be a constant: an identity, powers of equal steps, or waves along the dimensions of a
/// grid of positions, which are its rows or its columns.
/// </summary>
/// <param name="values">Elements, row by row.</param>
/// <param name="columns">Number of columns.</param>
/// <param name="epsilon">Relative error of a stored number.</param>
internal sealed class FixedTable(float[] values, int columns, double epsilon)
{
    /// <summary>Said of an identity or a permutation, which is also how some programs begin a weight.</summary>
    public const string Identity = "its elements are those of an identity matrix, or of a permutation";

    /// <summary>Rows of zeros that a table may begin with: a class token, padding.</summary>
    private const int MostZeroRows = 2;

    /// <summary>Fewer rows or columns prove nothing.</summary>
    private const int Least = 8;

    private readonly int _rows = values.Length / columns;

    /// <summary>Whether the first row that is not zero allows any of them; most weights end here.</summary>
    /// <param name="row">The row.</param>
    /// <param name="grid">The grid of columns; null where it is not known.</param>
    /// <param name="epsilon">Relative error of a stored number.</param>
    public static bool MayBegin(ReadOnlySpan<double> row, int[]? grid, double epsilon)
    {
        if (!row.ContainsAnyExcept(0.0, 1.0))
        {
            return true;
        }

        var sequence = new float[row.Length];
        for (int k = 0; k < row.Length; k++)
        {
            sequence[k] = (float)row[k];
        }

        return new Waves(epsilon).Is(sequence, grid ?? [row.Length]);
    }

    /// <summary>What the elements are, for people; null where they are nothing known.</summary>
    /// <param name="grid">The grid of columns; null where the shape does not show it.</param>
    public string? What(int[]? grid)
    {
        if (IsPermutation())
        {
            return Identity;
        }

        float[][] byRow = [.. Enumerable.Range(0, _rows).Select(Row)];
        if (grid is null && (ArePowers(byRow) || ArePowers(Transposed(byRow))))
        {
            return "its elements are powers of equal steps";
        }

        if (_rows < Least || columns < Least)
        {
            return null;
        }

        int zeros = byRow.TakeWhile(row => !row.AsSpan().ContainsAnyExcept(0f)).Count();
        return AreWaves(byRow, grid) || (grid is null && zeros <= MostZeroRows
                && AreWaves(Transposed(byRow[zeros..]), null))
            ? SinusoidTables.Sinusoids
            : null;
    }

    /// <summary>Grids of one to three dimensions that have as many points.</summary>
    internal static IEnumerable<int[]> Grids(int points)
    {
        yield return [points];
        for (int a = 2; a <= points / 2; a++)
        {
            if (points % a != 0)
            {
                continue;
            }

            yield return [a, points / a];
            for (int b = 2; b <= points / a / 2; b++)
            {
                if (points / a % b == 0)
                {
                    yield return [a, b, points / a / b];
                }
            }
        }
    }

    private bool AreWaves(float[][] sequences, int[]? grid)
    {
        var waves = new Waves(epsilon);
        return grid is not null ? waves.Are(sequences, grid)
            : sequences.Length > 0 && Grids(sequences[0].Length).Any(one => waves.Are(sequences, one));
    }

    private float[] Row(int row) => values[(row * columns)..((row + 1) * columns)];

    private static float[][] Transposed(float[][] rows)
    {
        int length = rows.Length == 0 ? 0 : rows[0].Length;
        var transposed = new float[length][];
        for (int column = 0; column < length; column++)
        {
            transposed[column] = [.. rows.Select(row => row[column])];
        }

        return transposed;
    }

    /// <summary>Exactly one 1 in each row and each column, and zeros.</summary>
    private bool IsPermutation()
    {
        var isTaken = new bool[columns];
        for (int row = 0; row < _rows && _rows == columns; row++)
        {
            var line = values.AsSpan(row * columns, columns);
            int one = line.IndexOf(1f);
            if (one < 0 || isTaken[one] || line[..one].ContainsAnyExcept(0f) || line[(one + 1)..].ContainsAnyExcept(0f))
            {
                return false;
            }

            isTaken[one] = true;
        }

        return _rows == columns;
    }

    /// <summary>Rows 1, t, t², t³ …, with steps of t of equal length.</summary>
    private bool ArePowers(float[][] rows)
    {
        if (rows.Length < 3 || rows[0].Length < Least || rows[0].AsSpan().ContainsAnyExcept(1f))
        {
            return false;
        }

        float[] steps = rows[1];
        double step = ((double)steps[^1] - steps[0]) / (steps.Length - 1);
        if (!(Math.Abs(step) > 16 * epsilon))
        {
            return false;
        }

        for (int k = 0; k < steps.Length; k++)
        {
            double power = steps[k];
            if (!(Math.Abs(steps[0] + (k * step) - steps[k]) <= 8 * epsilon * Math.Max(1, Math.Abs(power))))
            {
                return false;
            }

            for (int row = 2; row < rows.Length; row++)
            {
                power *= steps[k];
                if (!(Math.Abs(rows[row][k] - power) <= (4 * row * epsilon * Math.Abs(power)) + float.Epsilon))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
