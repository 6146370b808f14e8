using Heavytail.Statistics;

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
            ? $"No {Most} models make the difference: the relation is not a line."
            : $"Without {TrendWords.Names(names)} the line {TrendWords.Verb(direction)} too "
                + $"(slope {TrendWords.Digits(slope)}).";
    }

    /// <summary>
    /// Leaves out, one by one, the model that is farthest from both medians in the direction against τ, until the slope
    /// has the sign of τ. Medians, so that one far model does not hide another.
    /// </summary>
    internal static (IReadOnlyList<string> Names, double Slope) Find(
        string metric, IReadOnlyList<TrendModel> models, int direction)
    {
        TrendModel[] known = [.. models.Where(model => model[metric] is not null)];
        double x = Median(known.Select(model => model[metric]!.Value));
        double y = Median(known.Select(model => model.Score));
        TrendModel[] ordered = [.. known.OrderBy(model => direction * (model[metric]!.Value - x) * (model.Score - y))];
        for (int count = 1; count <= Most && count + TrendSummary.SmallestFamily <= ordered.Length; count++)
        {
            TrendModel[] left = ordered[count..];
            double slope = LeastSquares.Fit(
                [.. left.Select(model => model[metric]!.Value)], [.. left.Select(model => model.Score)])?.Slope ?? 0;
            if (slope * direction > 0)
            {
                return ([.. ordered[..count].Select(model => model.Name)], slope);
            }
        }

        return ([], 0);
    }

    private static double Median(IEnumerable<double> values) => Bootstrap.Quantile([.. values.Order()], 0.5);
}
