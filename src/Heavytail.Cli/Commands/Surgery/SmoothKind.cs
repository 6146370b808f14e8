using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Surgery;

/// <summary><c>heavytail surgery smooth</c>: SVDSmoothing.</summary>
internal sealed class SmoothKind : SurgeryKind
{
    private const double DefaultPercent = 80;

    private static readonly Dictionary<string, RankMethod> s_methods = new(StringComparer.Ordinal)
    {
        ["detx"] = RankMethod.Determinant,
        ["percent"] = RankMethod.Percent,
        ["alpha-min"] = RankMethod.Tail,
        ["rmt"] = RankMethod.Spikes,
    };

    private readonly Option<string> _method = new("--method")
    {
        Description = "Which singular values are kept: those on which det X = 1, a share, the tail of the power law, "
            + "the spikes above noise [default: detx]",
        HelpName = string.Join('|', s_methods.Keys),
    };

    private readonly Option<double?> _percent = Number(
        "--percent",
        $"Share of the singular values to keep, for `--method percent` [default: {((Cell)DefaultPercent).Exact}]",
        "above 0 and below 100", value => value is > 0 and < 100);

    private readonly Option<bool> _removesTop = new("--remove-top")
    {
        Description = "Take those off instead, and keep the others: WeightWatcher's negative percentage",
    };

    public override string Name => "smooth";

    public override string Description => "Keep the largest singular values of each layer (SVDSmoothing)";

    public override void AddTo(Command command)
    {
        _method.AllowOnly([.. s_methods.Keys]);
        command.Options.Add(_method);
        command.Options.Add(_percent);
        command.Options.Add(_removesTop);
    }

    public override SurgeryOperation Create(ParseResult parsed)
    {
        double? percent = parsed.GetValue(_percent);
        string method = parsed.GetValue(_method) ?? (percent is null ? "detx" : "percent");
        return percent is not null && method != "percent"
            ? throw new UsageException($"`{_percent.Name}` and `{_method.Name} {method}` exclude each other")
            : new Smoothing
            {
                By = s_methods[method],
                Percent = percent ?? DefaultPercent,
                RemovesTop = parsed.GetValue(_removesTop),
            };
    }
}
