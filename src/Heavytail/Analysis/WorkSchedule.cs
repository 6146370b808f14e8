using System.Runtime.ExceptionServices;

namespace Heavytail.Analysis;

/// <summary>A piece of work that is done as one.</summary>
/// <param name="Cost">Multiply-adds: the largest come first.</param>
/// <param name="Threads">Threads that it computes on.</param>
/// <param name="Bytes">Memory that it takes.</param>
/// <param name="Run">Does it.</param>
internal sealed record ScheduledWork(double Cost, int Threads, long Bytes, Action Run);

/// <summary>
/// Runs work on a limited number of threads and in limited memory: the widest first, of these the costliest first,
/// each as
/// soon as its threads are free and its memory fits. Nothing overtakes: the small ones are there to fill the gaps at
/// the
/// end, and the peak of memory is the same on every run.
/// </summary>
internal sealed class WorkSchedule
{
    private readonly object _gate = new();
    private readonly Queue<ScheduledWork> _waiting;
    private readonly CancellationToken _cancellation;
    private int _freeThreads;
    private long _freeBytes;
    private ExceptionDispatchInfo? _failure;

    private WorkSchedule(IEnumerable<ScheduledWork> work, int threads, long memory, CancellationToken cancellation)
    {
        _waiting = new Queue<ScheduledWork>(
            work.OrderByDescending(unit => unit.Threads).ThenByDescending(unit => unit.Cost));
        _freeThreads = threads;
        _freeBytes = memory;
        _cancellation = cancellation;
    }

    /// <summary>Does all of it, and returns when it is done.</summary>
    /// <param name="work">In any order; equal ones stay in theirs.</param>
    /// <param name="threads">Most threads that compute at a time, the calling one among them.</param>
    /// <param name="memory">Most bytes at a time.</param>
    /// <param name="cancellation">Nothing more is started.</param>
    /// <exception cref="ArgumentException">A piece needs more threads, or more memory, than there are.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <remarks>After a first exception nothing more is started; it is thrown when the rest has ended.</remarks>
    public static void Run(
        IReadOnlyCollection<ScheduledWork> work, int threads, long memory, CancellationToken cancellation)
    {
        if (work.FirstOrDefault(unit => unit.Threads > threads || unit.Bytes > memory) is { } tooLarge)
        {
            throw new ArgumentException(
                $"a piece of work needs {ThreadText(tooLarge.Threads)} and {tooLarge.Bytes} bytes; "
                + $"the limits are {ThreadText(threads)} and {memory} bytes");
        }

        var schedule = new WorkSchedule(work, threads, memory, cancellation);

        // Threads of their own: the pool has as many as there are cores, and gives more only after a while.
        Task[] others =
        [
            .. Enumerable.Range(1, Math.Max(0, Math.Min(threads, work.Count) - 1)).Select(_ => Task.Factory.StartNew(
                schedule.Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        schedule.Work();
        Task.WaitAll(others, CancellationToken.None);
        schedule._failure?.Throw();
        cancellation.ThrowIfCancellationRequested();
    }

    private static string ThreadText(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    private void Work()
    {
        while (Next() is { } unit)
        {
            ExceptionDispatchInfo? failure = null;
            try
            {
                unit.Run();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }

            GiveBack(unit, failure);
        }
    }

    /// <summary>Waits for the next in line to fit; null when there is none.</summary>
    private ScheduledWork? Next()
    {
        lock (_gate)
        {
            while (_failure is null && !_cancellation.IsCancellationRequested && _waiting.TryPeek(out var next))
            {
                if (next.Threads <= _freeThreads && next.Bytes <= _freeBytes)
                {
                    _freeThreads -= next.Threads;
                    _freeBytes -= next.Bytes;
                    return _waiting.Dequeue();
                }

                // It fits when nothing runs, so what runs now will end and wake this.
                Monitor.Wait(_gate);
            }

            return null;
        }
    }

    private void GiveBack(ScheduledWork unit, ExceptionDispatchInfo? failure)
    {
        lock (_gate)
        {
            _freeThreads += unit.Threads;
            _freeBytes += unit.Bytes;
            _failure ??= failure;
            Monitor.PulseAll(_gate);
        }
    }
}
