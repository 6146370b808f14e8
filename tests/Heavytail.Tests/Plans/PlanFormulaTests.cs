using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Plans.SparsityPlanTests;

namespace Heavytail.Tests.Plans;

/// <summary>
/// TempBalance, TB_Sigmoid, LLR, AlphaDecay and AlphaLoRA on three real models, against <c>Data/plans.csv</c>, which
/// <c>Data/make_plans.py</c> derives from the weights by the formulas alone.
/// </summary>
public sealed class PlanFormulaTests
{
    public static TheoryData<string, string> Models => new()
    {
        { "fashion-mnist", "" },
        { "burn-mnist", "models/burn-mnist/mnist.safetensors" },
        { "stories260K", "models/stories260K/stories260K.npz" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Multipliers_and_experts_are_those_of_the_formulas(string model, string path)
    {
        var expected = CsvFile.Read(Repository.Path("tests/Heavytail.Tests/Data/plans.csv")).Rows
            .Where(row => row["model"] == model).ToArray();
        using var checkpoint = Checkpoint.Open(path.Length == 0
            ? Repository.Path("samples/fashion-mnist/batch-0016.safetensors") : SharedData.Path(path));
        var analysis = Analyzer.Analyze(
            checkpoint, new AnalysisOptions(), cancellation: TestContext.Current.CancellationToken);
        var layers = PlanScores.From(analysis, PlanScores.MedianAlpha);
        var byTensor = layers.ToDictionary(layer => layer.Tensor);

        // One unit a layer: names without an index, so that no blocks are found.
        PlanLayer[] units =
        [
            .. expected.Select((row, i) => new PlanLayer($"l{i}", $"l{i}", 1) { Score = byTensor[row["layer"]].Score }),
        ];
        Check(expected, "alpha_median", units.Select(unit => unit.Score!.Value));
        foreach (var (column, options) in Options())
        {
            var plan = MultiplierPlan.ForLearningRate(units, options with { IncludesEnds = true });
            Check(expected, column, plan.Rows.Select(row => row.Allocation));
        }

        var decay = MultiplierPlan.ForWeightDecay(
            units, MultiplierOptions.AlphaDecay with { IncludesEnds = true });
        Check(expected, "alpha_decay", decay.Rows.Select(row => row.Allocation));
        var experts = ExpertPlan.Create(units);
        Check(expected, "experts", experts.Rows.Select(row => row.Allocation));
        Assert.Equal(5 * units.Length, experts["sum"]);
    }

    private static (string Column, MultiplierOptions Options)[] Options() =>
    [
        ("linear", MultiplierOptions.TempBalance),
        ("sqrt", MultiplierOptions.TempBalance with { Map = MultiplierMap.Sqrt }),
        ("log2", MultiplierOptions.TempBalance with { Map = MultiplierMap.Log2 }),
        ("step", MultiplierOptions.TempBalance with { Map = MultiplierMap.Step }),
        ("sigmoid", MultiplierOptions.TempBalanceSigmoid),
        ("llr", MultiplierOptions.Llr),
    ];

    private static void Check(
        IReadOnlyDictionary<string, string>[] expected, string column, IEnumerable<double> actual)
    {
        double[] found = [.. actual];
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
        {
            double value = Number(expected[i][column]);
            Assert.True(
                Math.Abs(value - found[i]) <= 1e-8 * Math.Abs(value),
                $"{column} of {expected[i]["layer"]}: {value} expected, {found[i]} found");
        }
    }
}
