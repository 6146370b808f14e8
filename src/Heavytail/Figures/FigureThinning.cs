using Heavytail.Figures;

namespace Heavytail;

/// <summary>Fewer points of a curve, at places where it still looks the same.</summary>
public static class FigureThinning
{
    /// <summary>
    /// The figure with at most so many points a line or cloud: the first and the last, the extremes of the ordinate,
    /// the point at a threshold such as xmin, those beyond the edge as far as half of them are enough, and others
    /// evenly along the horizontal axis as it is drawn. Bars, and the series of spikes and traps, stay.
    /// </summary>
    /// <param name="figure">The figure.</param>
    /// <param name="most">The maximum number of points, at least 8.</param>
    public static Figure Thin(this Figure figure, int most)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 8);
        return figure with
        {
            Series =
            [
                .. figure.Series.Select(series => Stays(series) || series.Points.Count <= MostOf(series, most)
                    ? series
                    : series with { Points = Thin(series, figure, MostOf(series, most)) }),
            ],
        };
    }

    /// <summary>Laws are smooth: they need fewer points than what was measured.</summary>
    private static int MostOf(FigureSeries series, int most) =>
        series.Role is FigureRole.Rival or FigureRole.Noise or FigureRole.Fit ? Math.Max(8, most / 2) : most;

    private static bool Stays(FigureSeries series) =>
        series.Style == FigureStyle.Bars || series.Role is FigureRole.Spike or FigureRole.Trap;

    private static FigurePoint[] Thin(FigureSeries series, Figure figure, int most)
    {
        var points = series.Points;
        var kept = new KeptPoints(points);
        kept.Keep(0);
        kept.Keep(points.Count - 1);
        kept.Keep(Extreme(points, -1));
        kept.Keep(Extreme(points, 1));
        if (series.Role == FigureRole.Data)
        {
            foreach (var mark in figure.Marks.Where(mark => mark.Role == FigureRole.Threshold))
            {
                kept.Keep(Nearest(points, mark));
            }

            foreach (var mark in figure.Marks.Where(mark => mark.Role == FigureRole.Spike && mark.To is null))
            {
                kept.KeepBeyond(mark, kept.Count + ((most - kept.Count) / 2));
            }
        }

        // Curves go one way along the axis: ascending or descending.
        double Place(int k) => figure.X.IsLogarithmic ? Math.Log(points[k].X) : points[k].X;
        double first = Place(0);
        double step = (Place(points.Count - 1) - first) / (most - kept.Count);
        double next = double.NegativeInfinity;
        for (int k = 0; k < points.Count && kept.Count < most; k++)
        {
            double walked = step == 0 ? k : (Place(k) - first) / step;
            if (walked >= next)
            {
                kept.Keep(k);
                next = Math.Floor(walked) + 1;
            }
        }

        kept.Fill(most);
        return [.. points.Where((_, k) => kept.Has(k))];
    }

    /// <summary>The index of the point whose ordinate is the smallest or the largest.</summary>
    private static int Extreme(IReadOnlyList<FigurePoint> points, int sign)
    {
        int found = 0;
        for (int k = 1; k < points.Count; k++)
        {
            found = sign * points[k].Y > sign * points[found].Y ? k : found;
        }

        return found;
    }

    private static int Nearest(IReadOnlyList<FigurePoint> points, FigureMark mark)
    {
        int found = 0;
        for (int k = 1; k < points.Count; k++)
        {
            found = Distance(points[k]) < Distance(points[found]) ? k : found;
        }

        return found;

        double Distance(FigurePoint point) => Math.Abs((mark.IsVertical ? point.X : point.Y) - mark.At);
    }
}
