using System.Diagnostics;
using System.Globalization;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Benchmarks.Workers;

namespace Heavytail.Benchmarks.Comparison;

/// <summary>Our engine and OpenBLAS by each of its kernel sets, over all sizes, in alternating turns.</summary>
internal sealed class Tournament : IDisposable
{
    private readonly List<WorkerProcess> _workers = [];
    private readonly List<string> _notes = [];
    private readonly Clock _clock;
    private readonly TextWriter _progress;

    private Tournament(Clock clock, TextWriter progress)
    {
        _clock = clock;
        _progress = progress;
    }

    /// <summary>What a reader of the tables should know of who took part.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Version and build options of OpenBLAS; null without one.</summary>
    public string? OpenBlasVersion =>
        (_workers.Find(worker => worker.Contender.IsDefaultOpenBlas) ?? _workers.Find(worker => !worker.Contender.IsEngine))
        ?.Hello.Version;

    /// <summary>Starts everybody; those that would measure the same twice are sent home.</summary>
    public static Tournament Start(BenchmarkSettings settings, TextWriter progress)
    {
        var tournament = new Tournament(settings.Clock, progress);
        foreach (int threads in settings.Threads)
        {
            tournament.Add(new Contender(threads, null), settings);
            foreach (string coreType in settings.CoreTypes)
            {
                tournament.Add(new Contender(threads, coreType), settings);
            }
        }

        foreach (string note in tournament._notes)
        {
            progress.WriteLine(note);
        }

        return tournament;
    }

    /// <summary>Measures one size.</summary>
    public IReadOnlyList<Result> Play(MatrixSize size)
    {
        var rounds = Rounds.Of(size, _clock);
        _progress.Write(string.Create(
            CultureInfo.InvariantCulture, $"{size}: {rounds.All} rounds of {string.Join(", ", _workers.Select(w => w.Contender))} … "));
        _progress.Flush();
        var clock = Stopwatch.StartNew();
        var turns = rounds.Play(_workers, size);
        _progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F1} s"));
        double[] ours = turns[0][0].Eigenvalues!;
        return [.. _workers.Select((worker, k) => Result(worker, size, [.. turns[k].Skip(rounds.Warmup)], turns[k][0], ours))];
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }

    private void Add(Contender contender, BenchmarkSettings settings)
    {
        var worker = WorkerProcess.Start(contender, settings);
        string? note = worker.Hello.Missing is string missing
            ? $"{missing}: no comparison with LAPACK"
            : _workers.Find(other => IsSame(other, worker)) is WorkerProcess twin
                ? $"OpenBLAS as {contender.CoreType} is OpenBLAS as {twin.Contender.CoreType}: {worker.Hello.Kernels}"
                : null;
        if (note is null)
        {
            _workers.Add(worker);
            return;
        }

        worker.Dispose();
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    /// <summary>OpenBLAS takes its default for a core type it does not know or the CPU does not have.</summary>
    private static bool IsSame(WorkerProcess one, WorkerProcess other) =>
        one.Contender.Threads == other.Contender.Threads
        && one.Contender.IsEngine == other.Contender.IsEngine
        && one.Hello.Kernels == other.Hello.Kernels;

    private static Result Result(
        WorkerProcess worker, MatrixSize size, WorkerTurn[] counted, WorkerTurn first, double[] ours) => new(
        size,
        worker.Contender,
        worker.Hello.Kernels,
        Stage.Medians([.. counted.Select(turn => turn.Stages)]),
        counted.SelectMany(turn => turn.Stages)
            .Where(stage => stage.Name == Stage.Gemm).Select(stage => stage.Gigaflops).DefaultIfEmpty().Max(),
        counted.Select(turn => turn.CpuTime / worker.Contender.Threads).Order().ElementAt(counted.Length / 2),
        Deviation(first.Eigenvalues!, ours, size.Order));

    private static double Deviation(double[] values, double[] ours, int order)
    {
        double worst = 0;
        for (int first = 0; first < ours.Length; first += order)
        {
            // Ascending: the last of a matrix is its largest.
            double largest = values[first + order - 1];
            for (int k = first; k < first + order; k++)
            {
                worst = Math.Max(worst, Math.Abs(values[k] - ours[k]) / largest);
            }
        }

        return worst;
    }
}
