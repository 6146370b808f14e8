using System.CommandLine;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan merge</c>: weights for mergekit.</summary>
internal sealed class MergeKind : PlanKind
{
    private static readonly MergeOptions s_defaults = new();

    private readonly Option<double?> _low = Number(
        "--low", $"Weight of the block with the highest score [default: {((Cell)s_defaults.Low).Exact}]", 0);

    private readonly Option<double?> _high = Number(
        "--high", $"Weight of the block with the lowest score [default: {((Cell)s_defaults.High).Exact}]", 0);

    private readonly Option<string?> _name = new("--model-name")
    {
        Description = "Name of the model in the other tool's configuration [default: that of its folder]",
        HelpName = "NAME",
    };

    private readonly Option<string?> _with = new("--with")
    {
        Description = "Name of the second model, which gets the rest of 1 in each block; it is not read",
        HelpName = "NAME",
    };

    public override string Name => MergePlan.Kind;

    public override string Description => "The weight of each block in a merge, more where alpha is low (mergekit)";

    public override string Metric => "alpha";

    public override IReadOnlyList<Option> Options => [_low, _high, _name, _with];

    public override IReadOnlyList<(string Name, string Extension)> Files => [("mergekit", ".yaml")];

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        MergePlan.Create(layers, new MergeOptions
        {
            Low = parsed.GetValue(_low) ?? s_defaults.Low,
            High = parsed.GetValue(_high) ?? s_defaults.High,
            ModelName = parsed.GetValue(_name) ?? model,
            OtherName = parsed.GetValue(_with),
        });
}
