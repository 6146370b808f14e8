using System.Diagnostics;
using Heavytail.LinearAlgebra;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>
/// Times the stages of the engine on each thread. A stage lasts until another begins: what lies between two stages,
/// such as the conversion of weights before a Gram matrix, counts toward the first.
/// </summary>
internal sealed class EngineStageListener : IDisposable
{
    private readonly ThreadLocal<Laps?> _laps = new();
    private readonly ActivityListener _listener;

    public EngineStageListener()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineStages.SourceName,

            // The start of each stage is enough here. Activities for the stages of small matrices would take some
            // percent of their time.
            Sample = (ref ActivityCreationOptions<ActivityContext> stage) =>
            {
                _laps.Value?.Begin(stage.Name);
                return ActivitySamplingResult.None;
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>
    /// Runs work whose first stage is the Gram matrix, and adds its stages to the clocks of this thread.
    /// </summary>
    public void Measure(StageClocks clocks, Action work)
    {
        var laps = new Laps(clocks);
        _laps.Value = laps;
        clocks.Start();
        work();
        laps.End();
        _laps.Value = null;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _laps.Dispose();
    }

    /// <summary>The stage that one thread is in.</summary>
    private sealed class Laps(StageClocks clocks)
    {
        private string _stage = EngineStages.Gram;

        public void Begin(string stage)
        {
            if (stage != _stage)
            {
                End();
                _stage = stage;
            }
        }

        public void End() => clocks.Lap(_stage, 0);
    }
}
