using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Surgery;

/// <summary><c>heavytail surgery low-rank</c>: the nearest matrix of a lower rank.</summary>
internal sealed class LowRankKind : SurgeryKind
{
    private readonly Option<int?> _rank = OptionRules.Count(
        "--rank", "The rank of each matrix; of a convolution, of each slice");

    private readonly Option<double?> _energy = Number(
        "--energy",
        "The lowest rank that has this percentage of the sum of squares of each matrix",
        "above 0 and below 100", value => value is > 0 and < 100);

    private readonly Option<string> _threshold = new("--threshold")
    {
        Description = "Keep the singular values above a threshold: `laser` is LaserRMT's",
        HelpName = "laser",
    };

    public override string Name => "low-rank";

    public override string Description => "Replace each matrix by one of lower rank, of the same shape";

    public override void AddTo(Command command)
    {
        _threshold.AllowOnly("laser");
        command.Options.Add(_rank);
        command.Options.Add(_energy);
        command.Options.Add(_threshold);
    }

    public override SurgeryOperation Create(ParseResult parsed)
    {
        var (rank, energy) = (parsed.GetValue(_rank), parsed.GetValue(_energy));
        string? threshold = parsed.GetValue(_threshold);
        int given = (rank is null ? 0 : 1) + (energy is null ? 0 : 1) + (threshold is null ? 0 : 1);
        return given == 1
            ? new LowRank { Rank = rank, Energy = energy }
            : throw new UsageException(
                given == 0 ? "`low-rank` needs a rank, or a rule for it" : "the rules for the rank exclude each other",
                $"give one of `{_rank.Name} K`, `{_energy.Name} PERCENT`, `{_threshold.Name} laser`");
    }
}
