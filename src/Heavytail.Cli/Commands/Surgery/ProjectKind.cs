using System.CommandLine;

namespace Heavytail.Cli.Commands.Surgery;

/// <summary><c>heavytail surgery project</c>: WW_PGD.</summary>
internal sealed class ProjectKind : SurgeryKind
{
    private readonly Option<double?> _hardness = Number(
        "--hardness",
        "How hard, from 0 to 1; WW_PGD raises it over the first epochs of a training [default: 1]",
        "from 0 to 1", value => value is >= 0 and <= 1);

    private readonly Option<double?> _eta = Number(
        "--eta",
        "The step in the logarithm: 0.5 goes to the target, 0.25 half of the way; 0 takes the target itself "
            + "[default: 0.25]",
        "from 0 to 1", value => value is >= 0 and <= 1);

    private readonly Option<double?> _blend = Number(
        "--blend", "The share of the projected matrix in the new one [default: 0.5]",
        "above 0 and up to 1", value => value is > 0 and <= 1);

    private readonly Option<double?> _alpha = Number(
        "--target-alpha", "The alpha of the target [default: 2]",
        "above 1 and up to 100", value => value is > 1 and <= 100);

    public override string Name => "project";

    public override string Description =>
        "Move the tail of each spectrum towards a power law (WW_PGD; experimental, says its source)";

    public override void AddTo(Command command)
    {
        command.Options.Add(_hardness);
        command.Options.Add(_eta);
        command.Options.Add(_blend);
        command.Options.Add(_alpha);
    }

    public override SurgeryOperation Create(ParseResult parsed)
    {
        var standard = new TailProjection();
        return standard with
        {
            Hardness = parsed.GetValue(_hardness) ?? standard.Hardness,
            Eta = parsed.GetValue(_eta) ?? standard.Eta,
            Blend = parsed.GetValue(_blend) ?? standard.Blend,
            TargetAlpha = parsed.GetValue(_alpha) ?? standard.TargetAlpha,
        };
    }
}
