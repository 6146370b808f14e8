using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan rank</c>: LaserRMT and SVDSmoothing.</summary>
internal sealed class RankKind : PlanKind
{
    private const double DefaultPercent = 80;
    private const double DefaultEnergy = 99;

    private static readonly Dictionary<string, (RankMethod Method, string Text)> s_methods = new(StringComparer.Ordinal)
    {
        ["laser-rmt"] = (RankMethod.LaserRmt, "LaserRMT's threshold"),
        ["percent"] = (RankMethod.Percent, "SVDSmoothing, a share of all"),
        ["detx"] = (RankMethod.Determinant, "SVDSmoothing, det X = 1"),
        ["alpha-min"] = (RankMethod.Tail, "SVDSmoothing, the tail from xmin on"),
        ["energy"] = (RankMethod.Energy, "a share of the energy"),
        ["rmt"] = (RankMethod.Spikes, "SVDSmoothing, spikes above noise"),
    };

    private readonly Option<string> _method = new("--method")
    {
        Description =
            "Which singular values are kept: those above LaserRMT's threshold, or as SVDSmoothing a share, those on "
            + "which det X = 1, the tail from xmin on, the spikes above noise; or the fewest that have a share of the "
            + "sum of squares [default: laser-rmt]",
        HelpName = string.Join('|', s_methods.Keys),
    };

    private readonly Option<double?> _percent = Number(
        "--percent",
        $"Share to keep of `--method percent` or `energy` [default: {((Cell)DefaultPercent).Exact}, of energy "
            + $"{((Cell)DefaultEnergy).Exact}]",
        0,
        100);

    public override string Name => RankPlan.Kind;

    public override string Description => "How many singular values of each layer to keep (LaserRMT, SVDSmoothing)";

    public override string Metric => "";

    public override IReadOnlyList<Option> Options => [_method, _percent];

    public override IReadOnlyList<(string Name, string Extension)> Files => [("ranks", ".json"), ("peft", ".json")];

    public override void AddTo(Command command)
    {
        _method.AllowOnly([.. s_methods.Keys]);
        base.AddTo(command);
    }

    public override IReadOnlyList<PlanLayer> Scores(ParseResult parsed, ModelAnalysis model, string metric) =>
        metric.Length > 0
            ? base.Scores(parsed, model, metric)
            : RankPlan.Scores(
                model,
                s_methods[Method(parsed)].Method,
                parsed.GetValue(_percent) ?? (Method(parsed) == "energy" ? DefaultEnergy : DefaultPercent));

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        RankPlan.Create(layers, s_methods[Method(parsed)].Text);

    private string Method(ParseResult parsed) => parsed.GetValue(_method) ?? "laser-rmt";
}
