using System.Diagnostics;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>Time spent in each stage by one thread, summed over the matrices it had.</summary>
internal sealed class StageClocks(Clock clock)
{
    private readonly List<string> _names = [];
    private readonly List<(long Ticks, double Flops)> _sums = [];
    private long _lap;

    /// <summary>Starts the stage that the next lap ends.</summary>
    public void Start() => _lap = clock.Now();

    /// <summary>Ends a stage, and starts the next.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="flops">Nominal operations of the lap.</param>
    public void Lap(string stage, double flops)
    {
        long now = clock.Now();
        Add(stage, Clocks.Between(_lap, now), flops);
        _lap = now;
    }

    private void Add(string stage, long ticks, double flops)
    {
        int index = _names.IndexOf(stage);
        if (index < 0)
        {
            _names.Add(stage);
            _sums.Add((ticks, flops));
        }
        else
        {
            _sums[index] = (_sums[index].Ticks + ticks, _sums[index].Flops + flops);
        }
    }

    /// <summary>The stages of threads that worked side by side: operations add up, time is shared.</summary>
    public static IReadOnlyList<Stage> Stages(IReadOnlyList<StageClocks> threads)
    {
        var all = new StageClocks(Clock.Wall);
        foreach (var thread in threads)
        {
            for (int k = 0; k < thread._names.Count; k++)
            {
                all.Add(thread._names[k], thread._sums[k].Ticks, thread._sums[k].Flops);
            }
        }

        double perMillisecond = Stopwatch.Frequency / 1e3 * threads.Count;
        return [.. all._names.Select((name, k) => new Stage(name, all._sums[k].Ticks / perMillisecond, all._sums[k].Flops))];
    }
}
