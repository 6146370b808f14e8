using System.Globalization;
using Heavytail.Benchmarks.Comparison;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks.Reports;

/// <summary>A run as Markdown.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Kernels">Our kernels.</param>
/// <param name="OpenBlas">Version of OpenBLAS; null without one.</param>
/// <param name="Notes">On who took part.</param>
/// <param name="Results">The times.</param>
internal sealed record BenchmarkReport(
    BenchmarkSettings Settings, string Kernels, string? OpenBlas, IReadOnlyList<string> Notes, ResultTable Results)
{
    /// <summary>README quotes what stands between these lines.</summary>
    private const string SummaryStart = "<!-- summary -->";

    private const string SummaryEnd = "<!-- /summary -->";

    private const string HowToRead = """
        Weights are independent Gaussian floats; times are milliseconds, with GFLOP/s in brackets, medians of rounds in
        which all take turns. Operations are nominal: N·M² for the Gram matrix, 4/3·M³ for its reduction to tridiagonal
        form. T = (N·M² + 4/3·M³) / best GEMM rate of the run. LAPACK is given the same numbers as doubles and asked for
        eigenvalues only.
        """;

    private const string WallTime = """
        CPU is the share of the time that the threads ran: what is short of 100 % they waited, for one another or for
        other processes.
        """;

    private const string CpuTime = """
        Times are CPU times of the process, on one core: others used it too, and CPU is the share that was left to us.
        """;

    public void Write(TextWriter output)
    {
        WriteMachine(output);
        WriteSummary(output);
        output.Write($"\n{HowToRead}\n{(Settings.Clock == Clock.Cpu ? CpuTime : WallTime)}\n");
        foreach (int threads in Results.Threads)
        {
            WriteTables(threads, output);
        }

        foreach (string note in Notes)
        {
            output.Write($"\n{note}.\n");
        }
    }

    private void WriteMachine(TextWriter output)
    {
        output.Write($"# {Machine.Current.Name}\n\n| | |\n|:---|:---|\n");
        Fact("cores to run on", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        Fact("instruction sets", string.Join(", ", Machine.Switches.Prepend(Machine.InstructionSets)));
        Fact("system", Machine.System);
        Fact("Heavytail", $"{Kernels} kernels, {Settings.Precision switch { Precision.Single => "single", _ => "double" }} precision");
        Fact("OpenBLAS", OpenBlas ?? "none");
        Fact("date", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        void Fact(string name, string value) => output.Write($"| {name} | {value} |\n");
    }

    private void WriteSummary(TextWriter output)
    {
        int threads = Results.Threads[0];
        output.Write($"\n{SummaryStart}\n{Machine.Current.Name}, {Plural.Threads(threads)}, {Kernels} kernels");
        output.Write(Settings.Clock == Clock.Cpu ? ", CPU time" : "");
        if (Results.BestGemm(threads) is Result best)
        {
            output.Write($"; T at {FigureText.Gigaflops(best.BestGemm)} GFLOP/s");
        }

        output.Write(":\n\n");
        SummaryTable.Write(Results, threads, output);
        output.Write($"{SummaryEnd}\n");
    }

    private void WriteTables(int threads, TextWriter output)
    {
        output.Write($"\n## Heavytail, {Plural.Threads(threads)}\n\n");
        if (Results.BestGemm(threads) is Result best)
        {
            output.Write($"The best GEMM rate was {FigureText.Gigaflops(best.BestGemm)} GFLOP/s, ");
            output.Write($"by {Who(best)} in its run of {best.Size}.\n\n");
        }

        EngineTable.Write(Results, threads, output);
        if (OpenBlas is null)
        {
            return;
        }

        output.Write($"\n## LAPACK by OpenBLAS, {Plural.Threads(threads)}\n\n");
        LapackTable.Write(Results, threads, output);
    }

    private static string Who(Result result) => result.Contender.IsEngine ? "Heavytail" : $"OpenBLAS {result.Kernels}";
}
