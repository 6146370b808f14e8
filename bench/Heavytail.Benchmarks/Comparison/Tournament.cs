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
    public string? OpenBlasVersion { get; private set; }

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
        var rounds = Rounds.For(size, _clock);
        _progress.Write(string.Create(
            CultureInfo.InvariantCulture, $"{size}: {rounds.All} rounds of {string.Join(", ", _workers.Select(w => w.Contender))} … "));
        _progress.Flush();
        var clock = Stopwatch.StartNew();
        var turns = rounds.Play(_workers, size);
        _progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F1} s"));
        foreach (var dead in turns.Where(turn => turn.Failure is not null))
        {
            if (dead.Worker.Contender.IsEngine)
            {
                throw dead.Failure!;
            }

            Note($"{size}: {dead.Failure!.Message}; it takes no part in the sizes after this");
            _progress.WriteLine(_notes[^1]);
            _workers.Remove(dead.Worker);
            dead.Worker.Dispose();
        }

        double[] ours = turns[0].Turns[0].Eigenvalues!;
        return [.. turns.Select(turn => turn.Failure is { } failure
            ? Comparison.Result.Failed(size, turn.Worker.Contender, turn.Worker.Hello.Kernels, failure.Message)
            : Result(turn.Worker, size, [.. turn.Turns.Skip(rounds.Warmup)], turn.Turns[0], ours))];
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
        if (contender.CoreType is string coreType && CoreTypes.Missing(coreType) is string needs)
        {
            Note($"OpenBLAS as {coreType} is left out: it needs {needs}, which this CPU does not have or a setting turns off");
            return;
        }

        WorkerProcess worker;
        try
        {
            worker = WorkerProcess.Start(contender, settings);
        }
        catch (WorkerExitedException e) when (!contender.IsEngine)
        {
            Note($"OpenBLAS as {contender.CoreType} is left out: {e.Message}");
            return;
        }

        string? note = worker.Hello.Missing is string missing
            ? $"{missing}: no comparison with LAPACK"
            : _workers.Find(other => IsSame(other, worker)) is WorkerProcess twin
                ? $"OpenBLAS as {contender.CoreType} is OpenBLAS as {twin.Contender.CoreType}: {worker.Hello.Kernels}"
                : null;
        if (note is null)
        {
            _workers.Add(worker);
            OpenBlasVersion ??= contender.IsEngine ? null : worker.Hello.Version;
            return;
        }

        worker.Dispose();
        Note(note);
    }

    private void Note(string note)
    {
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
