using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan experts</c>: AlphaLoRA.</summary>
internal sealed class ExpertsKind : PlanKind
{
    private static readonly ExpertOptions s_defaults = new();

    private readonly Option<int?> _total = OptionRules.Count(
        "--total", "Number of experts of all blocks [default: 5 for each block]");

    private readonly Option<double?> _beta = Number(
        "--beta",
        $"Power of the score: larger values favor high scores [default: {((Cell)s_defaults.Beta).Exact}]", 0, 100);

    private readonly Option<string> _repair = new("--repair")
    {
        Description =
            "How rounded numbers are brought to the total: by the largest remainders, or as AlphaLoRA's code does "
            + "[default: remainder]",
        HelpName = "remainder|published",
    };

    private readonly Option<int?> _rank = OptionRules.Count(
        "--lora-rank", $"Rank of one expert, for PEFT [default: {s_defaults.Rank}]");

    private readonly Option<int?> _alpha = OptionRules.Count(
        "--lora-alpha", $"lora_alpha of one expert, for PEFT [default: {s_defaults.LoraAlpha}]");

    public override string Name => ExpertPlan.Kind;

    public override string Description => "How many LoRA experts each block gets, more where alpha is high (AlphaLoRA)";

    public override string Metric => PlanScores.PeakAlpha;

    public override IReadOnlyList<Option> Options => [_total, _beta, _repair, _rank, _alpha];

    public override IReadOnlyList<(string Name, string Extension)> Files =>
        [("alphalora", ".json"), ("peft", ".json")];

    public override void AddTo(Command command)
    {
        _repair.AllowOnly("remainder", "published");
        base.AddTo(command);
    }

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        ExpertPlan.Create(layers, new ExpertOptions
        {
            Total = parsed.GetValue(_total),
            Beta = parsed.GetValue(_beta) ?? s_defaults.Beta,
            IsPublishedRepair = parsed.GetValue(_repair) == "published",
            Rank = parsed.GetValue(_rank) ?? s_defaults.Rank,
            LoraAlpha = parsed.GetValue(_alpha) ?? s_defaults.LoraAlpha,
        });
}
