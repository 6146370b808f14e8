using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Heavytail.Benchmarks.Evidence;
using Heavytail.Benchmarks.Reports;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Reports;
using FigureText = Heavytail.Benchmarks.Reports.FigureText;

namespace Heavytail.Benchmarks.Adapters;

/// <summary>The verb that times the spectra of an adapter, against QR and a dense decomposition of ΔW.</summary>
internal static class AdaptersCommand
{
    private const string Verb = "adapters";
    private const string Once = "--once";
    private const string Threads = "--threads";

    private static readonly SheetColumn[] s_columns =
    [
        new("what", ColumnKind.Text), new("threads", ColumnKind.Count), new("wall, s", ColumnKind.Real),
        new("processor, s", ColumnKind.Real),
    ];

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "Processes that are timed of each kind; the fastest counts",
            DefaultValueFactory = _ => 5,
        };
        var once = new Option<string?>(Once)
        {
            Description = "Analyzes the folder once, and prints the processor time of the process",
            HelpName = "FOLDER",
            Hidden = true,
        };
        var threads = new Option<int>(Threads) { Hidden = true };
        var command = new Command(Verb, "Times an adapter of LLaMA-7B's shapes, r = 64, as a process")
        {
            rounds, once, threads,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(once) is string folder)
            {
                Analyze(folder, parsed.GetValue(threads));
                Console.Out.Write(
                    Environment.CpuUsage.TotalTime.TotalSeconds.ToString(CultureInfo.InvariantCulture));
                return 0;
            }

            Print(parsed.GetValue(rounds), Console.Out);
            return 0;
        });
        return command;
    }

    private static void Print(int rounds, TextWriter output)
    {
        output.Write($"# Adapters\n\n{Machine.Current.Name}. {Machine.System}.\n");
        output.Write($"{SyntheticAdapter.Blocks * SyntheticAdapter.Projections.Count} modules of LLaMA-7B's shapes, ");
        output.Write($"r = {SyntheticAdapter.Rank}; whole processes, the fastest of {rounds}, files in memory.\n\n");
        var rows = new List<string[]>();
        foreach (bool isBrain in new[] { false, true })
        {
            string folder = Directory.CreateTempSubdirectory("heavytail-adapter").FullName;
            try
            {
                SyntheticAdapter.Write(folder, isBrain);
                foreach (int threads in new[] { 1, 2 })
                {
                    var times = Enumerable.Range(0, rounds).Select(_ => TimeOfProcess(folder, threads)).ToArray();
                    rows.Add(Row(
                        $"analyze, {(isBrain ? "BF16" : "F32")}", threads, times.Min(time => time.Wall),
                        times.Min(time => time.Processor)));
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        rows.Add(Timed("triangles by QR alone, column by column", ByQr));
        rows.Add(Timed("dense ΔW of one 4096 × 4096 module", Dense));
        MarkdownWriter.WriteTable(s_columns, rows, output);
    }

    private static string[] Row(string what, int threads, double wall, double processor) =>
        [what, threads.ToString(CultureInfo.InvariantCulture), FigureText.Ratio(wall), FigureText.Ratio(processor)];

    private static string[] Timed(string what, Action work)
    {
        var wall = Stopwatch.StartNew();
        var start = Environment.CpuUsage.TotalTime;
        work();
        return Row(what, 1, wall.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
    }

    private static void Analyze(string folder, int threads)
    {
        using var checkpoint = Checkpoint.Open(folder);
        var model = Analyzer.Analyze(
            checkpoint, new AnalysisOptions { Execution = new ExecutionOptions { Threads = threads } });
        if (model.Layers.Count != SyntheticAdapter.Blocks * SyntheticAdapter.Projections.Count)
        {
            throw new InvalidOperationException($"{model.Layers.Count} layers");
        }
    }

    /// <summary>What LoRA's triangles cost without Gram matrices and blocks, without reading anything.</summary>
    private static void ByQr()
    {
        const int rank = SyntheticAdapter.Rank;
        double[] values = [.. Enumerable.Range(0, rank * 11008).Select(k => Math.Sin(k))];
        for (int block = 0; block < SyntheticAdapter.Blocks; block++)
        {
            foreach (var (_, outputs, inputs) in SyntheticAdapter.Projections)
            {
                foreach (var (length, isTransposed) in new[] { (outputs, false), (inputs, true) })
                {
                    ThinQr.Reduce(
                        values.AsSpan(0, length * rank), length, rank, isTransposed, KernelSet.Current,
                        CancellationToken.None);
                }
            }
        }
    }

    private static void Dense()
    {
        const int side = 4096;
        var spectrum = Spectrum.Of(RandomWeights.Normals(new Random(1), side * side), side, side);
        if (spectrum.Eigenvalues.Count != side)
        {
            throw new InvalidOperationException($"{spectrum.Eigenvalues.Count} eigenvalues");
        }
    }

    private static (double Wall, double Processor) TimeOfProcess(string folder, int threads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (string argument in new[]
            { Verb, Once, folder, Threads, threads.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        var wall = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        string seconds = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? (wall.Elapsed.TotalSeconds, double.Parse(seconds, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"the analysis ended with {process.ExitCode}");
    }
}
