using Heavytail.Benchmarks.Evidence;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>Layers that are made to have a phase. `bench … phases` prints the whole confusion matrix.</summary>
public sealed class PlantedPhaseTests
{
    private const int Layers = 12;

    /// <summary>All but heavy tails that leave a bulk at this size: they have the phase before.</summary>
    public static TheoryData<string> Recognized =>
        [.. PlantedPhases.All.Where(planted => !HasBulk(planted)).Select(planted => planted.Name)];

    [Theory]
    [MemberData(nameof(Recognized))]
    public void A_planted_phase_is_found(string name)
    {
        var planted = PlantedPhases.All.Single(planted => planted.Name == name);
        Assert.InRange(Phases(planted).Count(phase => phase == planted.Phase), Layers * 3 / 4, Layers);
    }

    private static bool HasBulk(PlantedPhase planted) =>
        planted.Name is "G·Σ^½, Σ_j = j^−1, α 2" or "Pareto entries, μ 2" or "Pareto entries, μ 3";

    private static TrainingPhase?[] Phases(PlantedPhase planted) =>
    [
        .. new DrawnLayers(Seed: 5, Layers)
            .Analyze(
                new TensorShape(128, 128), planted.Name, planted.Draw, MeasureCatalog.DefaultAnd(["phase"]))
            .Select(row => row.Metrics.Phase?.Phase),
    ];
}
