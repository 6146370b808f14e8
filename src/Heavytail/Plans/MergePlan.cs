// What:      the weight of a model in a merge, block by block.
// Formula:   high − (m − min m)/(max m − min m)·(high − low) for the mean score m of a block.
// Reference: none: mergekit takes weights by depth, and no paper derives them from alpha. The map is that of
//            AlphaPruning turned around, so that blocks with the heavier tails keep more of this model.
using System.Text;
using Heavytail.Plans;

namespace Heavytail;

/// <summary>How <see cref="MergePlan"/> allocates.</summary>
public sealed record MergeOptions
{
    /// <summary>The weight of the block with the largest score.</summary>
    public double Low { get; init; } = 0.25;

    /// <summary>The weight of the block with the smallest score, not below <see cref="Low"/>.</summary>
    public double High { get; init; } = 0.75;

    /// <summary>The name of the model in mergekit's configuration.</summary>
    public string ModelName { get; init; } = "model";

    /// <summary>The name of a second model, which gets the rest of 1; null for none.</summary>
    public string? OtherName { get; init; }
}

/// <summary>Weights of a merge by block: more for the blocks with the heavier tails.</summary>
public static class MergePlan
{
    /// <summary>The kind.</summary>
    public const string Kind = "merge";

    private const int Digits = 6;

    /// <summary>Allocates weights by scores, of which the smaller one weighs more: alpha.</summary>
    /// <param name="layers">The layers, in any order; blocks are found by name.</param>
    /// <param name="options">The range.</param>
    /// <exception cref="PlanException">An option is out of range, or no layer has a score.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers, MergeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        options ??= new MergeOptions();
        if (!(options.Low <= options.High && double.IsFinite(options.Low) && double.IsFinite(options.High)))
        {
            throw new PlanException(PlanText.Invariant(
                $"weights from {options.Low} to {options.High}: expected the larger one second"));
        }

        var notes = new List<string>();
        var scope = PlanScope.Of(layers, ScoreRange.Any, "of the middle weight", notes, byBlock: true);
        var units = scope.Units(PlanScope.Unit);
        string?[] stacks = [.. scope.All.Select(layer => ModuleName.Parse(layer.Module).Stack).Distinct()];
        bool isStack = stacks is [string] && units.Count > 1;
        var map = LinearMap.Of(units.Select(unit => unit.Score), options.High, options.Low);
        double[] weights = [.. units.Select(unit => Math.Round(map.Map(unit.Score), Digits))];
        notes.Add("no paper derives these weights; try the merge beside one of equal weights");
        return new Plan
        {
            Kind = Kind,
            Method = "linear in the mean score of a block",
            Source = "mergekit's gradients (README, June 2026); no paper",
            Allocated = "weight",
            Rows =
            [
                .. units.SelectMany((unit, u) => unit.Rows(
                    weights[u], weights[u], "the middle weight",
                    $"{unit.Description} between {PlanText.Short(map.Least)} and {PlanText.Short(map.Most)}"))
                    .Where(row => !row.Layer.IsLeftOut),
            ],
            Facts = [new("blocks", units.Count), new("min", weights.Min()), new("max", weights.Max())],
            Notes = notes,
            Refused = isStack ? [] :
            [
                new("mergekit", "its lists follow one stack of blocks, which this model does not have"),
            ],
            Files = !isStack ? [] :
            [
                PlanText.File(
                    "mergekit", ".yaml", "models of mergekit's configuration; add merge_method and base_model",
                    Config(weights, options)),
            ],
        };
    }

    private static string Config(double[] weights, MergeOptions options)
    {
        var text = new StringBuilder("models:\n");
        Add(options.ModelName, weights);
        if (options.OtherName is string other)
        {
            Add(other, [.. weights.Select(weight => Math.Round(1 - weight, Digits))]);
        }

        return text.ToString();

        void Add(string name, double[] values)
        {
            text.Append("- model: ").Append(PlanText.Quoted(name)).Append("\n  parameters:\n    weight: ");
            text.Append(PlanText.List(values)).Append('\n');
        }
    }
}
