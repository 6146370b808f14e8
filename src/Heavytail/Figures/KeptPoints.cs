namespace Heavytail.Figures;

/// <summary>Which points of a curve are kept.</summary>
/// <param name="points">All points.</param>
internal sealed class KeptPoints(IReadOnlyList<FigurePoint> points)
{
    private readonly bool[] _kept = new bool[points.Count];

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a point is kept.</summary>
    public bool Has(int index) => _kept[index];

    /// <summary>Keeps a point.</summary>
    public void Keep(int index)
    {
        Count += _kept[index] ? 0 : 1;
        _kept[index] = true;
    }

    /// <summary>Keeps the points beyond a mark, the furthest first.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="most">How many may be kept in all.</param>
    public void KeepBeyond(FigureMark mark, int most)
    {
        double Place(int k) => mark.IsVertical ? points[k].X : points[k].Y;
        int[] beyond =
            [.. Enumerable.Range(0, points.Count).Where(k => Place(k) > mark.At).OrderByDescending(Place)];
        for (int i = 0; i < beyond.Length && Count < most; i++)
        {
            Keep(beyond[i]);
        }
    }

    /// <summary>Keeps others evenly by their order, until so many are kept.</summary>
    public void Fill(int most)
    {
        int left = points.Count - Count;
        int wanted = Math.Min(left, most - Count);
        int passed = 0;
        for (int k = 0; k < points.Count && wanted > 0; k++)
        {
            if (!_kept[k])
            {
                passed++;
                if ((long)passed * wanted / left > (long)(passed - 1) * wanted / left)
                {
                    Keep(k);
                }
            }
        }
    }
}
