// What:      which layers to train: those of each type with the largest ratio of signal to noise.
// Formula:   of the n layers of a type, in descending order of their ratio, the first ⌊n·percent/100⌋.
// Reference: Hartford et al., Spectrum, arXiv 2406.06623; generate_unfrozen_params_yaml of spectrum.py.
using Heavytail.Plans;

namespace Heavytail;

/// <summary>How <see cref="UnfreezePlan"/> chooses.</summary>
public sealed record UnfreezeOptions
{
    /// <summary>The share of the layers of a type to train, in percent, above 0 and up to 100.</summary>
    public double Percent { get; init; } = 50;

    /// <summary>The name of the model in axolotl's configuration: <c>meta-llama/Llama-3.1-8B</c>.</summary>
    public string ModelName { get; init; } = "model";
}

/// <summary>Spectrum: trains the layers of each type with the largest ratio of signal to noise.</summary>
public static class UnfreezePlan
{
    /// <summary>The kind.</summary>
    public const string Kind = "unfreeze";

    private static readonly ScoreRange s_range = new("any number, infinite ones too") { Ranks = true };

    /// <summary>Chooses by scores.</summary>
    /// <param name="layers">The layers; those of equal scores stay in this order.</param>
    /// <param name="options">How many to choose.</param>
    /// <exception cref="PlanException">An option is out of range, or no layer has a score.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers, UnfreezeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        options ??= new UnfreezeOptions();
        if (options.Percent is not (> 0 and <= 100))
        {
            throw new PlanException(PlanText.Invariant(
                $"the percentage is {options.Percent}; it is above 0, up to 100"));
        }

        // Spectrum takes layers in the order of the file, where scores are equal.
        PlanLayer[] selected = [.. layers.Where(layer => !layer.IsLeftOut)];
        var notes = new List<string>();
        _ = PlanScope.Of(layers, s_range, "frozen", notes, ofBlocks: false);
        (string Key, PlanLayer[] Layers, int Top)[] types =
        [
            .. selected.GroupBy(layer => layer.Type, StringComparer.Ordinal).Select(group => (
                group.Key, group.OrderByDescending(Rankable).ToArray(), Top(group.Count(), options))),
        ];
        (PlanRow Row, bool IsTop)[] chosen =
        [
            .. types.SelectMany(type => type.Layers.Select((layer, place) =>
            {
                bool isTop = place < type.Top && HasScore(layer);
                bool isAlways = UnfreezeFiles.Always.Contains(layer.Module);
                string why = isAlways && !isTop ? "always trained, as Spectrum writes it"
                    : s_range.WhyNone(layer) is { } none ? $"{none}: frozen" : PlanText.Invariant(
                    $"{place + 1} of {type.Layers.Length} of its type, the first {type.Top} are trained");
                return (new PlanRow(layer, isTop || isAlways ? 1 : 0, why), isTop);
            })),
        ];
        if (!chosen.Any(pair => pair.IsTop))
        {
            throw new PlanException(
                PlanText.Invariant($"no layer would be trained: {options.Percent} % of each type is less than a layer"),
                PlanText.Invariant($"the largest type has {LargestType(types)}: choose {Least(types)} %")
                    + (Least(types) < 100 ? " or more" : ""));
        }

        PlanRow[] rows = [.. chosen.Select(pair => pair.Row)];
        TorchNames.Note(layers, ["spectrum", "axolotl", "ms-swift"], notes);
        string[] small =
        [
            .. types.Where(type => type.Top == 0 && !UnfreezeFiles.Always.Contains(type.Key)).Select(type => type.Key),
        ];
        if (small.Length > 0)
        {
            notes.Add("types of so few layers that none is trained: "
                + string.Join(", ", small.Take(4)) + (small.Length > 4 ? $" and {small.Length - 4} more" : ""));
        }

        return new Plan
        {
            Kind = Kind,
            Method = "Spectrum, by type of layer",
            Source = "Hartford et al., Spectrum, arXiv 2406.06623; spectrum.py",
            Allocated = "trained",
            IsWhole = true,
            Rows = rows,
            Facts =
            [
                new("percent", options.Percent),
                new("layers", rows.Length),
                new("trained", rows.Sum(row => row.Allocation)),
                new("trained_share_of_weights", rows.Sum(row => row.Allocation * row.Layer.Elements)
                    / rows.Sum(row => (double)row.Layer.Elements)),
            ],
            Notes = notes,
            Files = UnfreezeFiles.Of(rows, [.. chosen.Where(pair => pair.IsTop).Select(pair => pair.Row)], options),
        };
    }

    /// <summary>⌊n·percent/100⌋; a product that is whole stays whole.</summary>
    private static int Top(int count, UnfreezeOptions options) => (int)(count * options.Percent / 100);

    private static string LargestType((string Key, PlanLayer[] Layers, int Top)[] types) =>
        Largest(types) is > 1 and var count ? PlanText.Invariant($"{count} layers") : "one layer";

    private static double Least((string Key, PlanLayer[] Layers, int Top)[] types) =>
        Math.Ceiling(100.0 / Largest(types));

    /// <summary>The layers of the largest type of which one can be trained.</summary>
    private static int Largest((string Key, PlanLayer[] Layers, int Top)[] types) =>
        types.Where(type => type.Layers.Any(HasScore)).Max(type => type.Layers.Length);

    private static bool HasScore(PlanLayer layer) => layer.Score is double score && !double.IsNaN(score);

    private static double Rankable(PlanLayer layer) => HasScore(layer) ? layer.Score!.Value : double.NegativeInfinity;
}
