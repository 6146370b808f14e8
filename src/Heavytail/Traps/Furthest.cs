namespace Heavytail.Traps;

/// <summary>The entries furthest from the mean, and the moments of all but the first of them.</summary>
internal sealed class Furthest
{
    private readonly SliceScan _scan;
    private readonly Entry[] _entries;
    private readonly Moments[] _rest;
    private int _count;

    public Furthest(SliceScan scan)
    {
        _scan = scan;
        _entries = new Entry[scan.Largest.Length + scan.Smallest.Length];
        int filled = 0;
        foreach (var entry in scan.Largest)
        {
            _entries[filled++] = entry;
        }

        foreach (var entry in scan.Smallest)
        {
            _entries[filled++] = entry;
        }

        _rest = new Moments[_entries.Length + 1];
        long all = (long)scan.Others.Count + _entries.Length;
        (MostTraps, References) = (TrapFinder.MostTraps(all), TailTest.References(all));
        Sum();
    }

    /// <summary>Trapped entries that are told apart.</summary>
    public int MostTraps { get; }

    /// <summary>Spacings below the largest by which the tail is known.</summary>
    public int References { get; }

    public Entry this[int k] => _entries[k];

    /// <summary>Whether all entries nearer than the first few are known to be nearer.</summary>
    public bool Knows(int first) => first < _count || _scan.Others.Count == 0 || _scan.IsQuiet;

    /// <summary>Moments of all entries but the first few.</summary>
    public Moments Rest(int without) => _rest[without];

    public void Sort(double mean)
    {
        double unit = _scan.Scale;
        double[] distances = new double[_entries.Length];
        for (int k = 0; k < distances.Length; k++)
        {
            distances[k] = Math.Abs((_entries[k].Value * unit) - mean);
        }

        SortByDistance(distances);

        // All others lie between the limits: what is further from the mean than both is among the furthest.
        double others = _scan.Others.Count == 0
            ? 0
            : Math.Max((_scan.Upper * unit) - mean, mean - (_scan.Lower * unit));
        _count = 0;
        while (_count < distances.Length && distances[_count] >= others)
        {
            _count++;
        }

        Sum();
    }

    /// <summary>
    /// The largest k of which even the k-th is trapped among the rest: large entries do not hide behind larger
    /// ones.
    /// </summary>
    public int Trapped(double threshold, double level)
    {
        for (int k = _count; k > 0; k--)
        {
            var rest = _rest[k];
            double distance = Math.Abs((_entries[k - 1].Value * _scan.Scale) - rest.Mean);
            if (rest.Count >= 2
                && distance > rest.Deviation * threshold
                && TrapFinder.Chance(
                    distance / Math.Sqrt(rest.Squares / (rest.Count - 1) * (1 + (1 / rest.Count))),
                    rest.Count - 1) < level)
            {
                return k;
            }
        }

        return 0;
    }

    public double[] Distances(double mean)
    {
        // In the order of another mean they are nearly sorted.
        double[] distances = new double[_count];
        for (int k = 0; k < _count; k++)
        {
            double distance = Math.Abs((_entries[k].Value * _scan.Scale) - mean);
            int at = k;
            for (; at > 0 && distances[at - 1] < distance; at--)
            {
                distances[at] = distances[at - 1];
            }

            distances[at] = distance;
        }

        return distances;
    }

    /// <summary>
    /// Shell's sort, the furthest first, of equal ones the first in the file: the framework's sort of pairs is
    /// compiled anew at every start.
    /// </summary>
    private void SortByDistance(double[] distances)
    {
        for (int gap = distances.Length / 2; gap > 0; gap /= 2)
        {
            for (int k = gap; k < distances.Length; k++)
            {
                (double distance, var entry) = (distances[k], _entries[k]);
                int at = k;
                while (at >= gap && IsBehind(at - gap))
                {
                    (distances[at], _entries[at]) = (distances[at - gap], _entries[at - gap]);
                    at -= gap;
                }

                (distances[at], _entries[at]) = (distance, entry);
                bool IsBehind(int other) => distances[other] < distance
                    || (distances[other] == distance && _entries[other].Index > entry.Index);
            }
        }
    }

    private void Sum()
    {
        _rest[^1] = _scan.Others;
        for (int k = _entries.Length - 1; k >= 0; k--)
        {
            _rest[k] = _rest[k + 1].With(_entries[k].Value * _scan.Scale);
        }
    }
}
