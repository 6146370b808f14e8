// What:      how many LoRA experts each block has.
// Formula:   round(m^β/Σm^β·T) for the mean score m of a block, half to even; then one up or down until the sum is T.
// Reference: AlphaLoRA, Qing et al., EMNLP 2024, arXiv 2410.10054; expert_number.py.
// Not done:  the published repair compares m^β itself, not its share, with the rounded number, so that it adds where
//            the score is smallest; `IsPublishedRepair` asks for it. Otherwise the largest remainders decide, and
//            every block keeps at least one expert.
using Heavytail.Plans;

namespace Heavytail;

/// <summary>How <see cref="ExpertPlan"/> allocates.</summary>
public sealed record ExpertOptions
{
    /// <summary>β: 0 gives all blocks the same, larger values favor the large scores.</summary>
    public double Beta { get; init; } = 2.5;

    /// <summary>T, the number of experts of all blocks; null for five a block, as published for 32 blocks.</summary>
    public int? Total { get; init; }

    /// <summary>Whether the sum is repaired as in the published code.</summary>
    public bool IsPublishedRepair { get; init; }

    /// <summary>The rank of one expert, for PEFT.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>lora_alpha of one expert, for PEFT.</summary>
    public int LoraAlpha { get; init; } = 16;
}

/// <summary>AlphaLoRA: more experts for the blocks with the lighter tails.</summary>
public static class ExpertPlan
{
    /// <summary>The kind.</summary>
    public const string Kind = "experts";

    private const int DefaultPerBlock = 5;

    private static readonly ScoreRange s_range = new("numbers above 0", 0) { IsOpen = true };

    /// <summary>Allocates experts by scores.</summary>
    /// <param name="layers">The layers, in any order; blocks are found by name.</param>
    /// <param name="options">The total and how it is spread.</param>
    /// <exception cref="PlanException">An option is out of range, or no layer has a score.</exception>
    public static Plan Create(IReadOnlyList<PlanLayer> layers, ExpertOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        options ??= new ExpertOptions();
        var notes = new List<string>();
        var scope = PlanScope.Of(layers, s_range, "of an equal share of experts", notes, byBlock: true);
        var units = scope.Units(PlanScope.Unit);
        int total = options.Total ?? DefaultPerBlock * units.Count;
        Check(options, total, units.Count);
        double?[] known = [.. units.Select(unit => unit.Score is double score
            ? Math.Pow(score, options.Beta) : (double?)null)];

        // The mean of the powers is the power of an equal share.
        double[] powers = [.. known.Select(power => power ?? known.Average()!.Value)];
        double[] shares = [.. powers.Select(power => power / powers.Sum() * total)];
        int[] experts = options.IsPublishedRepair
            ? Repaired(shares, powers, total)
            : Rounded(shares, total);
        PlanRow[] rows =
        [
            .. units.SelectMany((unit, u) => unit.Rows(
                experts[u], experts[u], "an equal share",
                $"{unit.Description}: {PlanText.Short(shares[u])} of {total}, top-k {TopK(experts[u])}")),
        ];
        TorchNames.Note(scope.All, ["peft"], notes);
        return new Plan
        {
            Kind = Kind,
            Method = options.IsPublishedRepair ? "AlphaLoRA, sum repaired as published" : "AlphaLoRA",
            Source = "Qing et al., AlphaLoRA, EMNLP 2024, arXiv 2410.10054; expert_number.py",
            Allocated = "experts",
            IsWhole = true,
            Rows = [.. rows.Where(row => !row.Layer.IsLeftOut)],
            Facts =
            [
                new("total", total),
                new("beta", options.Beta),
                new("blocks", units.Count),
                new("sum", experts.Sum()),
                new("min", experts.Min()),
                new("max", experts.Max()),
            ],
            Notes = notes,
            Files = ExpertFiles.Of(rows, [.. units.Select(unit => unit.Name)], experts, options),
        };
    }

    /// <summary>The number of experts that a token is sent to.</summary>
    internal static int TopK(int experts) => experts > 1 ? 2 : 1;

    /// <summary>Rounded to the sum by the largest remainders, each at least one.</summary>
    private static int[] Rounded(double[] shares, int total)
    {
        int[] experts = [.. shares.Select(share => Math.Max(1, (int)Math.Round(share)))];
        while (experts.Sum() != total)
        {
            int change = Math.Sign(total - experts.Sum());
            int chosen = Enumerable.Range(0, shares.Length)
                .Where(u => change > 0 || experts[u] > 1)
                .MaxBy(u => change * (shares[u] - experts[u]));
            experts[chosen] += change;
        }

        return experts;
    }

    /// <summary>As the published code: np.argmin and np.argmax of powers less numbers.</summary>
    private static int[] Repaired(double[] shares, double[] powers, int total)
    {
        int[] experts = [.. shares.Select(share => (int)Math.Round(share))];
        while (experts.Sum() != total)
        {
            int change = Math.Sign(total - experts.Sum());
            int chosen = Enumerable.Range(0, shares.Length).MinBy(u => change * (powers[u] - experts[u]));
            experts[chosen] += change;
        }

        return experts;
    }

    private static void Check(ExpertOptions options, int total, int blocks)
    {
        if (total < blocks)
        {
            throw new PlanException(
                $"{total} experts are fewer than the {blocks} blocks", $"give a total of {blocks} or more");
        }

        if (!(double.IsFinite(options.Beta) && options.Rank >= 1 && options.LoraAlpha >= 1))
        {
            throw new PlanException("beta is finite; the rank and lora_alpha are at least 1");
        }
    }
}
