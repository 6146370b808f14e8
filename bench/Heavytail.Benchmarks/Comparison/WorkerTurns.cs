using Heavytail.Benchmarks.Workers;

namespace Heavytail.Benchmarks.Comparison;

/// <summary>The turns of one worker, until it dies.</summary>
/// <param name="worker">The worker.</param>
internal sealed class WorkerTurns(WorkerProcess worker)
{
    private readonly List<WorkerTurn> _turns = [];

    public WorkerProcess Worker => worker;

    public IReadOnlyList<WorkerTurn> Turns => _turns;

    /// <summary>Why it exited; null while it runs.</summary>
    public WorkerExitedException? Failure { get; private set; }

    /// <summary>Lets the worker take a turn; a dead one takes none.</summary>
    public void Add(Func<WorkerProcess, WorkerTurn> turn)
    {
        if (Failure is not null)
        {
            return;
        }

        try
        {
            _turns.Add(turn(worker));
        }
        catch (WorkerExitedException e)
        {
            Failure = e;
        }
    }
}
