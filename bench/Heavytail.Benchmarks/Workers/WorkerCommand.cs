using System.CommandLine;
using Heavytail.Benchmarks.Solvers;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.Benchmarks.Workers;

/// <summary>The hidden verb by which this program starts itself as a worker.</summary>
internal static class WorkerCommand
{
    public const string Verb = "worker";

    private const string Engine = "heavytail";
    private const string Lapack = "openblas";

    public static string SolverOf(Contender contender) => contender.IsEngine ? Engine : Lapack;

    public static Command Create()
    {
        var solver = new Argument<string>("SOLVER");
        solver.AcceptOnlyFromAmong(Engine, Lapack);
        var threads = new Option<int>("--threads");
        var kernels = new Option<string?>("--kernels");
        var clock = new Option<Clock>("--clock");
        var precision = new Option<Precision>("--precision");
        var command = new Command(Verb, "Measures what is asked on standard input") { Hidden = true };
        command.Arguments.Add(solver);
        command.Options.Add(threads);
        command.Options.Add(clock);
        command.Options.Add(kernels);
        command.Options.Add(precision);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(solver) == Engine)
            {
                var chosen = KernelSet.Choose(parsed.GetValue(kernels));
                using var engine = new EngineSolver(
                    chosen, parsed.GetValue(precision), parsed.GetValue(threads), parsed.GetValue(clock));
                Worker.Serve(engine, Console.In, Console.Out);
            }
            else if (OpenBlas.TryLoad(out var blas, out string reason))
            {
                using var lapack = new OpenBlasSolver(blas, parsed.GetValue(threads), parsed.GetValue(clock));
                Worker.Serve(lapack, Console.In, Console.Out);
            }
            else
            {
                WorkerMessages.Send(Console.Out, new WorkerHello("", "", reason));
            }
        });
        return command;
    }
}
