using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Plan;

/// <summary><c>heavytail plan sparsity</c>: AlphaPruning.</summary>
internal sealed class SparsityKind : PlanKind
{
    private static readonly SparsityOptions s_defaults = new();

    private readonly Option<double?> _sparsity = Number(
        "--sparsity", $"Share of the weights to remove [default: {((Cell)s_defaults.Sparsity).Exact}]", 0, 1);

    private readonly Option<double?> _epsilon = Number(
        "--epsilon",
        "How far targets spread around their mean, as a share of it "
            + $"[default: {((Cell)s_defaults.Epsilon).Exact}]",
        0, 1);

    private readonly Option<string> _per = new("--per")
    {
        Description = "One target for each block, or for each module [default: block]",
        HelpName = "block|module",
    };

    private readonly Option<double?> _most = Number(
        "--max-sparsity", $"The largest target of a layer [default: {((Cell)s_defaults.Most).Exact}]", 0, 1);

    private readonly Option<string> _modifier = new("--modifier")
    {
        Description = "The modifier of the recipe for llm-compressor [default: sparsegpt]",
        HelpName = "sparsegpt|wanda",
    };

    public override string Name => SparsityPlan.Kind;

    public override string Description => "How much of each layer to prune, more where alpha is high (AlphaPruning)";

    public override string Metric => PlanScores.PeakAlpha;

    public override IReadOnlyList<Option> Options => [_sparsity, _epsilon, _per, _most, _modifier];

    public override IReadOnlyList<(string Name, string Extension)> Files =>
        [("llm-compressor", ".yaml"), ("npy", ".npy")];

    public override void AddTo(Command command)
    {
        _per.AllowOnly("block", "module");
        _modifier.AllowOnly("sparsegpt", "wanda");
        base.AddTo(command);
    }

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        SparsityPlan.Create(layers, new SparsityOptions
        {
            Sparsity = parsed.GetValue(_sparsity) ?? s_defaults.Sparsity,
            Epsilon = parsed.GetValue(_epsilon) ?? s_defaults.Epsilon,
            ByModule = parsed.GetValue(_per) == "module",
            Most = parsed.GetValue(_most) ?? s_defaults.Most,
            Modifier = parsed.GetValue(_modifier) == "wanda" ? "WandaPruningModifier" : s_defaults.Modifier,
        });
}
