using System.Collections.Concurrent;
using Heavytail.Analysis;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>What starts when: never more threads or memory than there are, in the order of size.</summary>
public sealed class WorkScheduleTests
{
    [Fact]
    public void The_widest_starts_first_then_the_costliest()
    {
        var started = new List<string>();
        Run(1, 100, [One("a", 5), One("b", 9), One("c", 9), One("d", 1)]);
        Assert.Equal(["b", "c", "a", "d"], started);

        started.Clear();
        Run(2, 100, [One("narrow", 9), new ScheduledWork(1, 2, 1, () => started.Add("wide"))]);
        Assert.Equal(["wide", "narrow"], started);

        ScheduledWork One(string name, double cost) => new(cost, 1, 1, () => started.Add(name));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 3)]
    public void Neither_threads_nor_memory_are_ever_exceeded(int threads, int memory)
    {
        var gate = new Lock();
        (int threadsNow, long bytesNow, int threadsMost, long bytesMost, int done) = (0, 0, 0, 0, 0);
        var random = new Random(threads);
        ScheduledWork[] work =
        [
            .. Enumerable.Range(0, 60).Select(_ =>
            {
                int wants = random.Next(1, threads + 1);
                long bytes = random.Next(0, memory + 1);
                return new ScheduledWork(random.Next(), wants, bytes, () =>
                {
                    Add(wants, bytes);
                    Thread.Sleep(1);
                    Add(-wants, -bytes);
                });
            }),
        ];
        Run(threads, memory, work);
        Assert.Equal(2 * work.Length, done);
        Assert.InRange(threadsMost, 1, threads);
        Assert.InRange(bytesMost, 1, memory);

        void Add(int wants, long bytes)
        {
            lock (gate)
            {
                done++;
                threadsMost = Math.Max(threadsMost, threadsNow += wants);
                bytesMost = Math.Max(bytesMost, bytesNow += bytes);
            }
        }
    }

    [Fact]
    public void Work_runs_at_once_where_there_is_room()
    {
        // Each waits for the other two: on fewer threads than three this would not end.
        using var meeting = new Barrier(3);
        bool met = true;
        Run(3, 3, [.. Enumerable.Range(0, 3).Select(_ => new ScheduledWork(1, 1, 1, () =>
            met &= meeting.SignalAndWait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)))]);
        Assert.True(met);
    }

    [Fact]
    public void One_thread_is_the_calling_one()
    {
        var threads = new ConcurrentBag<int>();
        Run(1, 1, [.. Enumerable.Range(0, 5).Select(_ => new ScheduledWork(
            1, 1, 1, () => threads.Add(Environment.CurrentManagedThreadId)))]);
        Assert.Equal([Environment.CurrentManagedThreadId], threads.Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_failure_ends_the_rest_and_comes_out_as_it_is(int threads)
    {
        int started = 0;
        var error = Assert.Throws<InvalidDataException>(() => Run(threads, 100, [.. Enumerable.Range(0, 50).Select(k =>
            new ScheduledWork(-k, 1, 1, () =>
            {
                Interlocked.Increment(ref started);
                Thread.Sleep(2);
                throw new InvalidDataException($"unit {k}");
            }))]));
        Assert.StartsWith("unit ", error.Message, StringComparison.Ordinal);
        Assert.InRange(started, 1, threads);
    }

    [Fact]
    public void Cancellation_starts_nothing_more()
    {
        using var source = new CancellationTokenSource();
        int started = 0;
        Assert.Throws<OperationCanceledException>(() => WorkSchedule.Run(
            [.. Enumerable.Range(0, 20).Select(_ => new ScheduledWork(1, 1, 1, () =>
            {
                started++;
                source.Cancel();
            }))], 1, 100, source.Token));
        Assert.Equal(1, started);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 11)]
    public void What_can_never_run_is_refused_and_does_not_wait_for_ever(int threads, long bytes) =>
        Assert.Throws<ArgumentException>(() => Run(2, 10, [new ScheduledWork(1, threads, bytes, () => { })]));

    [Fact]
    public void Nothing_to_do_is_done() => Run(2, 10, []);

    private static void Run(int threads, long memory, ScheduledWork[] work) =>
        WorkSchedule.Run(work, threads, memory, TestContext.Current.CancellationToken);
}
