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
        Assert.Equal(30, batch.Left!.Value.TotalSeconds, 3);
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
