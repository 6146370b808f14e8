using System.Diagnostics;
using Heavytail.Benchmarks;
using Heavytail.Benchmarks.Comparison;
using Heavytail.Benchmarks.Reports;
using Heavytail.Benchmarks.Solvers;
using Heavytail.Benchmarks.Workers;
using Xunit;

namespace Heavytail.Tests.Benchmarks;

/// <summary>A benchmark outlives a worker that dies and a clock that runs backwards.</summary>
public sealed class WorkerTests
{
    private const string Hello = """{"Kernels":"SkylakeX","Version":"1","Missing":null}""";

    private static readonly Contender s_skylake = new(1, "SKYLAKEX");

    [Theory]
    [InlineData("SKYLAKEX", "AVX-512")]
    [InlineData("CooperLake", "AVX-512")]
    [InlineData("ZEN", "AVX2 and FMA")]
    public void A_core_type_that_the_CPU_cannot_run_is_named_with_what_it_needs(string coreType, string needs)
    {
        Assert.Equal(needs, CoreTypes.Missing(coreType, supports: name => name != needs));
        Assert.Null(CoreTypes.Missing(coreType, supports: name => name == needs));
    }

    [Theory]
    [InlineData(Contender.DefaultCoreType)]
    [InlineData("NEHALEM")]
    public void Other_core_types_are_left_to_OpenBLAS(string coreType) =>
        Assert.Null(CoreTypes.Missing(coreType, supports: _ => false));

    [Fact]
    public void A_worker_that_dies_at_its_start_says_its_code()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        var died = Assert.Throws<WorkerExitedException>(() => Start("kill -ILL $$"));
        Assert.Equal(132, died.ExitCode);
        Assert.Contains("SKYLAKEX exited with code 132 (illegal instruction)", died.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_dies_in_a_turn_takes_no_more_turns()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var worker = Start($"echo '{Hello}'; read request; kill -ILL $$");
        var turns = new WorkerTurns(worker);
        int asked = 0;
        for (int k = 0; k < 3; k++)
        {
            turns.Add(live =>
            {
                asked++;
                return live.Turn(new MatrixSize(1, 8, 8), withEigenvalues: false);
            });
        }

        Assert.Equal(1, asked);
        Assert.Empty(turns.Turns);
        Assert.Equal(132, turns.Failure!.ExitCode);
    }

    [Fact]
    public void The_table_shows_who_died_beside_who_finished()
    {
        var size = new MatrixSize(1, 8, 8);
        var ours = new Result(size, new Contender(1, null), "scalar", [new Stage(Stage.Total, 1, 1)], 0, 1, 0);
        var table = new ResultTable([ours, Result.Failed(size, s_skylake, "SkylakeX", "exited with code 132")]);
        using var text = new StringWriter();
        LapackTable.Write(table, 1, text);
        Assert.Contains("| 8 × 8 | SkylakeX: exited with code 132 | – |", text.ToString(), StringComparison.Ordinal);
        Assert.Empty(table.Peers(size, 1));
        Assert.Empty(table.Deviating(1e-13));
    }

    [Fact]
    public void A_clock_that_runs_backwards_is_noticed()
    {
        Assert.Equal(3, Clocks.Between(4, 7));
        Assert.Equal(0, Clocks.Between(7, 7));
        Assert.Throws<ClockRanBackwardsException>(() => Clocks.Between(7, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void A_turn_in_which_the_clock_ran_backwards_is_repeated(int bad)
    {
        using var solver = new BackwardsSolver(bad);
        using var answers = new StringWriter();
        Worker.Serve(solver, new StringReader("""{"Size":"8","WithEigenvalues":false}"""), answers);
        Assert.True(solver.Runs > bad);
        Assert.Equal(2, answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_clock_that_always_runs_backwards_is_an_error()
    {
        using var solver = new BackwardsSolver(int.MaxValue);
        using var answers = new StringWriter();
        Assert.Throws<ClockRanBackwardsException>(() =>
            Worker.Serve(solver, new StringReader("""{"Size":"8","WithEigenvalues":false}"""), answers));
    }

    private static WorkerProcess Start(string script) => new(s_skylake, Process.Start(new ProcessStartInfo("/bin/sh")
    {
        ArgumentList = { "-c", script },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    /// <summary>Its first runs are timed by a clock that runs backwards.</summary>
    private sealed class BackwardsSolver(int bad) : ISolver
    {
        public int Runs { get; private set; }

        public string Kernels => "none";

        public string Version => "1";

        public double[] Eigenvalues => [];

        public void Prepare(MatrixSize size)
        {
        }

        public IReadOnlyList<Stage> Run() =>
            Runs++ < bad ? throw new ClockRanBackwardsException() : [new Stage(Stage.Total, 1, 1)];

        public void Dispose()
        {
        }
    }
}
