using Heavytail.LinearAlgebra;

namespace Heavytail.Benchmarks.Solvers;

/// <summary>
/// Times the stages of the engine on each thread. A stage lasts until another begins: what lies between two stages,
/// such as the conversion of weights before a Gram matrix, counts toward the first.
/// </summary>
internal static class EngineStageListener
{
    /// <summary>
    /// Runs work whose first stage is the Gram matrix, and adds its stages to the clocks of this thread.
    /// </summary>
    public static void Measure(StageClocks clocks, Action work)
    {
        var laps = new Laps(clocks);
        EngineStages.Listen(laps.Begin);
        try
        {
            clocks.Start();
            work();
            laps.End();
        }
        finally
        {
            EngineStages.Listen(null);
        }
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
