namespace Heavytail.Comparison.Trends;

/// <summary>The models that turn a line against the order of all others.</summary>
internal static class LineOutliers
{
    /// <summary>More models than this are no outliers: then the relation is not a line.</summary>
    private const int Most = 3;

    /// <summary>A sentence that names them, or says that no few models do it.</summary>
    /// <param name="metric">Metric of the line.</param>
    /// <param name="models">Models of the family.</param>
    /// <param name="direction">Sign of τ.</param>
    public static string Write(string metric, IReadOnlyList<TrendModel> models, int direction)
    {
        var (names, slope) = Find(metric, models, direction);
        return names.Count == 0
            ? $"No {Most} models make the difference: the relation is no line."
            : $"Without {TrendWords.List(names)} the line {TrendWords.Verb(direction)} too "
                + $"(slope {TrendWords.Digits(slope)}).";
    }

    /// <summary>
    /// Leaves out, one by one, the model without which the slope is closest to the sign of τ, until it has that sign.
    /// </summary>
    internal static (IReadOnlyList<string> Names, double Slope) Find(
        string metric, IReadOnlyList<TrendModel> models, int direction)
    {
        List<TrendModel> left = [.. models.Where(model => model[metric] is not null)];
        var names = new List<string>();
        while (names.Count < Most && left.Count > TrendSummary.SmallestFamily)
        {
            double[] slopes = SlopesWithout([.. left.Select(model => model[metric]!.Value)], [.. left.Select(model => model.Score)]);
            int best = Enumerable.Range(0, left.Count).MaxBy(i => direction * slopes[i]);
            names.Add(left[best].Name);
            left.RemoveAt(best);
            if (slopes[best] * direction > 0)
            {
                return (names, slopes[best]);
            }
        }

        return ([], 0);
    }

    /// <summary>The slope without each point: b − d·e/((1−h)·Σd²), d = x − x̄; without the only one that varies, 0.</summary>
    private static double[] SlopesWithout(double[] x, double[] y)
    {
        double meanX = x.Average();
        double meanY = y.Average();
        double squares = x.Sum(value => (value - meanX) * (value - meanX));
        double slope = x.Zip(y, (u, v) => (u - meanX) * (v - meanY)).Sum() / squares;
        return [.. x.Zip(y, (u, v) =>
        {
            double deviation = u - meanX;
            double error = v - meanY - (slope * deviation);
            double freedom = 1 - (1.0 / x.Length) - (deviation * deviation / squares);
            return freedom > 1e-12 ? slope - (deviation * error / (freedom * squares)) : 0;
        })];
    }
}
