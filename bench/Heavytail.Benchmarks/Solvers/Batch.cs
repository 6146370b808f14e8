namespace Heavytail.Benchmarks.Solvers;

/// <summary>Many small matrices: threads across them, none inside; the same for every solver.</summary>
internal static class Batch
{
    /// <summary>Solves matrices 0 … count − 1; a thread takes the next that nobody has.</summary>
    /// <param name="count">Number of matrices.</param>
    /// <param name="threads">Number of threads, the caller included.</param>
    /// <param name="clock">Clock of each thread.</param>
    /// <param name="solve">
    /// Solves a matrix; arguments are its index, the thread (from 0), and that thread's clocks.
    /// </param>
    public static IReadOnlyList<Stage> Run(int count, int threads, Clock clock, Action<int, int, StageClocks> solve)
    {
        int next = -1;
        var clocks = new StageClocks[Math.Min(threads, count)];
        void Work(int thread)
        {
            clocks[thread] = new StageClocks(clock);
            for (int k = Interlocked.Increment(ref next); k < count; k = Interlocked.Increment(ref next))
            {
                solve(k, thread, clocks[thread]);
            }
        }

        if (clocks.Length == 1)
        {
            Work(0);
        }
        else
        {
            Parallel.For(0, clocks.Length, new ParallelOptions { MaxDegreeOfParallelism = clocks.Length }, Work);
        }

        return StageClocks.Stages(clocks);
    }
}
