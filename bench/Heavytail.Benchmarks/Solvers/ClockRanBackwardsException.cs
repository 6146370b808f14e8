namespace Heavytail.Benchmarks.Solvers;

/// <summary>A clock showed an earlier time than before: what it measured means nothing.</summary>
internal sealed class ClockRanBackwardsException() : Exception("the clock ran backwards");
