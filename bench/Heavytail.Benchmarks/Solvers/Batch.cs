namespace Heavytail.Benchmarks.Solvers;

/// <summary>Many small matrices: threads across them, none inside; the same for every solver.</summary>
internal static class Batch
{
    /// <summary>Solves matrices 0 … count − 1; a thread takes the next that nobody has.</summary>
    /// <param name="count">Matrices.</param>
    /// <param name="threads">Threads, the caller among them.</param>
    /// <param name="clock">What each thread is timed by.</param>
    /// <param name="solve">Matrix, thread (from 0), and the clocks of that thread.</param>
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
