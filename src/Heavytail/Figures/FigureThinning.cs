namespace Heavytail;

/// <summary>Fewer points of a curve, at places where it still looks the same.</summary>
public static class FigureThinning
{
    /// <summary>
    /// The figure with at most so many points a line or cloud: the first and the last, the extremes of the ordinate,
    /// and others evenly along the horizontal axis as it is drawn. Bars, and the series of spikes and traps, stay.
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
                    : series with { Points = Thin(series.Points, figure.X.IsLogarithmic, MostOf(series, most)) }),
            ],
        };
    }

    /// <summary>Laws are smooth: they need fewer points than what was measured.</summary>
    private static int MostOf(FigureSeries series, int most) =>
        series.Role is FigureRole.Rival or FigureRole.Noise or FigureRole.Fit ? Math.Max(8, most / 2) : most;

    private static bool Stays(FigureSeries series) =>
        series.Style == FigureStyle.Bars || series.Role is FigureRole.Spike or FigureRole.Trap;

    private static FigurePoint[] Thin(IReadOnlyList<FigurePoint> points, bool isLogarithmic, int most)
    {
        double Place(int k) => isLogarithmic ? Math.Log(points[k].X) : points[k].X;
        bool[] kept = new bool[points.Count];
        int count = 0;
        int low = 0;
        int high = 0;
        for (int k = 1; k < points.Count; k++)
        {
            low = points[k].Y < points[low].Y ? k : low;
            high = points[k].Y > points[high].Y ? k : high;
        }

        Keep(0);
        Keep(points.Count - 1);
        Keep(low);
        Keep(high);
        double first = Place(0);
        double step = (Place(points.Count - 1) - first) / (most - count);
        double next = double.NegativeInfinity;
        for (int k = 0; k < points.Count && count < most; k++)
        {
            // Curves go one way along the axis: ascending or descending.
            double walked = step == 0 ? k : (Place(k) - first) / step;
            if (walked >= next)
            {
                Keep(k);
                next = Math.Floor(walked) + 1;
            }
        }

        return [.. points.Where((_, k) => kept[k])];

        void Keep(int k)
        {
            count += kept[k] ? 0 : 1;
            kept[k] = true;
        }
    }
}
