using Heavytail.Plans;

namespace Heavytail;

/// <summary>How <see cref="BitPlan"/> allocates.</summary>
public sealed record BitOptions
{
    /// <summary>The largest mean of bits over the layers.</summary>
    public double Budget { get; init; } = 3.5;

    /// <summary>The widths to choose from, in bits.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [2, 3, 4];

    /// <summary>γ: how much more heavy tails count. 0 leaves the variance alone.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>Whether to take the largest gain a bit first, in place of the exact search.</summary>
    public bool IsGreedy { get; init; }
}

/// <summary>AlphaQ: more bits for the layers with the heavier tails and the larger variance.</summary>
public static class BitPlan
{
    /// <summary>The kind.</summary>
    public const string Kind = "bits";

    private static readonly ScoreRange s_range = new("alphas, numbers above 0", 0) { IsOpen = true };

    private const double LeastAlpha = 1e-8;
    private const double LeastVariance = 1e-12;
    private const double MissingVariance = 1e-10;

    /// <summary>Allocates bits by alpha and variance.</summary>
    /// <param name="layers">The layers; <see cref="PlanLayer.Score"/> is alpha.</param>
    /// <param name="options">The budget and the widths.</param>
    /// <exception cref="PlanException">An option is out of range, or no layer has a score.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers, BitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        options ??= new BitOptions();
        int[] widths = Check(options);
        var notes = new List<string>();
        var scope = PlanScope.Of(
            layers, s_range, "without a width; llama-quantize gives them the type of its command", notes);
        PlanLayer[] planned = [.. scope.Scored];
        double median = Median(planned.Select(layer => layer.Score!.Value));
        double[] sensitivities = [.. planned.Select(layer => Sensitivity(layer, median, options.Gamma))];
        double[] costs = [.. planned.Select((layer, i) => sensitivities[i] * VarianceOf(layer))];
        long total = (long)Math.Floor((options.Budget * planned.Length) + 1e-9);
        int[] greedy = BitAllocation.Greedy(costs, widths, total);
        int[] bits = options.IsGreedy ? greedy : BitAllocation.Exact(costs, widths, total);
        if (planned.Any(layer => layer.Variance is null))
        {
            notes.Add("layers without a variance count as if it were 1e-10; give `variance` beside the scores");
        }

        var refused = new List<RefusedPlanFile>();
        PlanRow[] rows =
        [
            .. planned.Select((layer, i) => new PlanRow(layer, bits[i], PlanText.Invariant(
                $"sensitivity {PlanText.Short(sensitivities[i])} x variance {PlanText.Short(VarianceOf(layer))}"))),
        ];
        return new Plan
        {
            Kind = Kind,
            Method = options.IsGreedy ? "AlphaQ, largest gain first" : "AlphaQ, exact",
            Source = "AlphaQ, arXiv 2606.04980; scripts/02_precision_solve.py",
            Allocated = "bits",
            IsWhole = true,
            Rows = rows,
            Facts =
            [
                new("budget", options.Budget),
                new("gamma", options.Gamma),
                new("median_alpha", median),
                .. widths.Select(width => new PlanFact(
                    PlanText.Invariant($"layers_of_{width}_bits"), bits.Count(bit => bit == width))),
                new("mean_bits", bits.Average()),
                new("bits_per_weight", planned.Zip(bits, (layer, bit) => (double)layer.Elements * bit).Sum()
                    / planned.Sum(layer => (double)layer.Elements)),
                new("objective", BitAllocation.Objective(costs, bits)),
                new("greedy_objective", BitAllocation.Objective(costs, greedy)),
                new("uniform_objective", BitAllocation.Objective(
                    costs, [.. planned.Select(_ => widths.Last(width => width <= options.Budget))])),
            ],
            Files = BitFiles.Of(rows, widths, notes, refused),
            Refused = refused,
            Notes = notes,
        };
    }

    private static double Sensitivity(PlanLayer layer, double median, double gamma) =>
        Math.Pow(median / Math.Max(layer.Score!.Value, LeastAlpha), gamma);

    private static double VarianceOf(PlanLayer layer) =>
        PlanScope.Finite(layer.Variance) is double variance and > 0
            ? Math.Max(variance, LeastVariance)
            : MissingVariance;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static int[] Check(BitOptions options)
    {
        int[] widths = [.. options.Widths.Distinct().Order()];
        int[] known = [.. BitFiles.Widths];
        if (widths.Length == 0 || widths.Except(known).Any())
        {
            throw new PlanException(
                $"the widths are {(widths.Length == 0 ? "none" : string.Join(", ", widths))}; "
                    + $"expected some of {string.Join(", ", known)}");
        }

        return options.Budget >= widths[0] && double.IsFinite(options.Budget) && double.IsFinite(options.Gamma)
            ? widths
            : throw new PlanException(
                PlanText.Invariant($"the budget is a mean of {options.Budget}; the smallest width is {widths[0]}"),
                "raise the budget, or add a smaller width");
    }
}
