using System.CommandLine;
using Heavytail.Cli.Options;

namespace Heavytail.Cli.Commands.Plan;

/// <summary>What plans of multipliers have in common.</summary>
internal abstract class MultiplierKind : PlanKind
{
    private readonly Option<double?> _low;
    private readonly Option<double?> _high;

    private readonly Option<int?> _least = OptionRules.Count(
        "--least-evals",
        "Layers of fewer eigenvalues keep the multiplier 1 "
            + $"[default: {MultiplierOptions.TempBalance.LeastEigenvalues}]");

    private readonly Option<bool> _ends = new("--include-ends")
    {
        Description = "Scale the first and the last layer too",
    };

    /// <param name="low">The default of the smallest multiplier, for help.</param>
    /// <param name="high">The default of the largest multiplier, for help.</param>
    protected MultiplierKind(string low, string high)
    {
        _low = Number("--low", $"Multiplier of the lowest score [default: {low}]", 0);
        _high = Number("--high", $"Multiplier of the highest score [default: {high}]", 0);
    }

    public override string Metric => PlanScores.MedianAlpha;

    public override IReadOnlyList<Option> Options => [_low, _high, _least, _ends];

    public override IReadOnlyList<(string Name, string Extension)> Files =>
        [("torch", ".py"), ("multipliers", ".json")];

    /// <summary>The options with those of the command line.</summary>
    protected MultiplierOptions Read(ParseResult parsed, MultiplierOptions options) => options with
    {
        Low = parsed.GetValue(_low) ?? options.Low,
        High = parsed.GetValue(_high) ?? options.High,
        LeastEigenvalues = parsed.GetValue(_least) ?? options.LeastEigenvalues,
        IncludesEnds = parsed.GetValue(_ends),
    };
}

/// <summary><c>heavytail plan learning-rate</c>: TempBalance, TB_Sigmoid, LLR.</summary>
internal sealed class LearningRateKind() : MultiplierKind("0.5; 1 of llr", "1.5; 5 of llr")
{
    private static readonly Dictionary<string, MultiplierOptions> s_methods = new(StringComparer.Ordinal)
    {
        ["linear"] = MultiplierOptions.TempBalance,
        ["sqrt"] = MultiplierOptions.TempBalance with { Map = MultiplierMap.Sqrt },
        ["log2"] = MultiplierOptions.TempBalance with { Map = MultiplierMap.Log2 },
        ["step"] = MultiplierOptions.TempBalance with { Map = MultiplierMap.Step },
        ["sigmoid"] = MultiplierOptions.TempBalanceSigmoid,
        ["llr"] = MultiplierOptions.Llr,
    };

    private readonly Option<string> _method = new("--method")
    {
        Description = "Map of TempBalance (linear, sqrt, log2, step), TB_Sigmoid, or LLR [default: linear]",
        HelpName = string.Join('|', s_methods.Keys),
    };

    private readonly Option<double?> _temperature = Number(
        "--temperature", "Steepness of the sigmoid [default: 1]", 1e-6);

    private readonly Option<double?> _above = Number(
        "--scale-above", "Powers of ten of the sigmoid above the mean score [default: 1]", 0, 10);

    private readonly Option<double?> _below = Number(
        "--scale-below", "Powers of ten of the sigmoid below the mean score [default: 1]", 0, 10);

    public override string Name => MultiplierPlan.LearningRate;

    public override string Description =>
        "Multipliers of the learning rate, larger where alpha is high (TempBalance, TB_Sigmoid, LLR)";

    public override IReadOnlyList<Option> Options => [_method, .. base.Options, _temperature, _above, _below];

    public override void AddTo(Command command)
    {
        _method.AllowOnly([.. s_methods.Keys]);
        base.AddTo(command);
    }

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model)
    {
        var options = Read(parsed, s_methods[parsed.GetValue(_method) ?? "linear"]);
        return MultiplierPlan.ForLearningRate(layers, options with
        {
            Temperature = parsed.GetValue(_temperature) ?? options.Temperature,
            ScaleAbove = parsed.GetValue(_above) ?? options.ScaleAbove,
            ScaleBelow = parsed.GetValue(_below) ?? options.ScaleBelow,
        });
    }
}

/// <summary><c>heavytail plan weight-decay</c>: AlphaDecay.</summary>
internal sealed class WeightDecayKind() : MultiplierKind("2/3", "3")
{
    public override string Name => MultiplierPlan.WeightDecay;

    public override string Description => "Multipliers of the weight decay, larger where alpha is high (AlphaDecay)";

    public override Heavytail.Plan Create(ParseResult parsed, IReadOnlyList<PlanLayer> layers, string model) =>
        MultiplierPlan.ForWeightDecay(layers, Read(parsed, MultiplierOptions.AlphaDecay));
}
