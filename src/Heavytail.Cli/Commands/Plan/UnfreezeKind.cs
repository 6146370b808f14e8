using System.CommandLine;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan unfreeze</c>: Spectrum.</summary>
internal sealed class UnfreezeKind : PlanKind
{
    private static readonly UnfreezeOptions s_defaults = new();

    private readonly Option<double?> _percent = Number(
        "--percent",
        $"Share of the layers of each type to train, in percent [default: {((Cell)s_defaults.Percent).Exact}]",
        0, 100);

    private readonly Option<string?> _name = new("--model-name")
    {
        Description = "Name of the model in the other tool's configuration [default: that of its folder]",
        HelpName = "NAME",
    };

    public override string Name => UnfreezePlan.Kind;

    public override string Description => "Which layers to train, those of the most signal to noise (Spectrum)";

    public override string Metric => PlanScores.Snr;

    public override IReadOnlyList<Option> Options => [_percent, _name];

    public override IReadOnlyList<(string Name, string Extension)> Files =>
        [("spectrum", ".yaml"), ("axolotl", ".json"), ("axolotl-config", ".yml"), ("ms-swift", ".txt")];

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        UnfreezePlan.Create(layers, new UnfreezeOptions
        {
            Percent = parsed.GetValue(_percent) ?? s_defaults.Percent,
            ModelName = parsed.GetValue(_name) ?? model,
        });
}
