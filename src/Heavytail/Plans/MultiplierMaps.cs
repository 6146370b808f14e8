// What:      multipliers of a learning rate or a weight decay by scores.
// Formula:   linear   low + (s − min)/(max − min)·(high − low)
//            sqrt     n·√s/Σ√s;  log2  n·log2 s/Σ log2 s
//            step     low + (high − low)·rank/n, rank from 0 in ascending order of s
//            sigmoid  10^(c·(1/(1 + e^(−τ(s − mean))) − 1/2)), c one of two scales, above and below the mean
// Reference: TempBalance, Zhou et al., NeurIPS 2023, arXiv 2312.00359, equation 2 and get_layer_temps of its code;
//            Model Balancing (TB_Sigmoid), Liu et al., EMNLP 2024, arXiv 2410.12178; LLR, arXiv 2605.22297;
//            AlphaDecay, He et al., arXiv 2506.14562.
namespace Heavytail.Plans;

/// <summary>The maps from scores to multipliers.</summary>
internal static class MultiplierMaps
{
    /// <summary>A multiplier for each score.</summary>
    /// <param name="scores">Finite scores, at least one.</param>
    /// <param name="options">The map and its range.</param>
    public static double[] Map(double[] scores, MultiplierOptions options)
    {
        var linear = LinearMap.Of(scores.Select(score => (double?)score), options.Low, options.High);
        double mean = scores.Average();
        return options.Map switch
        {
            MultiplierMap.Linear => [.. scores.Select(score => linear.Map(score))],
            MultiplierMap.Sqrt => Shares(scores, Math.Sqrt),
            MultiplierMap.Log2 => Shares(scores, Math.Log2),
            MultiplierMap.Step => Steps(scores, options),
            MultiplierMap.Sigmoid => [.. scores.Select(score => Sigmoid(score - mean, options))],
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Map, "not a map"),
        };
    }

    /// <summary>The scores that a map takes.</summary>
    public static ScoreRange Range(MultiplierMap map) => map switch
    {
        MultiplierMap.Sqrt => new ScoreRange("numbers of 0 or more with the map `sqrt`", 0),
        MultiplierMap.Log2 => new ScoreRange("numbers of 1 or more with the map `log2`", 1),
        _ => ScoreRange.Any,
    };

    private static double[] Shares(double[] scores, Func<double, double> map)
    {
        double[] mapped = [.. scores.Select(map)];
        double sum = mapped.Sum();
        return [.. mapped.Select(value => sum > 0 ? value / sum * scores.Length : 1)];
    }

    private static double[] Steps(double[] scores, MultiplierOptions options)
    {
        double[] steps = new double[scores.Length];
        int rank = 0;
        foreach (int index in Enumerable.Range(0, scores.Length).OrderBy(index => scores[index]))
        {
            steps[index] = options.Low + ((options.High - options.Low) * rank++ / scores.Length);
        }

        return steps;
    }

    private static double Sigmoid(double distance, MultiplierOptions options)
    {
        double scale = distance > 0 ? options.ScaleAbove : options.ScaleBelow;
        return Math.Pow(10, scale * ((1 / (1 + Math.Exp(-options.Temperature * distance))) - 0.5));
    }
}
