using System.Diagnostics;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks.Workers;

/// <summary>The loop of a worker process: a size on standard input, the times of one turn on standard output.</summary>
internal static class Worker
{
    /// <summary>A turn lasts at least this long.</summary>
    private static readonly TimeSpan s_leastTurn = TimeSpan.FromMilliseconds(20);

    /// <summary>A clock that runs backwards this many times in a row is broken.</summary>
    private const int MostTries = 10;

    public static void Serve(ISolver solver, TextReader requests, TextWriter answers)
    {
        WorkerMessages.Send(answers, new WorkerHello(solver.Kernels, solver.Version, null));
        string? prepared = null;
        while (WorkerMessages.Receive<WorkerRequest>(requests) is WorkerRequest request)
        {
            if (request.Size != prepared && MatrixSize.TryParse(request.Size, out var size))
            {
                solver.Prepare(size);
                prepared = request.Size;
            }

            var (stages, cpu) = ValidTurn(solver);
            WorkerMessages.Send(answers, new WorkerTurn(stages, cpu, request.WithEigenvalues ? solver.Eigenvalues : null));
        }
    }

    /// <summary>A turn, repeated while the clock runs backwards.</summary>
    private static (Stage[] Stages, double Cpu) ValidTurn(ISolver solver)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                var clock = Stopwatch.StartNew();
                var start = Environment.CpuUsage.TotalTime;
                var stages = Turn(solver);
                double cpu = (Environment.CpuUsage.TotalTime - start) / clock.Elapsed;
                return cpu >= 0 ? (stages, cpu) : throw new ClockRanBackwardsException();
            }
            catch (ClockRanBackwardsException) when (tries < MostTries)
            {
                // The next try measures the turn anew.
            }
        }
    }

    /// <summary>
    /// One run where it is long. Short ones are repeated, and the first of them is not counted: it finds the caches as
    /// the process before left them.
    /// </summary>
    private static Stage[] Turn(ISolver solver)
    {
        var clock = Stopwatch.StartNew();
        var runs = new List<IReadOnlyList<Stage>>();
        do
        {
            runs.Add(solver.Run());
        }
        while (clock.Elapsed < s_leastTurn);
        return Stage.Medians(runs.Count > 1 ? runs[1..] : runs);
    }
}
