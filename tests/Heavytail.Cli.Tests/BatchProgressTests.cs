using Heavytail.Cli.Output;
using Xunit;

namespace Heavytail.Cli.Tests;

public sealed class BatchProgressTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void Moves_inside_a_large_layer_and_never_back()
    {
        var batch = new BatchProgress(_clock);
        batch.Expect(["one"]);
        batch.NextFile(0);
        Assert.Equal(0, batch.Fraction);
        batch.Report(State(0, 1) with { EstimatedSeconds = 100 });
        double before = 0;
        for (int second = 0; second < 300; second += 10)
        {
            _clock.Seconds += 10;
            double fraction = batch.Fraction;
            Assert.InRange(fraction, before + 1e-9, 1 - 1e-9);
            before = fraction;
        }

        batch.Report(State(1, 1));
        Assert.Equal(1, batch.Fraction);
        Assert.Null(batch.Left);
    }

    [Fact]
    public void A_second_pass_on_a_file_has_a_bar_and_a_clock_of_its_own()
    {
        var batch = new BatchProgress(_clock);
        batch.NextFile(0);
        batch.Report(State(4, 4));
        _clock.Seconds = 50;
        Assert.Equal(1, batch.Fraction);
        batch.NextPass();
        Assert.Null(batch.State);
        batch.Report(State(0, 4) with { EstimatedSeconds = 1000 });
        Assert.InRange(batch.Fraction, 0, 0.01);
        _clock.Seconds = 60;
        batch.Report(State(1, 4));
        Assert.Equal(TimeSpan.FromSeconds(10), batch.Elapsed);
        Assert.Equal(30, batch.Left!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void The_time_left_is_that_of_all_files()
    {
        var batch = new BatchProgress(_clock);
        batch.Expect(["one", "two", "three", "four"]); // of equal weight, as they are not there
        batch.NextFile(0);
        batch.Report(State(0, 4));
        _clock.Seconds = 10;
        batch.NextFile(1);
        batch.Report(State(0, 4));
        Assert.Equal(0.25, batch.Fraction, 6);
        Assert.Null(batch.Left); // sizes say too little
        batch.Plan([1, 1, 1, 1]);
        Assert.Equal(30, batch.Left!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Many_small_files_before_a_large_one_say_nothing_absurd()
    {
        var batch = new BatchProgress(_clock);
        batch.Expect([.. Enumerable.Range(0, 101).Select(k => $"{k}")]);
        batch.Plan([.. Enumerable.Repeat(0.001, 100), 10]);
        for (int file = 0; file < 100; file++)
        {
            batch.NextFile(file);
            batch.Report(State(0, 1) with { EstimatedSeconds = 0.001 });
            if (batch.Left is { TotalSeconds: double left })
            {
                Assert.InRange(left, 5, 60);
            }

            _clock.Seconds += 0.08;
        }

        Assert.NotNull(batch.Left);
    }

    [Fact]
    public void A_file_that_cannot_be_read_weighs_nothing()
    {
        var batch = new BatchProgress(_clock);
        batch.Expect(["good", "truncated"]);
        batch.Plan([4, 0]);
        batch.NextFile(0);
        batch.Report(State(0, 2) with { EstimatedSeconds = 4 });
        _clock.Seconds = 4;
        batch.Report(State(1, 2));
        Assert.InRange(batch.Left!.Value.TotalSeconds, 3.9, 4.3);
    }

    [Theory]
    [InlineData(79, "file 12/40  ", "a-rather-long-name-of-a-model-with-a-date-2026-11-28.safetensors")]
    [InlineData(79, "", "model.pt")]
    [InlineData(40, "file 12/40  ", "model.safetensors")]
    [InlineData(119, "", "層の名前層の名前層の名前層の名前層の名前層の名前層の名前層の名前層の名前.pt")]
    public void The_line_fits(int width, string count, string file)
    {
        var batch = new BatchProgress(_clock);
        batch.Expect(["one", "two"]);
        batch.Plan([1, 1]);
        batch.NextFile(0);
        batch.Report(State(150, 200));
        _clock.Seconds = 4000;
        string line = ProgressDisplay.Line(count, file, batch, width);
        Assert.True(Printable.Width(line) <= width, line);
        Assert.StartsWith(count.Length < width ? count : "", line, StringComparison.Ordinal);
        if (width >= 79)
        {
            Assert.Contains("eta", line, StringComparison.Ordinal);
        }
    }

    private static AnalysisProgress State(int done, int total) => new("m", null, done, total, done, total);

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)(Seconds * 1000);
    }
}
