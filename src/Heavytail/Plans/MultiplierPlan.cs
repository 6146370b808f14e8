using Heavytail.Plans;

namespace Heavytail;

/// <summary>How scores become multipliers.</summary>
public enum MultiplierMap
{
    /// <summary>Linearly between the smallest and the largest score.</summary>
    Linear,

    /// <summary>As shares of the sum of roots.</summary>
    Sqrt,

    /// <summary>As shares of the sum of binary logarithms.</summary>
    Log2,

    /// <summary>By rank, in equal steps.</summary>
    Step,

    /// <summary>By the logistic curve of the distance to the mean score, as powers of ten.</summary>
    Sigmoid,
}

/// <summary>How <see cref="MultiplierPlan"/> allocates.</summary>
public sealed record MultiplierOptions
{
    /// <summary>The map.</summary>
    public MultiplierMap Map { get; init; }

    /// <summary>The multiplier of the smallest score (linear, step), from 0.</summary>
    public double Low { get; init; } = 0.5;

    /// <summary>The multiplier of the largest score (linear, step), not below <see cref="Low"/>.</summary>
    public double High { get; init; } = 1.5;

    /// <summary>τ of the sigmoid, in 1 over the unit of the scores, above 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Powers of ten between the two ends of the sigmoid, for scores above the mean.</summary>
    public double ScaleAbove { get; init; } = 1;

    /// <summary>The same for scores below the mean.</summary>
    public double ScaleBelow { get; init; } = 1;

    /// <summary>Layers with fewer eigenvalues keep the multiplier 1.</summary>
    public int LeastEigenvalues { get; init; } = 50;

    /// <summary>Whether the first and the last layer are scaled too.</summary>
    public bool IncludesEnds { get; init; }

    /// <summary>The published choices of TempBalance: linear, 0.5 to 1.5.</summary>
    public static MultiplierOptions TempBalance { get; } = new();

    /// <summary>The published choices of TB_Sigmoid.</summary>
    public static MultiplierOptions TempBalanceSigmoid { get; } = new() { Map = MultiplierMap.Sigmoid };

    /// <summary>The published choices of LLR: linear, 1 to 5, for the first fifth of the training.</summary>
    public static MultiplierOptions Llr { get; } = new() { Low = 1, High = 5 };

    /// <summary>The published choices of AlphaDecay: linear, 2/3 to 3.</summary>
    public static MultiplierOptions AlphaDecay { get; } = new() { Low = 2.0 / 3, High = 3 };
}

/// <summary>A multiplier a layer, for a learning rate or a weight decay: larger for the larger alpha.</summary>
public static class MultiplierPlan
{
    /// <summary>The kind of multipliers of learning rates.</summary>
    public const string LearningRate = "learning-rate";

    /// <summary>The kind of multipliers of weight decays.</summary>
    public const string WeightDecay = "weight-decay";

    /// <summary>Multipliers of the learning rate: TempBalance, TB_Sigmoid, LLR.</summary>
    /// <param name="layers">The layers, in the order of the file.</param>
    /// <param name="options">The map; null for that of TempBalance.</param>
    /// <exception cref="PlanException">An option is out of range, or no layer has a score.</exception>
    public static Plan ForLearningRate(IReadOnlyList<PlanLayer> layers, MultiplierOptions? options = null) =>
        Create(layers, options ?? MultiplierOptions.TempBalance, LearningRate);

    /// <summary>Multipliers of the weight decay: AlphaDecay.</summary>
    /// <param name="layers">The layers, in the order of the file.</param>
    /// <param name="options">The map; null for that of AlphaDecay.</param>
    /// <exception cref="PlanException">An option is out of range, or no layer has a score.</exception>
    public static Plan ForWeightDecay(IReadOnlyList<PlanLayer> layers, MultiplierOptions? options = null) =>
        Create(layers, options ?? MultiplierOptions.AlphaDecay, WeightDecay);

    private static Plan Create(IReadOnlyList<PlanLayer> layers, MultiplierOptions options, string kind)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Check(options);
        var notes = new List<string>();
        var scope = PlanScope.Of(
            layers, MultiplierMaps.Range(options.Map), "of the multiplier 1", notes, ofBlocks: false);
        var ordered = scope.All;
        string[] ends = options.IncludesEnds ? [] : [ordered[0].Owner, ordered[^1].Owner];
        string?[] reasons = [.. ordered.Select((layer, i) => Unscaled(layer, scope[i], ends, options))];
        double[] scores = [.. ordered.Where((_, i) => reasons[i] is null).Select(layer => layer.Score!.Value)];
        if (scores.Length == 0)
        {
            throw new PlanException(
                "no layer is scaled: " + string.Join("; ", reasons.OfType<string>().CountBy(reason => reason)
                    .Select(pair => PlanText.Invariant($"{pair.Value} of {ordered.Count} {pair.Key}"))),
                "lower `LeastEigenvalues`, or scale the first and the last module with `IncludesEnds`");
        }

        double[] multipliers = MultiplierMaps.Map(scores, options);
        int next = 0;
        TorchNames.Note(ordered, ["torch"], notes);
        PlanRow[] rows =
        [
            .. ordered.Select((layer, i) => reasons[i] is string reason
                ? new PlanRow(layer, 1, $"{reason}: unchanged")
                : new PlanRow(layer, multipliers[next++], Why(layer.Score!.Value, scores, options))),
        ];
        return new Plan
        {
            Kind = kind,
            Method = Name(options, kind),
            Source = Source(options, kind),
            Allocated = "multiplier",
            Rows = [.. rows.Where(row => !row.Layer.IsLeftOut)],
            Facts =
            [
                new("scaled_layers", scores.Length),
                new("min_score", scores.Min()),
                new("mean_score", scores.Average()),
                new("max_score", scores.Max()),
                new("min", multipliers.Min()),
                new("mean", multipliers.Average()),
                new("max", multipliers.Max()),
            ],
            Notes =
            [
                .. Notes(options, kind, reasons.Count(reason => reason == Small(options))), .. notes,
            ],
            Files = MultiplierFiles.Of(rows, kind),
        };
    }

    /// <summary>The ends are modules: an LSTM is one, though its gates are layers of their own.</summary>
    private static string? Unscaled(PlanLayer layer, string? noScore, string[] ends, MultiplierOptions options) =>
        layer.IsLeftOut ? noScore
        : ends is [var first, _] && layer.Owner == first ? "first module"
        : ends is [_, var last] && layer.Owner == last ? "last module"
        : layer.Eigenvalues < options.LeastEigenvalues ? Small(options)
        : noScore;

    private static string Small(MultiplierOptions options) =>
        PlanText.Invariant($"fewer than {options.LeastEigenvalues} eigenvalues");

    private static string Why(double score, double[] scores, MultiplierOptions options) => options.Map switch
    {
        MultiplierMap.Linear => $"{PlanText.Short(score)} between {PlanText.Short(scores.Min())} and "
            + $"{PlanText.Short(scores.Max())}",
        MultiplierMap.Step => $"rank {scores.Count(other => other < score)} of {scores.Length}, from 0",
        MultiplierMap.Sigmoid => $"{PlanText.Short(score - scores.Average())} from the mean "
            + $"{PlanText.Short(scores.Average())}",
        _ => $"share of the sum over {scores.Length} layers",
    };

    private static string Name(MultiplierOptions options, string kind)
    {
        string range = $"{PlanText.Short(options.Low)} to {PlanText.Short(options.High)}";
        string method = kind == WeightDecay ? "AlphaDecay" : options.High > 2 ? "LLR" : "TempBalance";
        return options.Map switch
        {
            MultiplierMap.Linear => $"{method}, linear, {range}",
            MultiplierMap.Step => $"{method}, by rank, {range}",
            MultiplierMap.Sigmoid => "TB_Sigmoid",
            MultiplierMap.Sqrt => $"{method}, square root",
            _ => $"{method}, binary logarithm",
        };
    }

    private static string Source(MultiplierOptions options, string kind) =>
        options.Map == MultiplierMap.Sigmoid ? "Liu et al., Model Balancing, EMNLP 2024, arXiv 2410.12178"
        : kind == WeightDecay ? "He et al., AlphaDecay, arXiv 2506.14562"
        : options.High > 2 ? "LLR, arXiv 2605.22297"
        : "Zhou et al., TempBalance, NeurIPS 2023, arXiv 2312.00359, equation 2; tempbalance.py";

    private static string[] Notes(MultiplierOptions options, string kind, int small) =>
    [
        kind == WeightDecay ? "AlphaDecay computes this anew every 500 steps; a plan is one snapshot"
            : options is { Map: MultiplierMap.Linear, High: > 2 }
                ? "LLR holds these rates for the first fifth of the training, and one rate after it"
            : "TempBalance computes this anew every epoch; a plan is one snapshot",
        .. small == 0 ? Array.Empty<string>() :
        [
            PlanText.Invariant($"layers of fewer than {options.LeastEigenvalues} eigenvalues keep 1: {small} of them; ")
                + "`LeastEigenvalues` changes that",
        ],
    ];

    private static void Check(MultiplierOptions options)
    {
        if (!(options.Low >= 0 && options.High >= options.Low && double.IsFinite(options.High)))
        {
            throw new PlanException(PlanText.Invariant(
                $"multipliers from {options.Low} to {options.High}: expected 0 or more, and the larger one second"));
        }

        if (!(options.Temperature > 0 && options.ScaleAbove >= 0 && options.ScaleBelow >= 0))
        {
            throw new PlanException("the temperature of a sigmoid is above 0, its scales are not below 0");
        }
    }
}
