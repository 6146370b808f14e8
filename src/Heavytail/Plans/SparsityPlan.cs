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
        var scope = PlanScope.Of(layers, ScoreRange.Any, "left dense", notes, byBlock: !options.ByModule);
        var all = scope.Units(options.ByModule ? layer => layer.Name : PlanScope.Unit);
        PlanUnit[] units = [.. all.Where(unit => unit.Score is not null)];
        var map = LinearMap.Of(units.Select(unit => unit.Score), 1 - options.Epsilon, 1 + options.Epsilon);
        double[] ratios = [.. units.Select(unit => map.Map(unit.Score))];
        double[] sizes = [.. units.Select(unit => (double)unit.Selected.Sum(layer => layer.Elements))];
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

        int next = 0;
        var refused = new List<RefusedPlanFile>();
        PlanRow[] rows =
        [
            .. all.SelectMany(unit => unit.Score is null
                ? unit.Rows(0, 0, "left dense", "")
                : unit.Rows(
                    targets[next], 0, "left dense", Why(unit, ratios[next], eta, targets[next++], options))),
        ];
        TorchNames.Note(scope.All, ["llm-compressor"], notes);
        return new Plan
        {
            Kind = Kind,
            Method = options.ByModule ? "AlphaPruning, a target a layer" : "AlphaPruning, a target a block",
            Source = "Lu et al., AlphaPruning, NeurIPS 2024, arXiv 2410.10912, equations 3 and 4",
            Allocated = "sparsity",
            Rows = [.. rows.Where(row => !row.Layer.IsLeftOut)],
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
            Files = SparsityFiles.Of(rows, options, refused),
            Refused = refused,
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
        PlanUnit unit, double ratio, double eta, double target, SparsityOptions options)
    {
        string product = $"{unit.Description}: ratio {PlanText.Short(ratio)} x eta {PlanText.Short(eta)}";
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
                $"the largest sparsity is {options.Most}; it is from the target, {options.Sparsity}, to 1"),
                "raise `Most`, or choose a smaller `Sparsity`");
        }
    }
}
