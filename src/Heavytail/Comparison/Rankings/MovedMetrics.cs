using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>Which metrics tell a copy from its original, in words.</summary>
/// <param name="layers">The metrics of the models.</param>
internal sealed class MovedMetrics(LayerValues layers)
{
    /// <summary>
    /// <c>`log_norm` and `alpha_weighted` differ, which is scale and not quality; `alpha` does not.</c>
    /// </summary>
    public string Sentence(int original, int copy)
    {
        string[] moved = [.. layers.Votes.Metrics.Where((_, m) => Moves(m, original, copy))];
        string[] kept = [.. layers.Votes.Metrics.Except(moved)];
        string first = moved.Length == 0
            ? "No metric tells the two apart."
            : $"{TrendWords.Names(moved)} {(moved.Length == 1 ? "differs" : "differ")}, which is scale and not quality";
        return moved.Length == 0 ? first
            : kept.Length == 0 ? first + "."
            : $"{first}; {TrendWords.Names(kept)} {(kept.Length == 1 ? "does" : "do")} not.";
    }

    private bool Moves(int metric, int original, int copy)
    {
        double[] values = [layers.OwnMeans[metric][original], layers.OwnMeans[metric][copy]];
        return layers.Votes.IsScale[metric] && values.All(double.IsFinite)
            && Math.Abs(values[0] - values[1]) > ModelRanking.Tie * Math.Max(1, values.Min(Math.Abs));
    }
}
