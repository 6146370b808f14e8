namespace Heavytail.Cli.Plots;

/// <summary>The parts of a picture in which something is drawn, as a grid.</summary>
internal sealed class CoveredCells
{
    private const int Cells = 50;

    private readonly bool[,] _covered = new bool[Cells, Cells];

    /// <summary>Looks at what is drawn.</summary>
    public CoveredCells(Figure figure, AxisScale x, AxisScale y)
    {
        foreach (var series in figure.Series)
        {
            for (int k = 0; k < series.Points.Count; k++)
            {
                var point = series.Points[k];
                switch (series.Style)
                {
                    case FigureStyle.Bars:
                        Fill(x.Place(point.Low ?? point.X), x.Place(point.High ?? point.X), 0, y.Place(point.Y));
                        break;
                    case FigureStyle.Band:
                        double at = x.Place(point.X);
                        Fill(at, at, y.Place(point.Low ?? point.Y), y.Place(point.High ?? point.Y));
                        break;
                    case FigureStyle.Line or FigureStyle.Dashed when k > 0:
                        var before = series.Points[k - 1];
                        Connect((x.Place(before.X), y.Place(before.Y)), (x.Place(point.X), y.Place(point.Y)));
                        break;
                    default:
                        Fill(x.Place(point.X), x.Place(point.X), y.Place(point.Y), y.Place(point.Y));
                        break;
                }
            }
        }
    }

    /// <summary>The share of a rectangle that is covered; its ends are from 0 to 1.</summary>
    public double Share(double left, double bottom, double width, double height)
    {
        (int covered, int all) = (0, 0);
        for (int i = Cell(left); i <= Cell(left + width); i++)
        {
            for (int j = Cell(bottom); j <= Cell(bottom + height); j++)
            {
                all++;
                covered += _covered[i, j] ? 1 : 0;
            }
        }

        return (double)covered / all;
    }

    private void Connect((double X, double Y) from, (double X, double Y) to)
    {
        for (int k = 0; k <= Cells; k++)
        {
            double x = from.X + ((to.X - from.X) * k / Cells);
            double y = from.Y + ((to.Y - from.Y) * k / Cells);
            Fill(x, x, y, y);
        }
    }

    private void Fill(double left, double right, double bottom, double top)
    {
        if (!(left <= 1 && right >= 0 && bottom <= 1 && top >= 0))
        {
            return; // out of sight, or not a number
        }

        for (int i = Cell(left); i <= Cell(right); i++)
        {
            for (int j = Cell(bottom); j <= Cell(top); j++)
            {
                _covered[i, j] = true;
            }
        }
    }

    private static int Cell(double place) => (int)Math.Clamp(place * Cells, 0, Cells - 1);
}
