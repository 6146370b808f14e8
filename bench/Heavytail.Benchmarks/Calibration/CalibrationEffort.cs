namespace Heavytail.Benchmarks.Calibration;

/// <summary>How much to simulate.</summary>
/// <param name="Scale">Share of the full number of samples.</param>
/// <param name="Seed">The seed of all samples.</param>
internal sealed record CalibrationEffort(double Scale, int Seed)
{
    public int Samples(int full) => Math.Max(4, (int)(Scale * full));

    /// <summary>A generator that other cells of a table do not share.</summary>
    public Random Random(params int[] cell) =>
        new(cell.Aggregate(Seed, (seed, part) => unchecked((seed * 31) + part)) & int.MaxValue);
}
