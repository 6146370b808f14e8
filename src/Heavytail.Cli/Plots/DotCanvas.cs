// What:      a canvas of dots in the cells of a terminal: 2 × 4 dots of braille in each, or one character.
// Formula:   the character of a cell is U+2800 plus a bit for each dot: 1, 2, 4, 64 down the left, 8, 16, 32, 128 down
//            the right. A cell has one color: that of what was drawn last.
// Reference: The Unicode Standard, "Braille Patterns".
// Not done:  mixed colors within a cell.
namespace Heavytail.Cli.Plots;

/// <summary>Cells of dots.</summary>
/// <param name="columns">Cells in a line.</param>
/// <param name="rows">Lines.</param>
/// <param name="isPlain">Whether a cell is one dot, and a character of ASCII.</param>
internal sealed class DotCanvas(int columns, int rows, bool isPlain)
{
    private const char Braille = '\u2800';

    private static readonly int[,] s_bits = { { 1, 8 }, { 2, 16 }, { 4, 32 }, { 64, 128 } };

    private readonly char[,] _cells = new char[rows, columns];
    private readonly FigureRole?[,] _roles = new FigureRole?[rows, columns];
    private readonly bool[,] _isFixed = new bool[rows, columns];

    /// <summary>Cells in a line.</summary>
    public int Columns => columns;

    /// <summary>Lines.</summary>
    public int Rows => rows;

    /// <summary>Dots in a line.</summary>
    public int Width => isPlain ? columns : 2 * columns;

    /// <summary>Lines of dots.</summary>
    public int Height => isPlain ? rows : 4 * rows;

    /// <summary>The character of a cell, and what it stands for; a blank where nothing is.</summary>
    public (char Sign, FigureRole? Role) this[int row, int column] =>
        (_cells[row, column] == 0 ? ' ' : _cells[row, column], _roles[row, column]);

    /// <summary>Draws a dot; nothing outside.</summary>
    /// <param name="x">From 0 at the left to <see cref="Width"/>.</param>
    /// <param name="y">From 0 at the bottom to <see cref="Height"/>.</param>
    /// <param name="role">What it stands for.</param>
    /// <param name="plain">The character of it in ASCII.</param>
    public void Dot(int x, int y, FigureRole role, char plain)
    {
        if (x < 0 || y < 0 || x >= Width || y >= Height)
        {
            return;
        }

        int down = Height - 1 - y;
        (int row, int column) = isPlain ? (down, x) : (down / 4, x / 2);
        if (_isFixed[row, column])
        {
            return; // a character says more than a dot
        }

        char before = _cells[row, column];
        _cells[row, column] = isPlain
            ? plain
            : (char)((before >= Braille ? before : Braille) | s_bits[down % 4, x % 2]);
        _roles[row, column] = role;
    }

    /// <summary>Whether a character that stays is at a dot, or the dot is outside.</summary>
    public bool IsTaken(int x, int y) => x < 0 || y < 0 || x >= Width || y >= Height
        || (isPlain ? _isFixed[Height - 1 - y, x] : _isFixed[(Height - 1 - y) / 4, x / 2]);

    /// <summary>A character at a dot that stays, whatever is drawn later.</summary>
    /// <param name="x">From 0 at the left to <see cref="Width"/>.</param>
    /// <param name="y">From 0 at the bottom to <see cref="Height"/>.</param>
    /// <param name="sign">The character.</param>
    /// <param name="role">What it stands for.</param>
    public void Fix(int x, int y, char sign, FigureRole role)
    {
        if (x >= 0 && y >= 0 && x < Width && y < Height)
        {
            int down = Height - 1 - y;
            (int row, int column) = isPlain ? (down, x) : (down / 4, x / 2);
            (_cells[row, column], _roles[row, column], _isFixed[row, column]) = (sign, role, true);
        }
    }

    /// <summary>A sign that fills a cell; drawn dots go over it.</summary>
    public void Sign(int column, int row, char sign, FigureRole role)
    {
        if (column >= 0 && column < columns && row >= 0 && row < rows && _cells[row, column] == 0)
        {
            _cells[row, column] = sign;
            _roles[row, column] = role;
        }
    }

    /// <summary>A line between two dots.</summary>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end.</param>
    /// <param name="role">What it stands for.</param>
    /// <param name="plain">The character of it in ASCII.</param>
    /// <param name="gap">Every so many dots, as many are left out; 0 for none.</param>
    public void Line((double X, double Y) from, (double X, double Y) to, FigureRole role, char plain, int gap = 0)
    {
        if (Clip(ref from, ref to))
        {
            double steps = Math.Ceiling(Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
            for (int k = 0; k <= steps; k++)
            {
                double t = steps == 0 ? 0 : k / steps;
                int x = (int)Math.Round(from.X + (t * (to.X - from.X)));
                int y = (int)Math.Round(from.Y + (t * (to.Y - from.Y)));
                if (gap == 0 || (x + y) / gap % 2 == 0)
                {
                    Dot(x, y, role, plain);
                }
            }
        }
    }

    /// <summary>The part of a line within the canvas (Liang and Barsky); false where there is none.</summary>
    private bool Clip(ref (double X, double Y) from, ref (double X, double Y) to)
    {
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        (double first, double last) = (0, 1);
        foreach (var (p, q) in new[]
        {
            (-dx, from.X + 0.5), (dx, Width - 0.5 - from.X), (-dy, from.Y + 0.5), (dy, Height - 0.5 - from.Y),
        })
        {
            if (!double.IsFinite(p) || !double.IsFinite(q) || (p == 0 && q < 0))
            {
                return false;
            }

            first = p < 0 ? Math.Max(first, q / p) : first;
            last = p > 0 ? Math.Min(last, q / p) : last;
        }

        if (first > last)
        {
            return false;
        }

        (from, to) = ((from.X + (first * dx), from.Y + (first * dy)), (from.X + (last * dx), from.Y + (last * dy)));
        return true;
    }
}
