using Heavytail.Benchmarks.Solvers;
using Heavytail.Benchmarks.Workers;

namespace Heavytail.Benchmarks.Comparison;

/// <summary>How often a size is run: the longer it takes, the less a single run is off.</summary>
/// <param name="Warmup">Rounds that do not count.</param>
/// <param name="Counted">Rounds whose median counts.</param>
/// <param name="Tries">Turns that a disturbed one may take at most.</param>
internal sealed record Rounds(int Warmup, int Counted, int Tries)
{
    /// <summary>A thread that runs for less of its turn shared its core, and with it its caches.</summary>
    private const double Undisturbed = 0.97;

    /// <summary>OpenBLAS' idle threads spin for 2²⁶ cycles before they sleep.</summary>
    private static readonly TimeSpan s_untilThreadsSleep = TimeSpan.FromMilliseconds(50);

    public int All => Warmup + Counted;

    public static Rounds For(MatrixSize size, Clock clock) => new(
        Warmup: size.Order >= 4096 ? 1 : 2,
        Counted: size.Order switch { <= 512 => 9, <= 1024 => 5, _ => 3 },
        Tries: clock == Clock.Wall ? 3 : 1);

    /// <summary>
    /// Everybody's turns, round by round: what else the machine does then hits all alike. Another begins each round,
    /// for nobody shall always find the caches of the same forerunner. The first answers of all bring the eigenvalues.
    /// </summary>
    public IReadOnlyList<WorkerTurns> Play(IReadOnlyList<WorkerProcess> workers, MatrixSize size)
    {
        WorkerTurns[] turns = [.. workers.Select(worker => new WorkerTurns(worker))];
        for (int round = 0; round < All; round++)
        {
            for (int turn = 0; turn < workers.Count; turn++)
            {
                int k = (round + turn) % workers.Count;
                turns[k].Add(worker => round < Warmup ? worker.Turn(size, withEigenvalues: round == 0) : Turn(worker, size));
            }
        }

        return turns;
    }

    /// <summary>
    /// A turn, again if other processes took the core: of a few tries the least disturbed. With several threads one
    /// cannot tell others' work from waiting for one another.
    /// </summary>
    private WorkerTurn Turn(WorkerProcess worker, MatrixSize size)
    {
        var best = worker.Turn(size, withEigenvalues: false);
        if (worker.Contender.Threads > 1)
        {
            Thread.Sleep(s_untilThreadsSleep);
            return best;
        }

        for (int k = 1; k < Tries && best.CpuTime < Undisturbed; k++)
        {
            var again = worker.Turn(size, withEigenvalues: false);
            best = again.CpuTime > best.CpuTime ? again : best;
        }

        return best;
    }
}
