using Heavytail.Benchmarks.Solvers;
using Heavytail.Benchmarks.Workers;

namespace Heavytail.Benchmarks.Comparison;

/// <summary>What one contender took for one size.</summary>
/// <param name="Size">The size.</param>
/// <param name="Contender">Who.</param>
/// <param name="Kernels">The kernels it ran.</param>
/// <param name="Stages">Medians over the rounds.</param>
/// <param name="BestGemm">The fastest multiplication of any round, 10⁹ operations a second; 0 without one.</param>
/// <param name="Cpu">The median share of the time that its threads ran; below 1 they waited, for one another or for
/// what else the machine does.</param>
/// <param name="Deviation">max |λ − our λ| / λ_max over all matrices; 0 for ourselves.</param>
/// <param name="Failure">Null, or how its worker died; then it has no times.</param>
internal sealed record Result(
    MatrixSize Size, Contender Contender, string Kernels, Stage[] Stages, double BestGemm, double Cpu, double Deviation,
    string? Failure = null)
{
    /// <summary>A contender whose worker died.</summary>
    public static Result Failed(MatrixSize size, Contender contender, string kernels, string failure) =>
        new(size, contender, kernels, [], 0, 0, 0, failure);

    /// <summary>Weights in, eigenvalues out: of LAPACK's solvers the faster one.</summary>
    public double Milliseconds => Contender.IsEngine
        ? Find(Stage.Total)!.Milliseconds
        : Find(Stage.Gram)!.Milliseconds
            + SymmetricDriver.Names.Select(Find).OfType<Stage>().Min(stage => stage.Milliseconds);

    /// <summary>A stage by its name; null where there is none.</summary>
    public Stage? Find(string name) => Array.Find(Stages, stage => stage.Name == name);
}
