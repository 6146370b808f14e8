using System.Collections.Concurrent;
using System.Diagnostics;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>The fuzz of a night: all targets, in several processes, with a table at the end.</summary>
internal static class FuzzCommand
{
    public const string Verb = "fuzz";
    public const string Worker = "--worker";

    private const int ChunkLength = 250;

    public static int Run(string[] args)
    {
        if (args is [Worker, string current])
        {
            return FuzzWorker.Run(current);
        }

        try
        {
            if (args.Contains("--help"))
            {
                Console.WriteLine(FuzzOptions.Help);
                return 0;
            }

            var options = FuzzOptions.Parse(args);
            return options.Index is int index ? Replay(options, index) : RunAll(options);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine($"error: {e.Message}\n{FuzzOptions.Help}");
            return 1;
        }
    }

    private static int Replay(FuzzOptions options, int index)
    {
        int findings = 0;
        foreach (string target in options.Targets)
        {
            var chunk = new FuzzChunk(target, options.Seed, index, index + 1);
            Console.WriteLine(new Finding(target, options.Seed, index, "").Keep(options.Out));
            var result = ChunkRun.Run(chunk, _ => { });
            result.Findings.ToList().ForEach(Console.WriteLine);
            Console.WriteLine($"{FuzzFigures.Header}\n{result.Figures.Line(target)}");
            findings += result.Findings.Count;
        }

        return findings > 0 ? 2 : 0;
    }

    private static int RunAll(FuzzOptions options)
    {
        Directory.CreateDirectory(options.Out);
        using var log = new FuzzLog(Path.Combine(options.Out, $"fuzz-{options.Seed}.jsonl"), options.IsResumed);
        var chunks = new ConcurrentQueue<FuzzChunk>(Chunks(options).Where(chunk => !log.Has(chunk)));
        var clock = Stopwatch.StartNew();
        Thread[] threads =
        [
            .. Enumerable.Range(0, options.Jobs).Select(_ => new Thread(() => Work(chunks, log, options))),
        ];
        Array.ForEach(threads, thread => thread.Start());
        while (threads.Any(thread => !thread.Join(TimeSpan.FromSeconds(30 / options.Jobs))))
        {
            Console.Error.WriteLine(
                $"{clock.Elapsed:hh\\:mm\\:ss} {log.Results.Sum(result => result.Figures.Mutants):N0} mutants, "
                + $"{log.Results.Sum(result => result.Findings.Count)} findings");
        }

        Console.WriteLine(Table(log.Results));
        return log.Results.Any(result => result.Findings.Count > 0) ? 2 : 0;
    }

    /// <summary>Targets take turns, so that a run that is cut short has seen all of them.</summary>
    private static IEnumerable<FuzzChunk> Chunks(FuzzOptions options)
    {
        int each = (options.Mutants + options.Targets.Count - 1) / options.Targets.Count;
        for (int from = 0; from < each; from += ChunkLength)
        {
            foreach (string target in options.Targets)
            {
                yield return new FuzzChunk(target, options.Seed, from, Math.Min(each, from + ChunkLength));
            }
        }
    }

    private static void Work(ConcurrentQueue<FuzzChunk> chunks, FuzzLog log, FuzzOptions options)
    {
        using var worker = new WorkerProcess();
        while (chunks.TryDequeue(out var chunk))
        {
            foreach (var result in worker.Run(chunk))
            {
                log.Add(result);
                foreach (var finding in result.Findings)
                {
                    Console.Error.WriteLine($"{finding}\nkept in {finding.Keep(options.Out)}");
                }
            }
        }
    }

    private static string Table(IReadOnlyCollection<FuzzResult> results)
    {
        var lines = results.GroupBy(result => result.Chunk.Target).Select(group => (
            group.Key,
            Figures: group.Aggregate(new FuzzFigures(), (sum, result) => sum.Add(result.Figures)))).ToArray();
        var all = lines.Aggregate(new FuzzFigures(), (sum, line) => sum.Add(line.Figures));
        string table = string.Join('\n', lines.Select(line => line.Figures.Line(line.Key)));
        int findings = results.Sum(result => result.Findings.Count);
        return $"{FuzzFigures.Header}\n{table}\n{all.Line("all")}\n{findings} findings";
    }
}
