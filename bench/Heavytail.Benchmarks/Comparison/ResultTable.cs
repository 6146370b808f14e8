using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks.Comparison;

/// <summary>All results of a run, and what follows from them together.</summary>
internal sealed class ResultTable(IReadOnlyList<Result> results)
{
    public IReadOnlyList<MatrixSize> Sizes { get; } = [.. results.Select(result => result.Size).Distinct()];

    public IReadOnlyList<int> Threads { get; } = [.. results.Select(result => result.Contender.Threads).Distinct()];

    public Result Ours(MatrixSize size, int threads) => Select(size, threads).Single(result => result.Contender.IsEngine);

    /// <summary>OpenBLAS by each of its kernel sets, those whose workers died included.</summary>
    public IReadOnlyList<Result> Entrants(MatrixSize size, int threads) =>
        [.. Select(size, threads).Where(result => !result.Contender.IsEngine)];

    /// <summary>OpenBLAS by each of its kernel sets that finished.</summary>
    public IReadOnlyList<Result> Peers(MatrixSize size, int threads) =>
        [.. Entrants(size, threads).Where(result => result.Failure is null)];

    /// <summary>The result with the fastest matrix multiplication; null if nobody multiplied.</summary>
    public Result? BestGemm(int threads) => results
        .Where(result => result.Contender.Threads == threads && result.BestGemm > 0)
        .MaxBy(result => result.BestGemm);

    /// <summary>
    /// T: what the operations would take at the rate of the fastest multiplication, in milliseconds; null without one.
    /// </summary>
    public double? Bound(MatrixSize size, int threads) =>
        BestGemm(threads) is Result best ? size.Flops / best.BestGemm / 1e6 : null;

    /// <summary>Those whose eigenvalues are not ours.</summary>
    public IReadOnlyList<Result> Deviating(double tolerance) =>
        [.. results.Where(result => !(result.Deviation <= tolerance))];

    /// <summary>The names of our stages that any size has, in order, without the total.</summary>
    public IReadOnlyList<string> Stages(int threads) =>
    [
        .. results.Where(result => result.Contender.IsEngine && result.Contender.Threads == threads)
            .SelectMany(result => result.Stages.Select(stage => stage.Name))
            .Where(name => name is not (Stage.Total or Stage.Gemm))
            .Distinct(),
    ];

    private IEnumerable<Result> Select(MatrixSize size, int threads) =>
        results.Where(result => result.Size == size && result.Contender.Threads == threads);
}
