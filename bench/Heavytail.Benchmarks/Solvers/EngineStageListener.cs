using System.Diagnostics;
using Heavytail.LinearAlgebra;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>Ends a lap of the calling thread's clocks whenever a stage of the engine stops.</summary>
internal sealed class EngineStageListener : IDisposable
{
    private readonly ThreadLocal<StageClocks?> _clocks = new();
    private readonly ActivityListener _listener;

    public EngineStageListener()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineStages.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStopped = stage => _clocks.Value?.Lap(stage.OperationName, 0),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>
    /// Directs the stages of this thread to these clocks. A lap runs from the end of the stage before: what lies between
    /// two stages counts toward the second.
    /// </summary>
    public void Listen(StageClocks clocks) => _clocks.Value = clocks;

    public void Dispose()
    {
        _listener.Dispose();
        _clocks.Dispose();
    }
}
