// What:      how much of each layer to prune, by how heavy its tail is.
// Formula:   r = (m − min m)/(max m − min m)·2ε + 1 − ε for the mean score m of a block; η = s·Σn/Σ(n·r); target η·r.
// Reference: AlphaPruning, Lu et al., NeurIPS 2024, arXiv 2410.10912, equations 3 and 4; its lib/prune.py.
// Not done:  the additive shift of FARMS. AlphaPruning has no limit; FARMS cuts targets at 0.998 and prunes less then.
//            Here the layers below the limit take over what is cut, so that the mean stays s.
using Heavytail.Plans;

namespace Heavytail;

/// <summary>How <see cref="SparsityPlan"/> allocates.</summary>
public sealed record SparsityOptions
{
    /// <summary>The share of all planned weights to remove, above 0 and below 1.</summary>
    public double Sparsity { get; init; } = 0.7;

    /// <summary>
    /// ε: targets lie between (1 − ε) and (1 + ε) times a common factor. From 0, all the same, to 1.
    /// </summary>
    public double Epsilon { get; init; } = 0.3;

    /// <summary>Whether each layer has its own target, in place of one a block.</summary>
    public bool ByModule { get; init; }

    /// <summary>The largest target of a layer, not below <see cref="Sparsity"/>.</summary>
    public double Most { get; init; } = 0.998;

    /// <summary>The modifier of the recipe for llm-compressor.</summary>
    public string Modifier { get; init; } = "SparseGPTModifier";
}

/// <summary>AlphaPruning: less sparsity for the layers with the heavier tails.</summary>
public static class SparsityPlan
{
    /// <summary>The kind.</summary>
    public const string Kind = "sparsity";

    /// <summary>Between the mean of targets and what is asked for: rounding.</summary>
    private const double LeastMiss = 1e-9;

    /// <summary>Allocates sparsity by scores, of which the larger one is pruned more: alpha.</summary>
    /// <param name="layers">The layers, in any order; blocks are found by name.</param>
    /// <param name="options">The target and how it is spread.</param>
    /// <exception cref="PlanException">An option is out of range, or no layer has a score.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers, SparsityOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        options ??= new SparsityOptions();
        Check(options);
        var notes = new List<string>();
        var planned = ModuleName.InOrder(PlanScope.OfBlocks(layers, notes));
        var units = PlanScope.Units(planned, options.ByModule ? layer => layer.Name : PlanScope.Unit);
        var map = LinearMap.Of(units.Select(unit => unit.Score), 1 - options.Epsilon, 1 + options.Epsilon);
        double[] ratios = [.. units.Select(unit => map.Map(unit.Score))];
        double[] sizes = [.. units.Select(unit => (double)unit.Layers.Sum(layer => layer.Elements))];
        double eta = options.Sparsity * sizes.Sum() / sizes.Zip(ratios, (n, r) => n * r).Sum();
        double[] targets = Limit(ratios, sizes, eta, options);
        double mean = sizes.Zip(targets, (n, t) => n * t).Sum() / sizes.Sum();
        if (Math.Abs(mean - options.Sparsity) > LeastMiss)
        {
            throw new PlanException(
                PlanText.Invariant($"the target {options.Sparsity} cannot be met: {PlanText.Short(mean)} is the most, ")
                    + PlanText.Invariant($"with epsilon {options.Epsilon} and targets up to {options.Most}"),
                "choose a smaller epsilon, which brings the targets of layers together");
        }

        PlanScope.NoteMissing(planned, "pruned as the others of their block, or as the mean", notes);
        PlanRow[] rows =
        [
            .. units.SelectMany((unit, u) => unit.Layers.Select(layer => new PlanRow(
                layer, targets[u], Why(unit, ratios[u], eta, targets[u], options)))),
        ];
        return new Plan
        {
            Kind = Kind,
            Method = options.ByModule ? "AlphaPruning, a target a layer" : "AlphaPruning, a target a block",
            Source = "Lu et al., AlphaPruning, NeurIPS 2024, arXiv 2410.10912, equations 3 and 4",
            Allocated = "sparsity",
            Rows = rows,
            Facts =
            [
                new("target", options.Sparsity),
                new("epsilon", options.Epsilon),
                new("eta", eta),
                new("min", targets.Min()),
                new("max", targets.Max()),
                new("mean", mean),
                new("limited", targets.Count(target => target >= options.Most)),
            ],
            Notes = notes,
            Files = SparsityFiles.Of(rows, options),
        };
    }

    /// <summary>
    /// Cuts targets at the limit, and raises the others by one factor until the mean is reached again.
    /// </summary>
    private static double[] Limit(double[] ratios, double[] sizes, double eta, SparsityOptions options)
    {
        bool[] isCut = new bool[ratios.Length];
        double factor = eta;
        while (true)
        {
            bool isDone = true;
            for (int u = 0; u < ratios.Length; u++)
            {
                if (!isCut[u] && factor * ratios[u] > options.Most)
                {
                    (isCut[u], isDone) = (true, false);
                }
            }

            double free = 0;
            double cut = 0;
            for (int u = 0; u < ratios.Length; u++)
            {
                cut += isCut[u] ? sizes[u] * options.Most : 0;
                free += isCut[u] ? 0 : sizes[u] * ratios[u];
            }

            if (isDone || free == 0)
            {
                return [.. ratios.Select((ratio, u) => isCut[u] ? options.Most : factor * ratio)];
            }

            factor = ((options.Sparsity * sizes.Sum()) - cut) / free;
        }
    }

    private static string Why(
        (string Name, double? Score, PlanLayer[] Layers) unit,
        double ratio, double eta, double target, SparsityOptions options)
    {
        string product = $"{PlanScope.Describe(unit)}: ratio {PlanText.Short(ratio)} x eta {PlanText.Short(eta)}";
        return target >= options.Most ? $"{product}, at most {PlanText.Short(options.Most)}"
            : Math.Abs(target - (eta * ratio)) > 1e-9 ? $"{product}, raised as others are at the limit"
            : product;
    }

    private static void Check(SparsityOptions options)
    {
        if (options.Sparsity is not (> 0 and < 1))
        {
            throw new PlanException(PlanText.Invariant(
                $"the sparsity is {options.Sparsity}; it is a share above 0 and below 1"));
        }

        if (options.Epsilon is not (>= 0 and <= 1))
        {
            throw new PlanException(PlanText.Invariant($"epsilon is {options.Epsilon}; it is from 0 to 1"));
        }

        if (!(options.Most <= 1 && options.Most >= options.Sparsity))
        {
            throw new PlanException(PlanText.Invariant(
                $"the largest sparsity is {options.Most}; it is from the target, {options.Sparsity}, to 1"));
        }
    }
}
