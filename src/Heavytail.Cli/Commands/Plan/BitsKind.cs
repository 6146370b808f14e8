using System.CommandLine;
using System.Globalization;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan bits</c>: AlphaQ.</summary>
internal sealed class BitsKind : PlanKind
{
    private static readonly BitOptions s_defaults = new();

    private readonly Option<double?> _budget = Number(
        "--budget", $"Mean of bits over the layers, at most [default: {((Cell)s_defaults.Budget).Exact}]", 1, 16);

    private readonly Option<string[]> _widths = new("--bits")
    {
        Description = "Widths to choose from: 1, 2, 3, 4, 5, 6, 8, 16; comma-separated [default: 2,3,4]",
        HelpName = OptionRules.ListOf("N"),
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double?> _gamma = Number(
        "--gamma",
        "How much more low alphas count: 0 leaves the variance alone; the published recipe has 10 "
            + $"[default: {((Cell)s_defaults.Gamma).Exact}]",
        0, 1000);

    private readonly Option<string> _solver = new("--solver")
    {
        Description = "The least cost by dynamic programming, or the largest gain first [default: exact]",
        HelpName = "exact|greedy",
    };

    public override string Name => BitPlan.Kind;

    public override string Description => "How many bits each layer gets, more where alpha is low (AlphaQ)";

    public override string Metric => PlanScores.MedianAlpha;

    public override bool NeedsVariance => true;

    public override IReadOnlyList<Option> Options => [_budget, _widths, _gamma, _solver];

    public override IReadOnlyList<(string Name, string Extension)> Files =>
        [("llama-quantize", ".txt"), ("alphaq", ".csv")];

    public override void AddTo(Command command)
    {
        _solver.AllowOnly("exact", "greedy");
        base.AddTo(command);
    }

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        BitPlan.Create(layers, new BitOptions
        {
            Budget = parsed.GetValue(_budget) ?? s_defaults.Budget,
            Widths = Widths(parsed),
            Gamma = parsed.GetValue(_gamma) ?? s_defaults.Gamma,
            IsGreedy = parsed.GetValue(_solver) == "greedy",
        });

    private IReadOnlyList<int> Widths(ParseResult parsed)
    {
        string[] words = parsed.ListOf(_widths, "width", ["1", "2", "3", "4", "5", "6", "8", "16"]);
        return words.Length == 0 ? s_defaults.Widths
            :
            [
                .. words.Select(word =>
                    int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
                        ? width
                        : throw new UsageException($"`{_widths.Name} {word}`: expected a number of bits, such as 4")),
            ];
    }
}
