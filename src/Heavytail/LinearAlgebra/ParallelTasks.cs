using System.Runtime.ExceptionServices;

namespace Heavytail.LinearAlgebra;

/// <summary>Work inside one matrix, cut into numbered tasks of which each writes its own part of the result.</summary>
internal static class ParallelTasks
{
    /// <summary>
    /// Runs tasks 0 … count − 1, started in this order, on at most <paramref name="threads"/> threads, the caller's
    /// among them; returns when all are done. A task may wait for tasks of lower numbers: those are at work or done.
    /// After a first exception no more are started, and it is thrown.
    /// </summary>
    public static void Run(int threads, int count, Action<int> task)
    {
        if (threads <= 1 || count <= 1)
        {
            for (int k = 0; k < count; k++)
            {
                task(k);
            }

            return;
        }

        int next = -1;
        int workers = Math.Min(threads, count);
        ExceptionDispatchInfo? failure = null;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            try
            {
                for (int k = Interlocked.Increment(ref next); k < count; k = Interlocked.Increment(ref next))
                {
                    task(k);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                Volatile.Write(ref next, count);
            }
        });
        failure?.Throw();
    }
}
